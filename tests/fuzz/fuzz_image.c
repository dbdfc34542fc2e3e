// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_image.c - libFuzzer: any bytes as a boot image, a package or a compressed file, in a package
 * or named
 *
 * What is in the ELF files that come out is fuzz_elf.c's.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input_kernels.h"
#include "input_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte that came out is there. */
static int on_object(const struct input_object *input, void *arg, struct luocat_error *err)
{
	const struct reader *reader = object_reader(input->object);
	const uint8_t *bytes = reader_at(reader, 0, reader_size(reader));
	unsigned int *sum = arg;

	for (uint64_t i = 0; i < reader_size(reader); i++)
		*sum += bytes[i];
	return 0;
}

static int on_types(struct reader *reader, const char *name, void *arg, struct luocat_error *err)
{
	return 0;
}

static int on_config(const char *text, size_t length, const char *name, void *arg,
		     struct luocat_error *err)
{
	if (text[length])
		abort();
	return 0;
}

static void look(const uint8_t *data, size_t size, bool mixed, const char *wanted)
{
	struct kernels kernels = {.wanted = wanted};
	unsigned int sum = 0;
	const struct input_visitor visitor = {
		.debug_dir = "/nonexistent",
		.kernels = &kernels,
		.object = on_object,
		.types = on_types,
		.config = on_config,
		.arg = &sum,
	};
	/* a thin archive's members are files, and which ones is not the fuzzer's to say */
	struct walk walk = {.visitor = &visitor, .mixed = mixed, .unpacked = 1};
	struct luocat_error err = {0};
	struct reader *reader;
	int ret;

	if (reader_from_memory(data, size, "fuzz", false, &reader, &err))
		abort();
	ret = walk_reader(&walk, reader, "fuzz", &err);
	if (!ret)
		ret = kernels_one(&kernels, "fuzz", &err);
	kernels.objects = 1; /* else no configuration is looked at */
	if (!ret)
		ret = input_finish(&visitor, &err);
	/* each failure is one line that names the input */
	if (ret && (err.code != ret || strncmp(err.file, "fuzz", 4) || !*err.what ||
		    strpbrk(err.what, "\n\r\033")))
		abort();
	if (walk.depth || walk.unpacked != 1 || walk.mixed != mixed || walk.unpacking.held ||
	    walk.archived || walk.place)
		abort();
	kernels_free(&kernels);
	reader_unref(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	look(data, size, false, NULL);
	look(data, size, true, NULL);
	look(data, size, true, "7.3.4-test");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_ikconfig.c - the configuration that a kernel carries in itself
 *
 * kernel: kernel/configs.c: "IKCFG_ST", the gzipped .config, "IKCFG_ED", in .rodata.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kernel_facts.h"
#include "origin.h"
#include "reader.h"

#define MAX_CONFIG (4 << 20) /* the largest known are 300 KB */

static const char start_mark[] = "IKCFG_ST";
static const char end_mark[] = "IKCFG_ED";
#define MARK 8

struct embedded {
	uint64_t offset; /* behind the start mark */
	bool found;
};

static int keep_offset(size_t needle, uint64_t offset, void *arg)
{
	struct embedded *embedded = arg;

	embedded->offset = offset + MARK;
	embedded->found = true;
	return 1;
}

static int unpack(struct object *object, const struct section *section, uint64_t offset,
		  const uint8_t *data, size_t length, char *text, size_t *text_length,
		  struct luocat_error *err)
{
	z_stream stream = {
		.next_in = (Bytef *)data,
		.avail_in = length,
		.next_out = (Bytef *)text,
		.avail_out = MAX_CONFIG,
	};
	int res;

	/* 16: a gzip header */
	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return luocat_error_set(err, -ENOMEM, reader_name(object_reader(object)),
					section->name, "out of memory");
	res = inflate(&stream, Z_FINISH);
	*text_length = stream.total_out;
	inflateEnd(&stream);
	return res == Z_STREAM_END ? 0
				   : origin_error(err, object, section, offset,
						  "its embedded configuration cannot be unpacked");
}

static int read_config(struct object *object, const struct section *section, uint64_t offset,
		       struct found *found, struct luocat_error *err)
{
	const uint8_t *data, *end;
	size_t length, text_length = 0;
	char *text;
	int ret = object_section_data(object, section, &data, &length, err);

	if (ret)
		return ret;
	end = offset <= length ? memmem(data + offset, length - offset, end_mark, MARK) : NULL;
	if (!end || end - data - offset > MAX_CONFIG)
		return origin_error(err, object, section, offset,
				    "its embedded configuration has no end");
	text = malloc(MAX_CONFIG);
	if (!text)
		return luocat_error_set(err, -ENOMEM, reader_name(object_reader(object)),
					section->name, "out of memory");
	ret = unpack(object, section, offset, data + offset, end - data - offset, text,
		     &text_length, err);
	if (!ret)
		ret = find_options(text, text_length, reader_name(object_reader(object)), found,
				   err);
	free(text);
	return ret;
}

int kernel_ikconfig(struct object *object, struct found *found, struct luocat_error *err)
{
	for (size_t i = 0; i < object_n_sections(object); i++) {
		const struct section *section = object_section(object, i);
		struct embedded embedded = { .found = false };
		int ret;

		if (section->type != SHT_PROGBITS || !(section->flags & SHF_ALLOC) ||
		    strncmp(section->name, ".rodata", 7))
			continue;
		ret = object_section_scan(object, section, start_mark, MARK, keep_offset, &embedded,
					  err);
		if (ret < 0)
			return ret;
		if (embedded.found)
			return read_config(object, section, embedded.offset, found, err);
	}
	return 0;
}

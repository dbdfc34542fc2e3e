// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_plan.c - the plan's loader: whatever it takes turns file handlers off and does nothing else
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

__attribute__((noreturn)) static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_plan: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

static void load(const uint8_t *data, size_t size, const char *key)
{
	struct luocat_error err = {0};
	struct luocat_plan *plan;
	int r = luocat_plan_load((const char *)data, size, "input", key, &plan, &err);

	if (r) {
		if (err.code != r || !err.what[0] || strpbrk(err.what, "\n\r\033"))
			fail("an error that is not one clean line", &err);
		return;
	}
	if (key && strcmp(key, luocat_plan_writer_key(plan)))
		fail("a plan for another kernel", &err);
	for (size_t i = 0; i < luocat_plan_n_entries(plan); i++) {
		const struct luocat_plan_entry *entry = luocat_plan_entry(plan, i);

		if (entry->kind != LUOCAT_KIND_FILE_HANDLER || entry->value ||
		    !entry->compatible[0] || !entry->name[0])
			fail("an entry that is none", &err);
	}
	luocat_plan_unref(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	load(data, size, NULL);
	load(data, size, "build-id:1111111111111111111111111111111111111111");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_tree.c - a table of formats as a directory of its own for each test
 */
#include "live_tree.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge_pair.h"

char tree[64];
struct luocat_live live;

#define ROW(k, id)                                                                                 \
	VERSION(.kind = LUOCAT_KIND_##k, .compatible = id, .read = LUOCAT_YES,                     \
		.write = LUOCAT_YES, .enable_write = LUOCAT_YES,                                   \
		.origin = {.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,                              \
			   .evidence_read = LUOCAT_EVIDENCE_DESCRIPTOR,                            \
			   .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR})

void tree_setup(void)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	const struct luocat_version *versions[] = {
		ROW(CORE, "kho-v4"),	       ROW(CORE, "luo-v5"),
		ROW(FILE_HANDLER, "memfd-v2"), ROW(FILE_HANDLER, "memfd-v3"),
		ROW(FILE_HANDLER, "memfd-v4"), ROW(FLB, "liveupdate-test-flb-v0"),
	};

	ck_assert_int_eq(luocat_catalog_set_kernel(
				 catalog, KERNEL(.release = "7.3.4", .build_id = BUILD_ID), NULL),
			 0);
	for (int i = 0; i < COUNT(versions); i++)
		ck_assert_int_eq(luocat_catalog_add(catalog, versions[i], NULL), 0);
	strcpy(tree, "/tmp/luocat-tree-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(tree));
	live = (struct luocat_live){.size = sizeof(live), .kernel = -1, .proc = -1};
	live.formats = live.journal = open(tree, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(live.formats, 0);
	memset(&err, 0, sizeof(err));
	ck_assert_msg(!luocat_live_write(catalog, live.formats, &err), "%s: %s", err.where,
		      err.what);
	luocat_catalog_unref(catalog);
}

void tree_teardown(void)
{
	char command[128];

	close(live.formats);
	snprintf(command, sizeof(command), "rm -rf %s", tree);
	ck_assert_int_eq(system(command), 0);
}

static FILE *tree_open(const char *path, const char *mode)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", tree, path);
	return fopen(whole, mode);
}

const char *tree_get(const char *path)
{
	static char text[8192];
	FILE *file = tree_open(path, "r");
	size_t length;

	ck_assert_msg(file, "no %s", path);
	length = fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

void tree_put(const char *path, const char *text)
{
	FILE *file = tree_open(path, "w");

	ck_assert_msg(file, "no %s", path);
	fputs(text, file);
	fclose(file);
}

bool tree_has(const char *path)
{
	return !faccessat(live.formats, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

void tree_run(const char *command)
{
	char whole[1024];

	snprintf(whole, sizeof(whole), "cd %s && %s", tree, command);
	ck_assert_msg(system(whole) == 0, "%s", command);
}

const char *tree_flags(void)
{
	static const char *const files[] = {
		"default_enable_write",
		"file-handler/memfd-v2/enable_write",
		"file-handler/memfd-v3/enable_write",
		"file-handler/memfd-v4/enable_write",
	};
	static char flags[8];

	memset(flags, 0, sizeof(flags));
	for (int i = 0; i < COUNT(files); i++)
		flags[i] = tree_get(files[i])[0];
	return flags;
}

struct luocat_plan *plan_for(const char *writer_key, ...)
{
	struct luocat_plan *plan = NULL;
	char text[2048];
	const char *id;
	va_list ids;
	int n;

	n = snprintf(text, sizeof(text),
		     "{\"direction\": \"forward\", \"writer_key\": \"%s\", "
		     "\"reader_key\": \"build-id:22\", \"default_enable_write\": false, \"set\": [",
		     writer_key);
	va_start(ids, writer_key);
	for (bool first = true; (id = va_arg(ids, const char *)); first = false)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      "%s{\"kind\": \"file-handler\", \"name\": \"memfd\", "
			      "\"compatible\": \"%s\", \"enable_write\": false}",
			      first ? "" : ", ", id);
	va_end(ids);
	snprintf(text + n, sizeof(text) - (size_t)n, "]}");
	ck_assert_msg(!luocat_plan_load(text, strlen(text), "plan", NULL, &plan, &err), "%s: %s",
		      err.where, err.what);
	return plan;
}

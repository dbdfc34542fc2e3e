// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c - how long luocat_judge() takes for two catalogs of 500 formats whose layouts have 50
 * members each, all alike but one: prints the best of many in seconds
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <luocat.h>

#define FORMATS 500
#define MEMBERS 50
#define ROUNDS	50

static void check(int result, const struct luocat_error *err)
{
	if (!result)
		return;
	fprintf(stderr, "compare: %s: %s\n", err->where, err->what);
	exit(1);
}

/* Every tenth member is a struct of its own, as lists and counts are in kernels. */
static void add_types(struct luocat_catalog *catalog, unsigned int format, bool drift)
{
	struct luocat_member members[MEMBERS],
		inner[] = {{"first", 0, 0, "u64"}, {"count", 64, 0, "u64"}};
	char names[MEMBERS][16], root[32], nested[32];
	struct luocat_type type = {.size = sizeof(type),
				   .name = nested,
				   .bytes = 16,
				   .members = inner,
				   .n_members = 2};
	struct luocat_error err;

	snprintf(root, sizeof(root), "struct f%u_ser", format);
	snprintf(nested, sizeof(nested), "struct f%u_list", format);
	check(luocat_catalog_add_type(catalog, &type, &err), &err);
	for (unsigned int i = 0; i < MEMBERS; i++) {
		snprintf(names[i], sizeof(names[i]), "member_%u", i);
		members[i] = (struct luocat_member){names[i], i * 128, 0, i % 10 ? "u64" : nested};
	}
	if (drift)
		members[MEMBERS - 1].type = "s64";
	type.name = root;
	type.bytes = MEMBERS * 16;
	type.members = members;
	type.n_members = MEMBERS;
	check(luocat_catalog_add_type(catalog, &type, &err), &err);
}

static struct luocat_catalog *make(bool drift)
{
	static const struct luocat_kernel kernel = {.size = sizeof(kernel),
						    .arch = "x86_64",
						    .byte_order = "little",
						    .pointer_size = 8,
						    .page_size = 4096,
						    .max_page_order = 10};
	struct luocat_catalog *catalog = luocat_catalog_new();
	struct luocat_error err;

	check(luocat_catalog_set_kernel(catalog, &kernel, &err), &err);
	for (unsigned int i = 0; i < FORMATS; i++) {
		char id[32], root[32];
		const char *const roots[] = {root};
		struct luocat_version version = {
			.size = sizeof(version),
			.kind = i < 2 ? LUOCAT_KIND_CORE : LUOCAT_KIND_FILE_HANDLER,
			.compatible = id,
			.read = LUOCAT_YES,
			.write = LUOCAT_YES,
			.enable_write = LUOCAT_YES,
			.layout_form = LUOCAT_LAYOUT_STRUCT,
			.roots = roots,
			.n_roots = 1,
			.required_known = true,
			.provider = "builtin",
			.origin = {.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,
				   .evidence_read = LUOCAT_EVIDENCE_DESCRIPTOR,
				   .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR},
		};

		if (i < 2)
			snprintf(id, sizeof(id), "%s-v1", i ? "luo" : "kho");
		else
			snprintf(id, sizeof(id), "format%u-v1", i);
		snprintf(root, sizeof(root), "struct f%u_ser", i);
		add_types(catalog, i, drift && i == FORMATS - 1);
		check(luocat_catalog_add(catalog, &version, &err), &err);
	}
	/* fingerprints are worked out when somebody looks */
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++)
		(void)luocat_catalog_version(catalog, i);
	return catalog;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(void)
{
	struct luocat_catalog *writer = make(false), *reader = make(true);
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		struct luocat_verdict *verdict;
		struct luocat_error err;
		double start = now(), took;

		check(luocat_judge(writer, reader, NULL, &verdict, &err), &err);
		took = now() - start;
		best = took < best ? took : best;
		if (luocat_verdict_outcome(verdict) != LUOCAT_INCOMPATIBLE) {
			fprintf(stderr, "compare: the one difference was not found\n");
			return 1;
		}
		luocat_verdict_unref(verdict);
	}
	printf("%.6f\n", best);
	luocat_catalog_unref(writer);
	luocat_catalog_unref(reader);
	return 0;
}

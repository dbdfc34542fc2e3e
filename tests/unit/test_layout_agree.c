// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_layout_agree.c - two ways to tell layouts apart, held against each other
 *
 * The fingerprint and the comparison go through the types each by itself. On layouts made at random
 * and changed at random: what has two fingerprints is never found to agree, and what is found to be
 * the same has one. The numbers are the same in every run.
 */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model.h"
#include "run.h"

#define N_TYPES	  5 /* structs, each of which may hold those before it; and an enum */
#define N_MEMBERS 4
#define ROUNDS	  20000

struct plan {
	struct {
		uint64_t bytes;
		int owner;
		struct {
			int name;
			int type; /* of scalars, then of structs below, then the enum */
			int bounds;
			int offset; /* in bytes */
			int bits;
		} members[N_MEMBERS];
		int n_members;
	} types[N_TYPES];
	int values[2];
	int is_signed;
	int root;
};

static uint64_t state;

static int pick(int n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int)((state >> 33) % (uint64_t)n);
}

static const char *const scalars[] = {"u8", "u16", "u32", "u64", "s32", "ptr64", "bool8"};
static const char *const bounds[] = {"", "", "", "[2]", "[]", "[1][2]"};

static void pick_member(struct plan *plan, int type, int member)
{
	bool bits = pick(4) == 0;

	plan->types[type].members[member].name = pick(8) ? member : N_MEMBERS + pick(2);
	plan->types[type].members[member].type = bits ? pick(4) : pick(COUNT(scalars) + type + 1);
	plan->types[type].members[member].bounds = bits ? 0 : pick(COUNT(bounds));
	plan->types[type].members[member].offset = pick(24);
	plan->types[type].members[member].bits = bits ? 1 + pick(8) : 0;
}

static void pick_plan(struct plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	for (int i = 0; i < N_TYPES; i++) {
		plan->types[i].bytes = 2048u >> (2 * (N_TYPES - 1 - i));
		plan->types[i].owner = pick(6) ? 0 : 1 + pick(2);
		plan->types[i].n_members = 1 + pick(N_MEMBERS);
		for (int k = 0; k < N_MEMBERS; k++)
			pick_member(plan, i, k);
	}
	plan->values[1] = 1 + pick(3);
	plan->root = N_TYPES - 1 - pick(2);
}

static void swap(struct plan *plan, int type, int a, int b)
{
	struct plan was = *plan;

	plan->types[type].members[a] = was.types[type].members[b];
	plan->types[type].members[b] = was.types[type].members[a];
}

static void change(struct plan *plan)
{
	int type = pick(N_TYPES), member = pick(N_MEMBERS);

	switch (pick(10)) {
	case 0:
		plan->types[type].bytes++;
		break;
	case 1:
		plan->types[type].owner = pick(3);
		break;
	case 2:
		plan->types[type].n_members = 1 + pick(N_MEMBERS);
		break;
	case 3:
		plan->types[type].members[member].name = pick(N_MEMBERS + 2);
		break;
	case 4:
		plan->types[type].members[member].offset = pick(24);
		break;
	case 5:
		plan->values[pick(2)] = pick(4);
		break;
	case 6:
		plan->is_signed ^= 1;
		break;
	case 7: /* declared in another order */
		swap(plan, type, member, pick(N_MEMBERS));
		break;
	default:
		pick_member(plan, type, member);
	}
}

/* Gives how many of the plan's types are valid. */
static int add_struct(struct luocat_catalog *catalog, const struct plan *plan, int index)
{
	static const char *const owners[] = {NULL, "kho", "luo"};
	int owner = plan->types[index].owner;
	struct luocat_member members[N_MEMBERS];
	char types[N_MEMBERS][64], names[N_MEMBERS][8], name[32];

	for (int i = 0; i < plan->types[index].n_members; i++) {
		int type = plan->types[index].members[i].type - COUNT(scalars);
		const char *bound = bounds[plan->types[index].members[i].bounds];

		snprintf(names[i], sizeof(names[i]), "m%d", plan->types[index].members[i].name);
		if (type < 0)
			snprintf(types[i], sizeof(types[i]), "%s%s", scalars[type + COUNT(scalars)],
				 bound);
		else if (type == index)
			snprintf(types[i], sizeof(types[i]), "enum e%s", bound);
		else
			snprintf(types[i], sizeof(types[i]), "struct t%d%s", type, bound);
		members[i] = (struct luocat_member){
			names[i], (uint64_t)plan->types[index].members[i].offset * 8,
			(uint32_t)plan->types[index].members[i].bits, types[i]};
	}
	snprintf(name, sizeof(name), "struct t%d", index);
	return !luocat_catalog_add_type(
		catalog,
		&(const struct luocat_type)TYPE(name, plan->types[index].bytes, .members = members,
						.n_members = (size_t)plan->types[index].n_members,
						.owner_kind = owner ? LUOCAT_KIND_CORE
								    : LUOCAT_KIND_UNKNOWN,
						.owner_name = owners[owner]),
		NULL);
}

/* NULL where the plan is no layout: a member that reaches outside its type, two of one name ... */
static struct luocat_catalog *make(const struct plan *plan)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	char root[] = {'s', 't', 'r', 'u', 'c', 't', ' ', 't', (char)('0' + plan->root), '\0'};
	const char *roots[] = {"enum e", root};
	int added = 0;

	ck_assert_int_eq(luocat_catalog_set_kernel(
				 catalog, KERNEL(.byte_order = "little", .pointer_size = 8), NULL),
			 0);
	for (int i = 0; i < N_TYPES; i++)
		added += add_struct(catalog, plan, i);
	added += !luocat_catalog_add_type(
		catalog,
		&(const struct luocat_type)ENUM(
			"e", 4, plan->is_signed,
			{{"A", (uint64_t)plan->values[0]}, {"B", (uint64_t)plan->values[1]}}),
		NULL);
	ck_assert_int_eq(luocat_catalog_add(catalog,
					    VERSION(.compatible = "x-v1",
						    .layout_form = LUOCAT_LAYOUT_STRUCT,
						    .roots = roots, .n_roots = 2),
					    NULL),
			 0);
	if (added == N_TYPES + 1 && luocat_catalog_version(catalog, 0)->fingerprint)
		return catalog;
	return luocat_catalog_unref(catalog);
}

struct counts {
	int pairs;
	int same;    /* nothing differs */
	int renamed; /* only names do */
	int drift;
};

static void hold(struct luocat_catalog *a, struct luocat_catalog *b, struct counts *counts)
{
	const struct luocat_version *of_a = luocat_catalog_version(a, 0);
	const struct luocat_version *of_b = luocat_catalog_version(b, 0);
	bool same_print = !strcmp(of_a->fingerprint, of_b->fingerprint);
	struct luocat_differences *differences = NULL;
	enum luocat_change worst = LUOCAT_CHANGE_RENAMED;
	struct luocat_error err;
	size_t n;

	ck_assert_msg(!luocat_layout_compare(a, of_a, b, of_b, &differences, &err), "%s", err.what);
	n = luocat_n_differences(differences);
	for (size_t i = 0; i < n; i++)
		if (luocat_difference(differences, i)->change > worst)
			worst = luocat_difference(differences, i)->change;
	if (worst == LUOCAT_CHANGE_RENAMED && !same_print) {
		char *text_a, *text_b;

		luocat_layout_text(a, of_a, &text_a, NULL);
		luocat_layout_text(b, of_b, &text_b, NULL);
		ck_abort_msg("pair %d: %zu differences%s%s, but\n%sis not\n%s", counts->pairs, n,
			     n ? ", the first: " : "",
			     n ? luocat_difference(differences, 0)->message : "", text_a, text_b);
	}
	counts->pairs++;
	counts->same += !n;
	counts->renamed += n && worst == LUOCAT_CHANGE_RENAMED;
	counts->drift += worst != LUOCAT_CHANGE_RENAMED;
	luocat_differences_unref(differences);
}

START_TEST(test_agree)
{
	struct counts counts = {0};

	state = 1;
	for (int round = 0; round < ROUNDS; round++) {
		struct plan plan;
		struct luocat_catalog *a, *b;

		pick_plan(&plan);
		a = make(&plan);
		if (!a)
			continue;
		for (int i = 0; i < 4; i++) {
			change(&plan);
			b = make(&plan);
			if (b)
				hold(a, b, &counts);
			luocat_catalog_unref(b);
		}
		luocat_catalog_unref(a);
	}
	/* each of them was seen often enough to mean something */
	ck_assert_int_gt(counts.pairs, 1000);
	ck_assert_int_gt(counts.same, 100);
	ck_assert_int_gt(counts.renamed, 10);
	ck_assert_int_gt(counts.drift, 100);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("layout_agree");
	TCase *tests = tcase_create("layout_agree");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, test_agree);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}

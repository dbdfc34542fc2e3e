// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_memo.c - what came of comparing layouts, for kernels that have the same ones
 *
 * Kernels differ in few formats, and what they have in common is compared once. Two layouts are the
 * same here where all is that a comparison looks at or names: the version's identity, form, roots,
 * properties and constants, and every type that is reached, with those that other formats own.
 */
#include "layout_memo.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "layout.h"

struct memo_slot {
	struct layout_digest w, r;
	struct layout_answer answer;
};

/* ---- What layouts are the same ---- */

static void write_types(struct emit *emit, const struct reached_types *reached)
{
	emit_begin(emit, NULL, '{');
	for (size_t i = 0; i < reached->n; i++)
		type_write(emit, reached->queue[i]);
	emit_end(emit, '}');
}

static void write_layout(struct emit *emit, const struct luocat_catalog *catalog,
			 const struct luocat_version *from, const struct reached_types *reached)
{
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);
	struct luocat_version version = *from;

	version.origin = (struct luocat_origin){
		.evidence_constants = from->origin.evidence_constants,
	};
	emit_begin(emit, NULL, '[');
	emit_string(emit, NULL, luocat_kind_name(version.kind));
	emit_string(emit, NULL, version.name);
	emit_string(emit, NULL, kernel->byte_order);
	emit_number(emit, NULL, kernel->pointer_size);
	fields_write(emit, NULL, version_fields, &version);
	write_types(emit, reached);
	emit_end(emit, ']');
}

static int digest_of(const struct luocat_catalog *catalog, const struct luocat_version *version,
		     struct layout_digest *digest, struct luocat_error *err)
{
	struct reached_types reached = {0};
	struct emit emit = {.dense = true};
	int ret = reach_types(&reached, catalog, version, true);

	if (!ret)
		write_layout(&emit, catalog, version, &reached);
	reached_types_free(&reached);
	if (ret)
		return error_no_memory(err);
	return emit_digest(&emit, digest->bytes, err);
}

int layout_memo_prepare(struct judge_side *side, struct luocat_error *err)
{
	int ret = 0;

	side->layouts = calloc(side->n + 1, sizeof(*side->layouts));
	if (!side->layouts)
		return error_no_memory(err);
	for (size_t i = 0; i < side->n && !ret; i++)
		ret = digest_of(side->catalog, side->sorted[i], &side->layouts[i], err);
	return ret;
}

/* ---- What came of comparing them ---- */

static struct memo_slot **probe(const struct layout_memo *memo, const struct layout_digest *w,
				const struct layout_digest *r)
{
	uint64_t of_w, of_r;

	/* they are digests: any part of them is a hash */
	memcpy(&of_w, w->bytes, sizeof(of_w));
	memcpy(&of_r, r->bytes, sizeof(of_r));
	for (size_t at = of_w ^ (of_r << 1 | of_r >> 63);; at++) {
		struct memo_slot **slot = &memo->slots[at & (memo->room - 1)];

		if (!*slot || (!memcmp(&(*slot)->w, w, sizeof(*w)) &&
			       !memcmp(&(*slot)->r, r, sizeof(*r))))
			return slot;
	}
}

static bool grow(struct layout_memo *memo)
{
	struct layout_memo larger = {.room = memo->room ? memo->room * 2 : 64, .n = memo->n};

	larger.slots = calloc(larger.room, sizeof(struct memo_slot *));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < memo->room; i++) {
		struct memo_slot *old = memo->slots[i];

		if (old)
			*probe(&larger, &old->w, &old->r) = old;
	}
	free(memo->slots);
	*memo = larger;
	return true;
}

struct layout_answer *layout_memo_find(struct layout_memo *memo, const struct layout_digest *w,
				       const struct layout_digest *r)
{
	struct memo_slot **slot;

	if (memo->n + 1 > memo->room / 2 && !grow(memo))
		return NULL;
	slot = probe(memo, w, r);
	if (!*slot) {
		*slot = calloc(1, sizeof(**slot));
		if (!*slot)
			return NULL;
		(*slot)->w = *w;
		(*slot)->r = *r;
		memo->n++;
	}
	return &(*slot)->answer;
}

void layout_memo_free(struct layout_memo *memo)
{
	for (size_t i = 0; i < memo->room; i++) {
		if (memo->slots[i])
			layout_answer_free(&memo->slots[i]->answer);
		free(memo->slots[i]);
	}
	free(memo->slots);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout.c - the canonical text of a layout, and the fingerprint that is taken over it
 *
 * A line for each fact, types before those that hold them, each once, with numbers for names:
 *
 *	luocat layout 1
 *	form struct
 *	property NODE NAME TYPE
 *	pointer 8
 *	byte-order little
 *	enum 1 4 unsigned		number, bytes
 *	3				a value, each once
 *	type 2 16			number, bytes
 *	0 u64				bit offset, type
 *	64+3 u32			a bit-field: and width
 *	96 #1				type 1
 *	128 owned struct a[2] kho	a type that the format kho owns
 *	root #2
 *	root owned struct a kho
 *
 * No part but the last of a line holds a space, so no two layouts have one text. Types are walked
 * without recursion: what they hold may be as deep as hostile input says.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sha2.h>

#include "types.h"

/**
 * struct walk - one layout on its way into a text
 * @hash:  where the text goes; NULL: into @text
 * @part:  of the text, before it goes there
 * @left:  lines that it may still have
 * @id:    tells this walk's marks in slots from earlier ones
 * @n:     types that have a number
 * @depth: types that are open
 */
struct walk {
	const struct luocat_catalog *catalog;
	const struct luocat_version *version;
	struct luocat_error *err;
	SHA2_CTX *hash;
	struct emit text;
	char part[1024];
	size_t n_part;
	uint64_t left;
	uint64_t id;
	uint32_t n;
	unsigned int depth;
};

static void flush(struct walk *walk)
{
	if (walk->hash)
		SHA256Update(walk->hash, (const uint8_t *)walk->part, walk->n_part);
	else
		emit_raw(&walk->text, walk->part, walk->n_part);
	walk->n_part = 0;
}

static void say(struct walk *walk, const char *text)
{
	size_t length = strlen(text), some;

	for (; length; text += some, length -= some) {
		if (walk->n_part == sizeof(walk->part))
			flush(walk);
		some = sizeof(walk->part) - walk->n_part;
		some = length < some ? length : some;
		memcpy(walk->part + walk->n_part, text, some);
		walk->n_part += some;
	}
}

/* @before and a number. */
static void say_number(struct walk *walk, const char *before, uint64_t number)
{
	char digits[DIGITS_SIZE];

	say(walk, before);
	say(walk, text_digits(number, digits));
}

/* @before, a type that another format owns, and that format. */
static void say_owned(struct walk *walk, const char *before, const char *type,
		      const struct type_slot *slot)
{
	say(walk, before);
	say(walk, type);
	say(walk, " ");
	say(walk, slot->def->type.owner_name);
	say(walk, "\n");
}

static int fail(struct walk *walk, int code, const char *what, const char *name)
{
	return luocat_error_set(walk->err, code, NULL, walk->version->compatible, "%s%s", what,
				name);
}

/* ---- Types ---- */

static bool owned_elsewhere(const struct walk *walk, const struct type_slot *slot)
{
	const struct luocat_type *type = slot->def ? &slot->def->type : NULL;

	if (!type || !type->owner_name)
		return false;
	return type->owner_kind != walk->version->kind ||
	       text_compare(type->owner_name, walk->version->name);
}

static void say_members(struct walk *walk, const struct type_def *def)
{
	for (size_t i = 0; i < def->type.n_members; i++) {
		const struct luocat_member *member = &def->type.members[def->by_layout[i]];
		const struct type_expression *expression = &def->expressions[def->by_layout[i]];
		const struct type_slot *slot = expression->slot;

		say_number(walk, "", member->bit_offset);
		if (member->bits)
			say_number(walk, "+", member->bits);
		if (slot && owned_elsewhere(walk, slot)) {
			say_owned(walk, " owned ", member->type, slot);
			continue;
		}
		if (slot)
			say_number(walk, " #", slot->number);
		else
			say(walk, " ");
		say(walk, slot ? member->type + expression->base : member->type);
		say(walk, "\n");
	}
}

static void say_values(struct walk *walk, const struct luocat_type *type)
{
	for (size_t i = 0; i < type->n_enumerators; i++) {
		uint64_t value = type->enumerators[i].value;

		if (i && type->enumerators[i - 1].value == value)
			continue;
		if (type->is_signed && (int64_t)value < 0)
			say_number(walk, "-", -value);
		else
			say_number(walk, "", value);
		say(walk, "\n");
	}
}

/* All that it holds has been said. */
static void say_type(struct walk *walk, struct type_slot *slot)
{
	const struct luocat_type *type = &slot->def->type;

	slot->number = ++walk->n;
	say_number(walk, type_is_enum(type->name) ? "enum " : "type ", slot->number);
	say_number(walk, " ", type->bytes);
	if (type_is_enum(type->name))
		say(walk, type->is_signed ? " signed" : " unsigned");
	say(walk, "\n");
	say_members(walk, slot->def);
	say_values(walk, type);
}

static bool said(const struct walk *walk, const struct type_slot *slot)
{
	return slot->walk == walk->id && slot->number;
}

/* The next type that @slot holds and that has to be said before it. */
static struct type_slot *next_below(const struct walk *walk, struct type_slot *slot)
{
	const struct type_def *def = slot->def;

	while (slot->next < def->type.n_members) {
		struct type_slot *below = def->expressions[def->by_layout[slot->next++]].slot;

		if (below && !said(walk, below) && !owned_elsewhere(walk, below))
			return below;
	}
	return NULL;
}

static int enter(struct walk *walk, struct type_slot *slot, struct type_slot *up)
{
	size_t lines;

	if (!slot->def)
		return fail(walk, -ENODATA, "the catalog lacks ", slot->name);
	if (slot->walk == walk->id)
		return fail(walk, -ELOOP, slot->name, " contains itself");
	if (++walk->depth > MAX_NESTING)
		return fail(walk, -E2BIG, "types are nested too deeply at ", slot->name);
	lines = slot->def->type.n_members + slot->def->type.n_enumerators + 1;
	if (lines > walk->left)
		return fail(walk, -E2BIG, "the layout is larger than any kernel's at ", slot->name);
	walk->left -= lines;
	slot->walk = walk->id;
	slot->number = 0;
	slot->next = 0;
	slot->up = up;
	return 0;
}

static int walk_from(struct walk *walk, struct type_slot *root)
{
	struct type_slot *slot = root;
	int r = enter(walk, root, NULL);

	while (!r && slot) {
		struct type_slot *below = next_below(walk, slot);

		if (below) {
			r = enter(walk, below, slot);
			slot = below;
		} else {
			say_type(walk, slot);
			walk->depth--;
			slot = slot->up;
		}
	}
	return r;
}

/* ---- Versions ---- */

static int say_root(struct walk *walk, const char *name)
{
	struct type_slot *slot = type_table_find(walk->catalog->types, name, strlen(name));

	if (!slot)
		return fail(walk, -ENODATA, "the catalog lacks ", name);
	if (owned_elsewhere(walk, slot)) {
		say_owned(walk, "root owned ", name, slot);
		return 0;
	}
	if (!said(walk, slot)) {
		int r = walk_from(walk, slot);

		if (r)
			return r;
	}
	say_number(walk, "root #", slot->number);
	say(walk, "\n");
	return 0;
}

static int say_roots(struct walk *walk)
{
	const struct luocat_kernel *kernel = walk->catalog->kernel;
	const struct luocat_version *version = walk->version;

	if (!version->n_roots)
		return 0;
	if (!kernel->pointer_size || !kernel->byte_order)
		return fail(walk, -ENODATA, "byte order or size of pointers is not known", "");
	say_number(walk, "pointer ", kernel->pointer_size);
	say(walk, "\nbyte-order ");
	say(walk, kernel->byte_order);
	say(walk, "\n");
	for (size_t i = 0; i < version->n_roots; i++) {
		int r = say_root(walk, version->roots[i]);

		if (r)
			return r;
	}
	return 0;
}

static int say_layout(struct walk *walk)
{
	const struct luocat_version *version = walk->version;

	if (version->layout_form == LUOCAT_LAYOUT_UNKNOWN)
		return fail(walk, -ENODATA, "the form of the layout is not known", "");
	if (version->layout_form == LUOCAT_LAYOUT_STRUCT && !version->n_roots)
		return fail(walk, -ENODATA, "the types that the layout starts at are not known",
			    "");
	if (version->layout_form == LUOCAT_LAYOUT_FDT && !version->n_properties)
		return fail(walk, -ENODATA, "the properties are not known", "");
	say(walk, "luocat layout 1\nform ");
	say(walk, luocat_layout_form_name(version->layout_form));
	say(walk, "\n");
	for (size_t i = 0; i < version->n_properties; i++) {
		const struct luocat_property *property = &version->properties[i];

		const char *const words[] = {"property ", property->node, " ", property->name,
					     " ", property->type, "\n"};

		for (size_t k = 0; k < ARRAY_SIZE(words); k++)
			say(walk, words[k]);
	}
	return say_roots(walk);
}

static void walk_start(struct walk *walk, const struct luocat_catalog *catalog,
		       const struct luocat_version *version)
{
	walk->catalog = catalog;
	walk->version = version;
	walk->id = ++catalog->types->walks;
}

int luocat_layout_text(const struct luocat_catalog *catalog, const struct luocat_version *version,
		       char **text, struct luocat_error *err)
{
	struct walk walk = {.err = err, .left = MAX_LINES};
	int r;

	walk_start(&walk, catalog, version);
	r = say_layout(&walk);
	flush(&walk);
	if (!r)
		return emit_take(&walk.text, text, NULL, err);
	free(walk.text.text);
	return r;
}

static void settle(const struct luocat_catalog *catalog, struct entry *entry)
{
	struct type_table *table = catalog->types;
	struct walk walk = {.left = table->left};
	SHA2_CTX hash;

	walk.hash = &hash;
	SHA256Init(&hash);
	walk_start(&walk, catalog, &entry->merged);
	if (say_layout(&walk)) {
		entry->merged.fingerprint = NULL;
	} else {
		flush(&walk);
		SHA256End(&hash, entry->fingerprint);
		entry->merged.fingerprint = entry->fingerprint;
	}
	table->left = walk.left;
	entry->settled = table->changes;
}

void entry_settle(const struct luocat_catalog *catalog, struct entry *entry)
{
	if (entry->settled != catalog->types->changes)
		settle(catalog, entry);
}

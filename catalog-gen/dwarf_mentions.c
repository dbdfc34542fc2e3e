// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_mentions.c - which units mention which names, found without decoding any
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_mentions.h"
#include "dwarf_scan.h"
#include "elf_object.h"

struct mentions {
	char **names;
	size_t n_names;
	uint8_t **units; /* by name, a bit for each unit */
	size_t n_units;
};

void mentions_free(struct mentions *mentions)
{
	if (!mentions)
		return;
	for (size_t i = 0; i < mentions->n_names; i++) {
		free(mentions->names[i]);
		free(mentions->units[i]);
	}
	free(mentions->names);
	free(mentions->units);
	free(mentions);
}

static int out_of_memory(const struct object *debug, struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, object_name(debug), "", "out of memory");
}

bool unit_index_at(const struct object *debug, uint64_t offset, bool info, size_t *index)
{
	const struct dwarf_unit *unit;
	size_t low = 0, high = debug->mentions ? debug->mentions->n_units : 0, all = high;

	/* sorted by section, .debug_info first, then by offset */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		unit = object_dwarf_unit(debug, middle);
		if (unit->info == info ? unit->end <= offset : unit->info)
			low = middle + 1;
		else
			high = middle;
	}
	*index = low;
	return low < all && object_dwarf_unit(debug, low)->info == info;
}

static size_t index_of(const struct mentions *mentions, const char *name)
{
	size_t i = 0;

	while (i < mentions->n_names && strcmp(mentions->names[i], name))
		i++;
	return i;
}

const uint8_t *mentions_name(const struct mentions *mentions, const char *name)
{
	size_t i = index_of(mentions, name);

	return i < mentions->n_names ? mentions->units[i] : NULL;
}

static void mark(struct mentions *mentions, size_t name, size_t unit)
{
	mentions->units[name][unit / 8] |= (uint8_t)(1 << unit % 8);
}

/* One search for names that were not asked for before. */
struct look {
	struct object *debug;
	struct mentions *mentions;
	bool info;	     /* the section that is looked through */
	struct hits strings; /* in .debug_str, of names from @first on */
	struct hits indexed; /* in .debug_str_offsets, of one of @strings */
	size_t first;	     /* name that is new */
	struct needle *needles;
	uint8_t (*numbers)[4];
	struct luocat_error *err;
};

static const struct section *section_of(const struct look *look, const char *name)
{
	return object_section_named(look->debug, name);
}

/* The new names with their NULs; room for as many offsets as there are strings. */
static int make_needles(struct look *look)
{
	const struct mentions *mentions = look->mentions;
	size_t n = mentions->n_names - look->first;
	struct needle *more = reallocarray(look->needles, n + look->strings.n + 1, sizeof(*more));

	if (!more)
		return out_of_memory(look->debug, look->err);
	look->needles = more;
	for (size_t i = 0; i < n; i++) {
		const char *name = mentions->names[look->first + i];

		more[i] = (struct needle){name, strlen(name) + 1};
	}
	look->numbers = calloc(look->strings.n + 1, sizeof(*look->numbers));
	if (!look->numbers)
		return out_of_memory(look->debug, look->err);
	for (size_t i = 0; i < look->strings.n; i++)
		more[n + i] = dwarf_number(look->debug, look->numbers[i], look->strings.all[i].at);
	return 0;
}

/* A name in place, or the offset of one. */
static int mark_unit(size_t needle, uint64_t offset, void *arg)
{
	struct look *look = arg;
	size_t n = look->mentions->n_names - look->first, unit;
	size_t name = needle < n ? needle : look->strings.all[needle - n].needle;

	if (unit_index_at(look->debug, offset, look->info, &unit))
		mark(look->mentions, look->first + name, unit);
	return 0;
}

static int look_through(struct look *look, const char *section, bool info)
{
	const struct section *units = section_of(look, section);
	size_t n = look->mentions->n_names - look->first + look->strings.n;

	look->info = info;
	return units ? dwarf_scan(look->debug, units, look->needles, n, mark_unit, look, look->err)
		     : 0;
}

/* End of the contribution to .debug_str_offsets that starts at @base, or @base. */
static uint64_t contribution_end(struct object *object, const uint8_t *data, size_t length,
				 uint64_t base)
{
	uint64_t end;

	/* unit_length, version and padding stand before the base; 64-bit DWARF has 8 bytes more */
	if (base < 8 || base > length)
		return base;
	end = object_u32(object, data + base - 8);
	if (base >= 16 && object_u32(object, data + base - 16) == 0xffffffff)
		end = object_u64(object, data + base - 12);
	return end > length - (base - 4) ? length : base - 4 + end;
}

/* Units whose part of .debug_str_offsets has one of the hits. */
static int mark_indexed(struct look *look)
{
	const struct dwarf_unit *unit;
	const uint8_t *data;
	size_t length;
	int ret;

	if (!look->indexed.n)
		return 0;
	ret = object_section_data(look->debug, section_of(look, ".debug_str_offsets"), &data,
				  &length, look->err);
	for (size_t i = 0; !ret && (unit = object_dwarf_unit(look->debug, i)); i++) {
		uint64_t base = unit->str_offsets_base, end;

		if (!unit->has_str_offsets)
			continue;
		end = contribution_end(look->debug, data, length, base);
		for (size_t k = 0; k < look->indexed.n; k++) {
			const struct hit *hit = &look->indexed.all[k];

			if (hit->at >= base && hit->at < end)
				mark(look->mentions,
				     look->first + look->strings.all[hit->needle].needle, i);
		}
	}
	return ret;
}

static int look_for(struct look *look)
{
	size_t n = look->mentions->n_names - look->first;
	int ret = make_needles(look);

	/* the tail of a longer string as well: linkers merge those */
	if (!ret)
		ret = dwarf_scan_all(look->debug, section_of(look, ".debug_str"), look->needles, n,
				     &look->strings, look->err);
	free(look->numbers);
	look->numbers = NULL;
	if (!ret)
		ret = make_needles(look);
	if (!ret)
		ret = look_through(look, ".debug_info", true);
	if (!ret)
		ret = look_through(look, ".debug_types", false);
	if (!ret)
		ret = dwarf_scan_all(look->debug, section_of(look, ".debug_str_offsets"),
				     look->needles + n, look->strings.n, &look->indexed, look->err);
	if (!ret)
		ret = mark_indexed(look);
	free(look->needles);
	free(look->numbers);
	free(look->strings.all);
	free(look->indexed.all);
	return ret;
}

static int add_names(struct look *look, const char *const *names)
{
	struct mentions *mentions = look->mentions;

	for (; *names; names++) {
		size_t n = mentions->n_names;
		char **more_names;
		uint8_t **more_units;

		if (index_of(mentions, *names) < n)
			continue;
		more_names = reallocarray(mentions->names, n + 1, sizeof(*more_names));
		if (more_names)
			mentions->names = more_names;
		more_units = reallocarray(mentions->units, n + 1, sizeof(*more_units));
		if (more_units)
			mentions->units = more_units;
		if (!more_names || !more_units)
			return out_of_memory(look->debug, look->err);
		more_names[n] = strdup(*names);
		more_units[n] = calloc(mentions->n_units / 8 + 1, 1);
		mentions->n_names++;
		if (!more_names[n] || !more_units[n])
			return out_of_memory(look->debug, look->err);
	}
	return 0;
}

static int stop(size_t needle, uint64_t offset, void *arg)
{
	return 1;
}

/* Whether one of @names is known to the debug information at all. */
static int any_mention(struct object *debug, const char *const *names, bool *any,
		       struct luocat_error *err)
{
	static const char *const sections[] = {".debug_str", ".debug_info", ".debug_types"};
	struct needle *needles;
	size_t n = 0;
	int ret = 0;

	while (names[n])
		n++;
	needles = calloc(n + 1, sizeof(*needles));
	if (!needles)
		return out_of_memory(debug, err);
	for (size_t i = 0; i < n; i++)
		needles[i] = (struct needle){names[i], strlen(names[i]) + 1};
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]) && !ret; i++) {
		const struct section *section = object_section_named(debug, sections[i]);

		if (section)
			ret = dwarf_scan(debug, section, needles, n, stop, NULL, err);
	}
	free(needles);
	*any = ret == 1;
	return ret < 0 ? ret : 0;
}

static int mentions_new(struct object *debug, struct luocat_error *err)
{
	struct mentions *mentions = calloc(1, sizeof(*mentions));
	Dwarf_Debug dbg;
	int ret;

	if (!mentions)
		return out_of_memory(debug, err);
	ret = object_dwarf(debug, &dbg, err);
	if (ret) {
		free(mentions);
		return ret;
	}
	while (object_dwarf_unit(debug, mentions->n_units))
		mentions->n_units++;
	debug->mentions = mentions;
	return 0;
}

static bool has_all(const struct mentions *mentions, const char *const *names)
{
	for (; mentions && *names; names++) {
		if (index_of(mentions, *names) == mentions->n_names)
			return false;
	}
	return mentions;
}

int mentions_of(struct object *debug, const char *const *names, const char *const *also,
		const struct mentions **result, struct luocat_error *err)
{
	struct look look = {.debug = debug, .err = err};
	bool any = false;
	int ret = 0;

	*result = NULL;
	if (!has_all(debug->mentions, names)) {
		ret = any_mention(debug, names, &any, err);
		if (ret || !any)
			return ret;
		if (!debug->mentions)
			ret = mentions_new(debug, err);
		if (ret)
			return ret;
		look.mentions = debug->mentions;
		look.first = debug->mentions->n_names;
		ret = add_names(&look, names);
		if (!ret)
			ret = add_names(&look, also);
		if (!ret)
			ret = look_for(&look);
	}
	if (!ret)
		*result = debug->mentions;
	return ret;
}

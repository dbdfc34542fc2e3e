// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_address.c - addresses: given out in a relocatable file, and looked up
 */
#include <errno.h>
#include <stdlib.h>

#include "elf_object.h"

/* Nothing is at or near NULL, and nothing touches its neighbour: one-past-the-end is no object. */
#define FIRST_ADDRESS 0x10000
#define GAP	      64

/* An undefined symbol's address leads nowhere, but it is not another symbol's. */
#define UNDEFINED_STEP 16

int elf_assign_addresses(struct object *object, struct luocat_error *err)
{
	uint64_t limit = object->is64 ? UINT64_MAX / 2 : UINT32_MAX / 2;
	uint64_t next = FIRST_ADDRESS, align;

	if (object->type != ET_REL)
		return 0;
	for (size_t i = 0; i < object->n_sections; i++) {
		struct section *s = &object->sections[i];

		s->addr = 0;
		if (!(s->flags & SHF_ALLOC) || s->type == SHT_NULL)
			continue;
		align = s->addralign > GAP ? s->addralign : GAP;
		if (align > limit || next > limit - align)
			return section_error(err, -EINVAL, object, s, "does not fit in memory");
		next = (next + align - 1) & ~(align - 1);
		if (s->size > limit - next || limit - next - s->size < GAP)
			return section_error(err, -EINVAL, object, s, "does not fit in memory");
		s->addr = next;
		next += s->size + GAP;
	}
	object->undefined_base = (next + UNDEFINED_STEP) & ~(uint64_t)(UNDEFINED_STEP - 1);
	return 0;
}

uint64_t elf_undefined_address(const struct object *object, uint64_t index)
{
	return object->type == ET_REL ? object->undefined_base + index * UNDEFINED_STEP : 0;
}

uint64_t elf_undefined_index(const struct object *object, uint64_t address)
{
	uint64_t distance = address - object->undefined_base;

	return object->type != ET_REL || address < object->undefined_base ||
			       distance % UNDEFINED_STEP
		       ? 0
		       : distance / UNDEFINED_STEP;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->section < y->section ? -1 : x->section > y->section;
}

int elf_index_addresses(struct object *object, struct luocat_error *err)
{
	uint64_t reach = 0;

	free(object->ranges);
	object->n_ranges = 0;
	object->ranges = calloc(object->n_sections, sizeof(*object->ranges));
	if (!object->ranges)
		return luocat_error_set(err, -ENOMEM, reader_name(object->reader), NULL,
					"out of memory");
	for (size_t i = 0; i < object->n_sections; i++) {
		const struct section *s = &object->sections[i];

		/* a thread's zeroed data takes no room in the image */
		if (!(s->flags & SHF_ALLOC) || !s->size || s->type == SHT_NULL ||
		    ((s->flags & SHF_TLS) && s->type == SHT_NOBITS))
			continue;
		object->ranges[object->n_ranges++] = (struct range){
			.start = s->addr,
			.end = s->addr + s->size,
			.section = s->index,
		};
	}
	qsort(object->ranges, object->n_ranges, sizeof(*object->ranges), compare_ranges);
	for (size_t i = 0; i < object->n_ranges; i++) {
		if (object->ranges[i].end > reach)
			reach = object->ranges[i].end;
		object->ranges[i].reach = reach;
	}
	return 0;
}

const struct section *object_section_at(const struct object *object, uint64_t address,
					uint64_t length)
{
	size_t low = 0, high = object->n_ranges, middle;

	while (low < high) { /* the first that starts behind @address */
		middle = low + (high - low) / 2;
		if (object->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* sections may overlap (old per-CPU sections start at 0), so look at those before it too */
	while (low-- && object->ranges[low].reach > address) {
		const struct range *r = &object->ranges[low];

		if (address < r->end && length <= r->end - address)
			return &object->sections[r->section];
	}
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_build.c - from what a source says of a type to its canonical definition
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout_types.h"
#include "number_set.h"
#include "upstream.h"

#define MAX_DEPTH  32	 /* of types in types */
#define MAX_STEPS  65536 /* members and enumerators of one type and all that it contains */
#define MAX_STRING 1024	 /* bytes of a path or a type expression */

/* Notes on the types that were met: */
enum { IN_WORK = 1, DONE };

/* What is wrong with a type for its holder; an error is negative. */
enum { IS_IN_WORK = 1, IS_TOO_DEEP };

static const char too_deep[] = "is nested too deeply";
static const char too_large[] = "has too many members";
static const char in_itself[] = "contains itself";
static const char no_data[] = "has a member of a type that is no data";
static const char no_definition[] = "has a member whose type is not defined";
static const char no_elements[] = "has an array of arrays without elements";
static const char long_names[] = "has names that are too long";
static const char far_offset[] = "has a member too far from its start";

struct build {
	struct layouts *layouts;
	const struct type_source *source;
	bool anchored;
	struct number_set met; /* types with a tag */
	size_t steps;
	unsigned int depth;
	struct luocat_error *err;
};

/* Members of one struct or union: of a flattened one, @definition is its holder. */
struct walk {
	struct build *build;
	struct definition *definition;
	const char *prefix;
	uint64_t bit_offset;
	int ret;
};

static int out_of_memory(const struct build *build)
{
	return luocat_error_set(build->err, -ENOMEM, build->source->file, NULL, "out of memory");
}

static void spoil(struct definition *definition, const char *problem)
{
	if (!definition->problem)
		definition->problem = problem;
}

/* "struct ", "union " and "enum " in front of a tag; NULL for what has no tag. */
static const char *shape_keyword(enum shape_kind kind)
{
	switch (kind) {
	case SHAPE_STRUCT:
		return "struct ";
	case SHAPE_UNION:
		return "union ";
	case SHAPE_ENUM:
		return "enum ";
	default:
		return NULL;
	}
}

/* Makes room for one more element of @size in the array of @n. */
static bool grow(struct definition *definition, const void **array, size_t n, size_t size)
{
	size_t room = definition->room ? 2 * definition->room : 8;
	void *more;

	if (n < definition->room)
		return true;
	more = reallocarray((void *)*array, room, size);
	if (!more)
		return false;
	*array = more;
	definition->room = room;
	return true;
}

/* Takes over @type. */
static int keep_member(struct build *build, struct definition *definition, const char *name,
		       uint64_t bit_offset, uint32_t bits, char *type)
{
	struct luocat_type *of = &definition->type;
	char *copy = strdup(name);

	if (!copy || !type ||
	    !grow(definition, (const void **)&of->members, of->n_members, sizeof(*of->members))) {
		free(copy);
		free(type);
		return out_of_memory(build);
	}
	((struct luocat_member *)of->members)[of->n_members++] = (struct luocat_member){
		.name = copy,
		.bit_offset = bit_offset,
		.bits = bits,
		.type = type,
	};
	return 0;
}

static int build_type(struct build *build, uint64_t id, const struct shape *shape,
		      const char *name);

/* Appends to a string of MAX_STRING bytes; false: it does not fit. */
__attribute__((format(printf, 3, 4))) static bool append(char *text, size_t *length,
							 const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text + *length, MAX_STRING - *length, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= MAX_STRING - *length)
		return false;
	*length += (size_t)n;
	return true;
}

/*
 * The type of @id behind all dimensions; @bounds is their product as it stands behind a type.
 * pahole writes an array of arrays as one of all elements, which is as long and has what it has at
 * the same place.
 */
static int strip_arrays(struct build *build, uint64_t *id, struct shape *shape, char *bounds,
			const char **problem)
{
	const struct type_source *source = build->source;
	size_t length = 0, dimensions = 0;
	uint64_t count = 1;
	int ret;

	*bounds = '\0';
	for (;;) {
		ret = source->shape(source->arg, *id, shape, build->err);
		if (ret)
			return ret;
		if (shape->kind != SHAPE_ARRAY)
			break;
		for (size_t i = 0; i < shape->n_count; i++, dimensions++) {
			if (dimensions == LAYOUT_MAX_DIMENSIONS)
				*problem = too_deep;
			else if (dimensions && !shape->count[i])
				*problem = no_elements;
			else if (__builtin_mul_overflow(count, shape->count[i], &count))
				*problem = far_offset;
			if (*problem)
				return 0;
		}
		/* one without any dimension could lead on for ever */
		if (!shape->n_count)
			*problem = no_data;
		if (*problem)
			return 0;
		*id = shape->element;
	}
	if (dimensions && count)
		append(bounds, &length, "[%" PRIu64 "]", count);
	else if (dimensions)
		append(bounds, &length, "[]");
	return 0;
}

/* A declaration gives way to the definition of that name. */
static int define(struct build *build, uint64_t *id, struct shape *shape, const char **problem)
{
	const struct type_source *source = build->source;
	char name[MAX_STRING];
	size_t length = 0;
	int ret;

	if (!shape->declared)
		return 0;
	*problem = no_definition;
	if (!*shape->tag || !append(name, &length, "%s%s", shape_keyword(shape->kind), shape->tag))
		return 0;
	ret = source->find(source->arg, name, id, build->err);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	ret = source->shape(source->arg, *id, shape, build->err);
	if (!ret && !shape->declared)
		*problem = NULL;
	return ret;
}

/* "struct tag", or for what has no tag "struct holder::path". */
static bool name_type(const struct shape *shape, const struct definition *holder, const char *path,
		      char *name)
{
	const char *keyword = shape_keyword(shape->kind);
	const char *of = strchr(holder->type.name, ' ') + 1;
	size_t length = 0;

	return *shape->tag ? append(name, &length, "%s%s", keyword, shape->tag)
			   : append(name, &length, "%s%s::%s", keyword, of, path);
}

/* What a type that has no members of its own is called. */
static bool name_plain(const struct shape *shape, char *name)
{
	static const char *const words[] = {
		[SHAPE_INT] = "u",
		[SHAPE_BOOL] = "bool",
		[SHAPE_FLOAT] = "f",
		[SHAPE_POINTER] = "ptr",
	};
	size_t length = 0;

	if (shape->kind >= sizeof(words) / sizeof(words[0]) || !words[shape->kind] ||
	    !shape->bytes || shape->bytes > 16)
		return false;
	return append(name, &length, "%s%u",
		      shape->kind == SHAPE_INT && shape->is_signed ? "s" : words[shape->kind],
		      (unsigned int)shape->bytes * 8);
}

/* Adds a member whose type stands in its own right, and the definition of that. */
static int add_member(struct walk *walk, const struct shape_member *member, const char *path,
		      uint64_t id, const struct shape *shape, const char *bounds)
{
	struct definition *definition = walk->definition;
	char name[MAX_STRING], *type;
	const char *problem = NULL;
	int ret = 0;

	if (!shape_keyword(shape->kind))
		problem = name_plain(shape, name) ? NULL : no_data;
	else if (!name_type(shape, definition, path, name))
		problem = long_names;
	if (problem) {
		spoil(definition, problem);
		return 0;
	}
	if (shape_keyword(shape->kind))
		ret = build_type(walk->build, id, shape, name);
	if (ret > 0)
		spoil(definition, ret == IS_IN_WORK ? in_itself : too_deep);
	if (ret)
		return ret < 0 ? ret : 0;
	if (asprintf(&type, "%s%s", name, bounds) < 0)
		return out_of_memory(walk->build);
	return keep_member(walk->build, definition, path, walk->bit_offset + member->bit_offset,
			   member->bits, type);
}

static int walk_members(struct walk *walk, uint64_t id);

/* Members of an unnamed struct or union stand in its holder's list. */
static int flatten(struct walk *walk, const struct shape_member *member, const char *path,
		   uint64_t id)
{
	struct walk inner = {
		.build = walk->build,
		.definition = walk->definition,
		.prefix = path,
		.bit_offset = walk->bit_offset + member->bit_offset,
	};
	char prefix[MAX_STRING];
	size_t length = 0;

	if (*member->name) {
		if (!append(prefix, &length, "%s.", path)) {
			spoil(walk->definition, long_names);
			return 0;
		}
		inner.prefix = prefix;
	} else {
		inner.prefix = walk->prefix;
	}
	return walk_members(&inner, id);
}

static int take_member(const struct shape_member *member, void *arg)
{
	struct walk *walk = arg;
	struct definition *definition = walk->definition;
	char path[MAX_STRING], bounds[MAX_STRING];
	const char *problem = NULL;
	uint64_t id = member->type, end;
	struct shape shape;
	size_t length = 0;
	bool aggregate;
	int ret;

	if (++walk->build->steps > MAX_STEPS)
		problem = too_large;
	else if (!append(path, &length, "%s%s", walk->prefix, member->name))
		problem = long_names;
	else if (__builtin_add_overflow(walk->bit_offset, member->bit_offset, &end))
		problem = far_offset;
	if (problem) {
		spoil(definition, problem);
		return 1;
	}
	ret = strip_arrays(walk->build, &id, &shape, bounds, &problem);
	if (!ret && !problem)
		ret = define(walk->build, &id, &shape, &problem);
	if (problem)
		spoil(definition, problem);
	if (ret || problem)
		goto out;
	aggregate = !*bounds && (shape.kind == SHAPE_STRUCT || shape.kind == SHAPE_UNION);
	if (aggregate && (!*shape.tag || !*member->name))
		ret = flatten(walk, member, path, id);
	else if (*member->name) /* else it is padding */
		ret = add_member(walk, member, path, id, &shape, bounds);
out:
	walk->ret = ret;
	return ret || definition->problem;
}

static int walk_members(struct walk *walk, uint64_t id)
{
	struct build *build = walk->build;
	int ret;

	if (build->depth == MAX_DEPTH) {
		spoil(walk->definition, too_deep);
		return 0;
	}
	build->depth++;
	ret = build->source->members(build->source->arg, id, take_member, walk, build->err);
	build->depth--;
	return walk->ret ? walk->ret : ret < 0 ? ret : 0;
}

/* A member with its place in the declaration, which decides between equal offsets. */
struct placed {
	struct luocat_member member;
	size_t place;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->member.bit_offset != y->member.bit_offset)
		return x->member.bit_offset < y->member.bit_offset ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static int sort_members(const struct build *build, struct luocat_type *type)
{
	struct placed *all = calloc(type->n_members ? type->n_members : 1, sizeof(*all));

	if (!all)
		return out_of_memory(build);
	for (size_t i = 0; i < type->n_members; i++)
		all[i] = (struct placed){type->members[i], i};
	qsort(all, type->n_members, sizeof(*all), compare_placed);
	for (size_t i = 0; i < type->n_members; i++)
		((struct luocat_member *)type->members)[i] = all[i].member;
	free(all);
	return 0;
}

static int take_enumerator(const struct shape_enumerator *enumerator, void *arg)
{
	struct walk *walk = arg;
	struct definition *definition = walk->definition;
	struct luocat_type *type = &definition->type;
	const struct upstream_constant *restated;
	char *name;

	if (++walk->build->steps > MAX_STEPS || !*enumerator->name) {
		spoil(definition, *enumerator->name ? too_large : no_data);
		return 1;
	}
	restated = upstream_constant(type->name, enumerator->name);
	name = strdup(restated ? restated->as : enumerator->name);
	if (!name || !grow(definition, (const void **)&type->enumerators, type->n_enumerators,
			   sizeof(*type->enumerators))) {
		free(name);
		walk->ret = out_of_memory(walk->build);
		return 1;
	}
	((struct luocat_enumerator *)type->enumerators)[type->n_enumerators++] =
		(struct luocat_enumerator){
			.name = name,
			.value = enumerator->value + (restated ? restated->add : 0),
		};
	/* BTF knows no other sign than this */
	type->is_signed |= enumerator->negative;
	return 0;
}

static int compare_unsigned(const void *a, const void *b)
{
	const struct luocat_enumerator *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int compare_signed(const void *a, const void *b)
{
	const struct luocat_enumerator *x = a, *y = b;

	if (x->value != y->value)
		return (int64_t)x->value < (int64_t)y->value ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int build_enum(struct walk *walk, uint64_t id)
{
	const struct type_source *source = walk->build->source;
	struct luocat_type *type = &walk->definition->type;
	int ret = source->enumerators(source->arg, id, take_enumerator, walk, walk->build->err);

	if (type->n_enumerators)
		qsort((void *)type->enumerators, type->n_enumerators, sizeof(*type->enumerators),
		      type->is_signed ? compare_signed : compare_unsigned);
	return walk->ret ? walk->ret : ret < 0 ? ret : 0;
}

static int build_parts(struct build *build, uint64_t id, const struct shape *shape,
		       struct definition *definition)
{
	struct walk walk = {.build = build, .definition = definition, .prefix = ""};
	int ret;

	if (shape->kind == SHAPE_ENUM)
		return build_enum(&walk, id);
	ret = walk_members(&walk, id);
	return ret ? ret : sort_members(build, &definition->type);
}

/* Also IS_IN_WORK and IS_TOO_DEEP. */
static int build_type(struct build *build, uint64_t id, const struct shape *shape, const char *name)
{
	struct definition *definition;
	uint8_t note = *shape->tag ? number_set_get(&build->met, id) : 0;
	int ret;

	if (note)
		return note == DONE ? 0 : IS_IN_WORK;
	if (build->depth == MAX_DEPTH)
		return IS_TOO_DEEP;
	if (*shape->tag && number_set_put(&build->met, id, IN_WORK))
		return out_of_memory(build);
	definition = definition_new(build->source, name, shape->bytes, build->anchored);
	if (!definition)
		return out_of_memory(build);
	ret = build_parts(build, id, shape, definition);
	if (!ret && *shape->tag && number_set_put(&build->met, id, DONE))
		ret = out_of_memory(build);
	if (ret) {
		definition_free(definition);
		return ret;
	}
	return definition_keep(build->layouts, definition, build->err);
}

int layouts_add(struct layouts *layouts, const struct type_source *source, uint64_t id,
		bool anchored, struct luocat_error *err)
{
	struct build build = {
		.layouts = layouts,
		.source = source,
		.anchored = anchored,
		.err = err,
	};
	char name[MAX_STRING];
	size_t length = 0;
	struct shape shape;
	int ret = source->shape(source->arg, id, &shape, err);

	if (ret || !shape_keyword(shape.kind) || !*shape.tag || shape.declared)
		return ret;
	if (!append(name, &length, "%s%s", shape_keyword(shape.kind), shape.tag))
		return 0; /* no version can name it */
	ret = build_type(&build, id, &shape, name);
	number_set_free(&build.met);
	return ret;
}

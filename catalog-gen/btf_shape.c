// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_shape.c - BTF's types in layout.h's words
 */
#include <errno.h>
#include <string.h>

#include "btf_source.h"

/* typedefs and qualifiers of one type; C has no need of half as many */
#define MAX_MODIFIERS 64

int btf_resolve(const struct btf_source *source, uint64_t id, const struct btf_type **type,
		struct luocat_error *err)
{
	for (int depth = 0; depth < MAX_MODIFIERS; depth++) {
		if (!id) {
			*type = NULL;
			return 0;
		}
		*type = id <= UINT32_MAX ? btf__type_by_id(source->btf, (uint32_t)id) : NULL;
		if (!*type)
			return btf_error(&source->bytes, -EINVAL, err, "there is no type %llu",
					 (unsigned long long)id);
		if (!btf_is_mod(*type) && !btf_is_typedef(*type))
			return 0;
		id = (*type)->type;
	}
	return btf_error(&source->bytes, -ELOOP, err,
			 "type %llu: too many typedefs, or in a circle", (unsigned long long)id);
}

static int string_at(const struct btf_source *source, uint32_t offset, const char **string,
		     struct luocat_error *err)
{
	*string = btf__name_by_offset(source->btf, offset);
	if (*string)
		return 0;
	return btf_error(&source->bytes, -EINVAL, err, "there is no string at %u", offset);
}

/* Bytes of an INT; pahole before 1.25 leaves out that "signed char" is signed. */
static int integer(const struct btf_source *source, const struct btf_type *type,
		   struct shape *shape, struct luocat_error *err)
{
	const char *name;
	int ret = string_at(source, type->name_off, &name, err);

	if (ret)
		return ret;
	shape->kind = btf_int_encoding(type) & BTF_INT_BOOL ? SHAPE_BOOL : SHAPE_INT;
	shape->is_signed = btf_int_encoding(type) & BTF_INT_SIGNED || !strcmp(name, "signed char");
	shape->bytes = type->size;
	return 0;
}

/* An array of arrays is one of several dimensions. */
static int array(const struct btf_source *source, const struct btf_type *type, struct shape *shape,
		 struct luocat_error *err)
{
	int ret = 0;

	shape->kind = SHAPE_ARRAY;
	while (!ret && type && btf_is_array(type) && shape->n_count < LAYOUT_MAX_DIMENSIONS) {
		shape->count[shape->n_count++] = btf_array(type)->nelems;
		shape->element = btf_array(type)->type;
		ret = btf_resolve(source, shape->element, &type, err);
	}
	return ret;
}

static int tagged(const struct btf_source *source, const struct btf_type *type,
		  enum shape_kind kind, struct shape *shape, struct luocat_error *err)
{
	shape->kind = kind;
	shape->bytes = type->size;
	return string_at(source, type->name_off, &shape->tag, err);
}

static int btf_shape(void *arg, uint64_t id, struct shape *shape, struct luocat_error *err)
{
	const struct btf_source *source = arg;
	const struct btf_type *type;
	int ret = btf_resolve(source, id, &type, err);

	*shape = (struct shape){.kind = SHAPE_OTHER, .tag = ""};
	if (ret || !type)
		return ret;
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		return integer(source, type, shape, err);
	case BTF_KIND_FLOAT:
		shape->kind = SHAPE_FLOAT;
		shape->bytes = type->size;
		return 0;
	case BTF_KIND_PTR:
		shape->kind = SHAPE_POINTER;
		shape->bytes = source->bytes.pointer_size;
		return 0;
	case BTF_KIND_ARRAY:
		return array(source, type, shape, err);
	case BTF_KIND_STRUCT:
		return tagged(source, type, SHAPE_STRUCT, shape, err);
	case BTF_KIND_UNION:
		return tagged(source, type, SHAPE_UNION, shape, err);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		shape->declared = !btf_vlen(type);
		return tagged(source, type, SHAPE_ENUM, shape, err);
	case BTF_KIND_FWD:
		shape->declared = true;
		ret = tagged(source, type, btf_kflag(type) ? SHAPE_UNION : SHAPE_STRUCT, shape,
			     err);
		shape->bytes = 0; /* where others have their size, it has nothing */
		return ret;
	default:
		return 0;
	}
}

/*
 * Before BTF knew a flag for it, a bit-field was an integer with fewer bits than its bytes have, of
 * which the first is not the member's.
 */
static int old_bit_field(const struct btf_source *source, struct shape_member *member,
			 struct luocat_error *err)
{
	const struct btf_type *type;
	int ret = btf_resolve(source, member->type, &type, err);

	if (ret || !type || !btf_is_int(type))
		return ret;
	if (btf_int_offset(type) || btf_int_bits(type) != 8 * (uint64_t)type->size) {
		member->bit_offset += btf_int_offset(type);
		member->bits = btf_int_bits(type);
	}
	return 0;
}

static int btf_member_list(void *arg, uint64_t id,
			   int (*each)(const struct shape_member *member, void *walk), void *walk,
			   struct luocat_error *err)
{
	const struct btf_source *source = arg;
	const struct btf_type *type;
	int ret = btf_resolve(source, id, &type, err);

	if (ret || !type || !btf_is_composite(type))
		return ret;
	for (uint32_t i = 0; !ret && i < btf_vlen(type); i++) {
		const struct btf_member *from = btf_members(type) + i;
		struct shape_member member = {
			.type = from->type,
			.bit_offset = btf_member_bit_offset(type, i),
			.bits = btf_member_bitfield_size(type, i),
		};

		ret = string_at(source, from->name_off, &member.name, err);
		if (!ret && !member.bits)
			ret = old_bit_field(source, &member, err);
		if (!ret)
			ret = each(&member, walk);
	}
	return ret;
}

static struct shape_enumerator narrow(const struct btf_source *source, const struct btf_type *type,
				      int32_t value)
{
	bool is_signed = btf_kflag(type) || !source->knows_signs;

	return (struct shape_enumerator){
		.value = is_signed ? (uint64_t)(int64_t)value : (uint32_t)value,
		.negative = is_signed && value < 0,
	};
}

static struct shape_enumerator wide(const struct btf_type *type, uint64_t value)
{
	return (struct shape_enumerator){
		.value = value,
		.negative = btf_kflag(type) && (int64_t)value < 0,
	};
}

static int btf_enumerator_list(void *arg, uint64_t id,
			       int (*each)(const struct shape_enumerator *enumerator, void *walk),
			       void *walk, struct luocat_error *err)
{
	const struct btf_source *source = arg;
	const struct btf_type *type;
	int ret = btf_resolve(source, id, &type, err);

	if (ret || !type || !btf_is_any_enum(type))
		return ret;
	/* written before there was a kind for them */
	if (btf_is_enum(type) && type->size > sizeof(btf_enum(type)->val))
		return btf_error(&source->bytes, -EINVAL, err,
				 "type %llu: values of %u bytes, cut to 4", (unsigned long long)id,
				 type->size);
	for (uint32_t i = 0; !ret && i < btf_vlen(type); i++) {
		const struct btf_enum64 *large = btf_enum64(type) + i;
		const struct btf_enum *small = btf_enum(type) + i;
		bool is_large = btf_is_enum64(type);
		struct shape_enumerator enumerator = is_large ? wide(type, btf_enum64_value(large))
							      : narrow(source, type, small->val);

		ret = string_at(source, is_large ? large->name_off : small->name_off,
				&enumerator.name, err);
		if (!ret)
			ret = each(&enumerator, walk);
	}
	return ret;
}

static const char *keyword(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	default:
		return "enum ";
	}
}

/* Which of several definitions is meant, BTF does not say. */
static int btf_find(void *arg, const char *name, uint64_t *id, struct luocat_error *err)
{
	const struct btf_source *source = arg;
	const char *tag = strchr(name, ' ');
	const struct btf_name *names;
	size_t n, n_found = 0;

	if (!tag)
		return -ENOENT;
	names = btf_source_names(source, tag + 1, &n);
	for (size_t i = 0; i < n; i++) {
		const char *word = keyword(btf__type_by_id(source->btf, names[i].id));

		if (strncmp(name, word, strlen(word)))
			continue;
		*id = names[i].id;
		n_found++;
	}
	if (n_found > 1)
		return btf_error(&source->bytes, -EINVAL, err, "%s has %zu definitions", name,
				 n_found);
	return n_found ? 0 : -ENOENT;
}

void btf_type_source(struct btf_source *source, struct type_source *type_source)
{
	const struct btf_bytes *bytes = &source->bytes;

	*type_source = (struct type_source){
		.file = bytes->file,
		.section = bytes->given ? "" : BTF_ERROR_SECTION,
		.place = bytes->given ? bytes->file : bytes->name,
		.given = bytes->given				     ? bytes->name
			 : source->base && source->base->bytes.given ? source->base->bytes.name
								     : NULL,
		.arg = source,
		.shape = btf_shape,
		.members = btf_member_list,
		.enumerators = btf_enumerator_list,
		.find = btf_find,
	};
}

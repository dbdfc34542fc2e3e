// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_form.c - the structs that are registered, as BTF tells of them
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "finder.h"
#include "handler_form.h"

#define MAX_PARAMETERS 6
#define MAX_STARS      4

/* ---- Types of functions ---- */

struct text {
	char *to;
	size_t room;
	bool full;
};

static void put(struct text *text, const char *what)
{
	int n = snprintf(text->to, text->room, "%s", what);

	if (n < 0 || (size_t)n >= text->room) {
		text->full = true;
		return;
	}
	text->to += n;
	text->room -= (size_t)n;
}

/* A type by name, with its stars; *@luo is set if it is a pointer to one of LUO's. */
static int put_type(struct text *text, const struct btf_source *source, uint32_t id, bool *luo,
		    struct luocat_error *err)
{
	const struct btf_type *type;
	const char *name;
	int stars = 0;
	int ret = btf_resolve(source, id, &type, err);

	while (!ret && type && btf_is_ptr(type) && stars < MAX_STARS) {
		stars++;
		ret = btf_resolve(source, type->type, &type, err);
	}
	if (ret)
		return ret;
	name = type ? btf__name_by_offset(source->btf, type->name_off) : "void";
	put(text, name && *name ? name : "?");
	for (int i = 0; i < stars; i++)
		put(text, "*");
	if (stars && name && !strncmp(name, LUO_PREFIX, strlen(LUO_PREFIX)))
		*luo = true;
	return 0;
}

/* *@luo: it takes something of LUO's, and @to is its text. */
static int signature_text(const struct btf_source *source, const struct btf_type *proto,
			  char to[SIGNATURE_LENGTH], bool *luo, struct luocat_error *err)
{
	const struct btf_param *parameters = btf_params(proto);
	struct text text = {to, SIGNATURE_LENGTH, false};
	bool result = false;
	int ret;

	*luo = false;
	if (!btf_vlen(proto) || btf_vlen(proto) > MAX_PARAMETERS)
		return 0;
	ret = put_type(&text, source, proto->type, &result, err);
	for (uint32_t i = 0; i < btf_vlen(proto) && !ret; i++) {
		put(&text, i ? "," : "(");
		ret = put_type(&text, source, parameters[i].type, luo, err);
	}
	put(&text, ")");
	*luo &= !text.full;
	return ret;
}

/* Its index; ANY_SIGNATURE: no callback has it. */
static size_t find_signature(const struct forms *forms, const char *text)
{
	for (size_t i = 0; i < forms->n_signatures; i++) {
		if (!strcmp(forms->signatures[i].text, text))
			return i;
	}
	return ANY_SIGNATURE;
}

/* ---- The structs ---- */

static int lacks(const struct btf_source *source, const char *type, const char *what,
		 struct luocat_error *err)
{
	return btf_error(&source->bytes, -EINVAL, err, "struct %.80s: %s", type, what);
}

/* The member's offset in bytes and its plain type; NULL where there is none of that name. */
static int find_member(const struct btf_source *source, const struct btf_type *in, const char *name,
		       uint64_t *offset, const struct btf_type **type, struct luocat_error *err)
{
	const struct btf_member *members = btf_members(in);

	*type = NULL;
	for (uint32_t i = 0; i < btf_vlen(in); i++) {
		const char *its = btf__name_by_offset(source->btf, members[i].name_off);

		if (!its || strcmp(its, name))
			continue;
		*offset = btf_member_bit_offset(in, i) / 8;
		return btf_resolve(source, members[i].type, type, err);
	}
	return 0;
}

static int add_slot(struct forms *forms, struct form *form, const struct btf_source *source,
		    const struct btf_type *ops, uint32_t index, const struct btf_type *proto,
		    struct luocat_error *err)
{
	const struct btf_member *member = btf_members(ops) + index;
	struct slot *slot = &form->slots[form->n_slots];
	char text[SIGNATURE_LENGTH];
	bool luo;
	int ret = signature_text(source, proto, text, &luo, err);

	if (ret)
		return ret;
	slot->name = btf__name_by_offset(source->btf, member->name_off);
	slot->offset = btf_member_bit_offset(ops, index) / 8;
	slot->signature = ANY_SIGNATURE;
	if (!slot->name || form->n_slots == MAX_SLOTS - 1)
		return lacks(source, "of callbacks", "more of them than can be", err);
	form->n_slots++;
	if (!luo)
		return 0;
	slot->signature = find_signature(forms, text);
	if (slot->signature != ANY_SIGNATURE)
		return 0;
	if (forms->n_signatures == MAX_SIGNATURES)
		return lacks(source, "of callbacks", "of more types than can be", err);
	slot->signature = forms->n_signatures++;
	strcpy(forms->signatures[slot->signature].text, text);
	return 0;
}

/* Its callbacks, and the module that owns it. */
static int read_ops(struct forms *forms, struct form *form, const struct btf_source *source,
		    const struct btf_type *ops, struct luocat_error *err)
{
	const struct btf_member *members = btf_members(ops);
	int ret = 0;

	form->ops_bytes = ops->size;
	for (uint32_t i = 0; i < btf_vlen(ops) && !ret; i++) {
		const char *name = btf__name_by_offset(source->btf, members[i].name_off);
		const struct btf_type *type;

		ret = btf_resolve(source, members[i].type, &type, err);
		if (ret || !type || !btf_is_ptr(type))
			continue;
		if (name && !strcmp(name, "owner")) {
			form->owner = btf_member_bit_offset(ops, i) / 8;
			form->has_owner = true;
			continue;
		}
		ret = btf_resolve(source, type->type, &type, err);
		if (!ret && type && btf_is_func_proto(type))
			ret = add_slot(forms, form, source, ops, i, type, err);
	}
	return ret;
}

static bool inside(uint64_t offset, uint64_t length, uint64_t all)
{
	return offset <= all && length <= all - offset;
}

static int check_form(const struct form *form, const struct btf_source *source, const char *name,
		      struct luocat_error *err)
{
	uint64_t word = source->bytes.pointer_size;
	bool fits = inside(form->ops, word, form->bytes) &&
		    inside(form->compatible, form->length, form->bytes) && form->length &&
		    form->length <= MAX_COMPATIBLE && form->n_slots;

	for (size_t i = 0; i < form->n_slots; i++)
		fits &= inside(form->slots[i].offset, word, form->ops_bytes);
	if (form->has_owner)
		fits &= inside(form->owner, word, form->ops_bytes);
	for (size_t i = 0; i < HANDLER_CALLBACKS && form->kind->required[i]; i++) {
		bool has = false;

		for (size_t j = 0; j < form->n_slots; j++)
			has |= !strcmp(form->slots[j].name, form->kind->required[i]);
		fits &= has;
	}
	return fits ? 0 : lacks(source, name, "not the one that is registered with LUO", err);
}

static int read_form(struct forms *forms, size_t index, const struct btf_source *source,
		     struct luocat_error *err)
{
	struct form *form = &forms->forms[index];
	const struct btf_type *type, *ops, *compatible;
	size_t n;
	const struct btf_name *names = btf_source_names(source, handler_types[index], &n);
	int ret;

	if (!n)
		return 0;
	type = btf__type_by_id(source->btf, names->id);
	if (n > 1 || !btf_is_struct(type))
		return lacks(source, handler_types[index], "there is more than one", err);
	ret = find_member(source, type, "ops", &form->ops, &ops, err);
	if (!ret)
		ret = find_member(source, type, "compatible", &form->compatible, &compatible, err);
	if (!ret && ops && btf_is_ptr(ops))
		ret = btf_resolve(source, ops->type, &ops, err);
	if (ret)
		return ret;
	if (!ops || !btf_is_struct(ops) || !compatible || !btf_is_array(compatible))
		return lacks(source, handler_types[index], "lacks ops or compatible", err);
	form->kind = &handler_kinds[index];
	form->bytes = type->size;
	form->length = btf_array(compatible)->nelems;
	ret = read_ops(forms, form, source, ops, err);
	return ret ? ret : check_form(form, source, handler_types[index], err);
}

/* ---- The functions ---- */

/* *@text: "" of one that takes nothing of LUO's. */
static int function_text(const struct btf_source *source, uint32_t id, char text[SIGNATURE_LENGTH],
			 struct luocat_error *err)
{
	const struct btf_type *type = btf__type_by_id(source->btf, id);
	const struct btf_type *proto = btf__type_by_id(source->btf, type->type);
	bool luo;
	int ret;

	if (!proto || !btf_is_func_proto(proto))
		return btf_error(&source->bytes, -EINVAL, err,
				 "type %u is a function of no type", id);
	ret = signature_text(source, proto, text, &luo, err);
	if (!luo)
		*text = '\0';
	return ret;
}

static int count_functions(struct forms *forms, const struct btf_source *source,
			   struct luocat_error *err)
{
	uint32_t end = btf__type_cnt(source->btf);
	int ret = 0;

	for (uint32_t id = btf_source_first(source); id < end && !ret; id++) {
		char text[SIGNATURE_LENGTH];
		size_t signature;

		if (!btf_is_func(btf__type_by_id(source->btf, id)))
			continue;
		forms->functions = true;
		ret = function_text(source, id, text, err);
		signature = !ret && *text ? find_signature(forms, text) : ANY_SIGNATURE;
		if (signature != ANY_SIGNATURE)
			forms->signatures[signature].n_functions++;
	}
	return ret;
}

int function_type(const struct btf_source *source, const char *name,
		  const struct signature *signature, enum function_type *is,
		  struct luocat_error *err)
{
	const struct btf_name *functions;
	size_t n;
	int ret = btf_source_functions(source, name, &functions, &n, err);

	*is = FUNCTION_UNKNOWN;
	for (size_t i = 0; !ret && i < n; i++) {
		char text[SIGNATURE_LENGTH];

		ret = function_text(source, functions[i].id, text, err);
		/* static ones of several files may share a name */
		if (!ret && *is != FUNCTION_FITS)
			*is = strcmp(text, signature->text) ? FUNCTION_OTHER : FUNCTION_FITS;
	}
	return ret;
}

/* A pointer to something of LUO's, but for what is registered: that others take as well. */
static int is_argument(const struct btf_source *source, uint32_t id, bool *is,
		       struct luocat_error *err)
{
	char name[SIGNATURE_LENGTH] = "";
	struct text text = {name, sizeof(name), false};
	int ret;

	*is = false;
	ret = put_type(&text, source, id, is, err);
	name[strcspn(name, "*")] = '\0';
	for (size_t i = 0; i < HANDLER_KINDS; i++)
		*is &= strcmp(name, handler_types[i]) != 0;
	return ret;
}

int forms_callback_types(const struct forms *forms, const struct btf_source *source,
			 struct number_set *types, struct luocat_error *err)
{
	uint32_t end = btf__type_cnt(source->btf);
	int ret = 0;

	for (uint32_t id = 1; id < end && !ret; id++) {
		const struct btf_type *type = btf__type_by_id(source->btf, id);
		char text[SIGNATURE_LENGTH];
		bool luo;

		if (!btf_is_func_proto(type))
			continue;
		ret = signature_text(source, type, text, &luo, err);
		if (ret || !luo || find_signature(forms, text) == ANY_SIGNATURE)
			continue;
		if (number_set_put(types, id, 1))
			ret = -ENOMEM;
		for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++) {
			bool is;

			ret = is_argument(source, btf_params(type)[i].type, &is, err);
			if (!ret && is && number_set_put(types, btf_params(type)[i].type, 1))
				ret = -ENOMEM;
		}
		if (ret == -ENOMEM)
			ret = btf_error(&source->bytes, -ENOMEM, err, "out of memory");
	}
	return ret;
}

/* Signatures that two kinds share would count for both. */
static void add_up(struct forms *forms)
{
	for (size_t i = 0; i < HANDLER_KINDS; i++) {
		struct form *form = &forms->forms[i];

		for (size_t s = 0; s < forms->n_signatures; s++) {
			for (size_t j = 0; j < form->n_slots; j++) {
				if (form->slots[j].signature != s)
					continue;
				form->n_functions += forms->signatures[s].n_functions;
				break;
			}
		}
	}
}

int forms_read(struct forms *forms, const struct btf_source *structs,
	       const struct btf_source *functions, struct luocat_error *err)
{
	int ret = 0;

	memset(forms, 0, sizeof(*forms));
	for (size_t i = 0; i < HANDLER_KINDS && !ret; i++)
		ret = read_form(forms, i, structs, err);
	if (!ret && functions)
		ret = count_functions(forms, functions, err);
	if (!ret)
		add_up(forms);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_users.c - modules with functions that take what LUO gives to callbacks
 *
 * libbpf reads a module's BTF on top of its kernel's only, and that for each module is too slow: a
 * distribution's kernel has thousands. Here nothing is looked at but the numbers of types.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_users.h"
#include "number_set.h"
#include "reader.h"

/* What is behind the struct btf_type of each kind: so much, and so much for each of its entries. */
static const struct {
	uint8_t fixed, each;
} behind[] = {
	[BTF_KIND_INT] = {sizeof(uint32_t), 0},
	[BTF_KIND_PTR] = {0, 0},
	[BTF_KIND_ARRAY] = {sizeof(struct btf_array), 0},
	[BTF_KIND_STRUCT] = {0, sizeof(struct btf_member)},
	[BTF_KIND_UNION] = {0, sizeof(struct btf_member)},
	[BTF_KIND_ENUM] = {0, sizeof(struct btf_enum)},
	[BTF_KIND_FWD] = {0, 0},
	[BTF_KIND_TYPEDEF] = {0, 0},
	[BTF_KIND_VOLATILE] = {0, 0},
	[BTF_KIND_CONST] = {0, 0},
	[BTF_KIND_RESTRICT] = {0, 0},
	[BTF_KIND_FUNC] = {0, 0}, /* what would be their number is its linkage */
	[BTF_KIND_FUNC_PROTO] = {0, sizeof(struct btf_param)},
	[BTF_KIND_VAR] = {sizeof(struct btf_var), 0},
	[BTF_KIND_DATASEC] = {0, sizeof(struct btf_var_secinfo)},
	[BTF_KIND_FLOAT] = {0, 0},
	[BTF_KIND_DECL_TAG] = {sizeof(struct btf_decl_tag), 0},
	[BTF_KIND_TYPE_TAG] = {0, 0},
	[BTF_KIND_ENUM64] = {0, sizeof(struct btf_enum64)},
};

static int no_memory(const struct object *object, struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, reader_name(object_reader(object)), NULL,
				"out of memory");
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static size_t unique(uint32_t *ids, size_t n)
{
	size_t kept = 0;

	qsort(ids, n, sizeof(*ids), compare);
	for (size_t i = 0; i < n; i++) {
		if (!kept || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	}
	return kept;
}

/* Of a FUNC its type, of a FUNC_PROTO those of what it takes, behind the @n in @ids. */
static size_t take_ids(const struct object *object, const uint8_t *type, uint32_t *ids, size_t n)
{
	const uint8_t *parameter = type + sizeof(struct btf_type);
	uint32_t info = object_u32(object, type + offsetof(struct btf_type, info));

	if (BTF_INFO_KIND(info) == BTF_KIND_FUNC)
		ids[n++] = object_u32(object, type + offsetof(struct btf_type, type));
	if (BTF_INFO_KIND(info) != BTF_KIND_FUNC_PROTO)
		return n;
	for (uint32_t i = 0; i < BTF_INFO_VLEN(info); i++, parameter += sizeof(struct btf_param))
		ids[n++] = object_u32(object, parameter + offsetof(struct btf_param, type));
	return n;
}

/* All of them; there is room. SIZE_MAX: this cannot be read. */
static size_t list_ids(const struct object *object, const struct btf_bytes *bytes, uint32_t *ids)
{
	const uint8_t *type = bytes->data + bytes->types.offset;
	size_t left = bytes->types.length, n = 0;

	while (left >= sizeof(struct btf_type)) {
		uint32_t info = object_u32(object, type + offsetof(struct btf_type, info));
		uint32_t kind = BTF_INFO_KIND(info);
		size_t length = sizeof(struct btf_type);

		if (!kind || kind >= sizeof(behind) / sizeof(*behind))
			return SIZE_MAX;
		length += behind[kind].fixed + (size_t)BTF_INFO_VLEN(info) * behind[kind].each;
		if (length > left)
			return SIZE_MAX;
		n = take_ids(object, type, ids, n);
		type += length;
		left -= length;
	}
	return left ? SIZE_MAX : unique(ids, n);
}

static int read_ids(struct btf_user *user, const struct object *object,
		    const struct btf_bytes *bytes, struct luocat_error *err)
{
	/* each of them is in no less than that */
	uint32_t *ids = calloc(bytes->types.length / sizeof(struct btf_param) + 1, sizeof(*ids));
	size_t n;

	if (!ids)
		return no_memory(object, err);
	n = list_ids(object, bytes, ids);
	user->readable = n != SIZE_MAX;
	user->n = user->readable ? n : 0;
	user->ids = realloc(ids, (user->n + 1) * sizeof(*ids));
	if (!user->ids)
		user->ids = ids;
	return 0;
}

int btf_users_note(struct btf_user **users, struct object *object, const char *hint,
		   struct luocat_error *err)
{
	struct luocat_error broken = {0};
	struct btf_bytes bytes;
	struct btf_user *user;
	int ret = btf_bytes_of(object, BTF_SECTION, &bytes, &broken);

	if (ret == -ENODATA || (!ret && !bytes.split))
		return 0;
	user = calloc(1, sizeof(*user));
	if (!user)
		return no_memory(object, err);
	user->next = *users;
	*users = user;
	user->name = strdup(object_name(object));
	user->hint = strdup(hint);
	if (!user->name || !user->hint)
		return no_memory(object, err);
	return ret ? 0 : read_ids(user, object, &bytes, err);
}

bool btf_user_takes(const struct btf_user *user, const struct number_set *types)
{
	for (size_t i = 0; i < user->n; i++) {
		if (number_set_get(types, user->ids[i]))
			return true;
	}
	return false;
}

void btf_users_free(struct btf_user *users)
{
	struct btf_user *next;

	for (; users; users = next) {
		next = users->next;
		free(users->name);
		free(users->hint);
		free(users->ids);
		free(users);
	}
}

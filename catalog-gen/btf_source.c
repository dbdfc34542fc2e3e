// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_source.c - BTF opened by libbpf: what libbpf does not check, and an index of names
 *
 * libbpf makes sure that each type is whole and of a kind that it knows, and that strings end.
 * Before 1.3 it does not look at ids and offsets of strings: here each is asked for, and may be
 * nothing. Before libbpf: that all is where a word can be read, and whose byte order it is in.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "btf_source.h"
#include "reader.h"

/* Linux' own is 6 MB. */
#define MAX_BTF (256u << 20)

int btf_error(const struct btf_bytes *bytes, int code, struct luocat_error *err, const char *fmt,
	      ...)
{
	char what[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return luocat_error_set(err, code, bytes->file,
				bytes->given  ? NULL
				: bytes->distilled ? "section " BTF_BASE_SECTION
					      : BTF_ERROR_SECTION,
				"%s", what);
}

static uint32_t number(const struct btf_bytes *bytes, size_t offset, size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++) {
		size_t shift = bytes->big_endian ? size - 1 - i : i;

		value |= (uint32_t)bytes->data[offset + i] << 8 * shift;
	}
	return value;
}

#define header_number(bytes, member)                                                               \
	number(bytes, offsetof(struct btf_header, member),                                         \
	       sizeof(((struct btf_header *)NULL)->member))

static int find_part(const struct btf_bytes *bytes, uint64_t offset, uint64_t length,
		     struct btf_part *part, struct luocat_error *err)
{
	offset += header_number(bytes, hdr_len);
	if (offset > bytes->length || length > bytes->length - offset)
		return btf_error(bytes, -EINVAL, err, "BTF is cut short");
	*part = (struct btf_part){(size_t)offset, (size_t)length};
	return 0;
}

int btf_bytes_check(struct btf_bytes *bytes, struct luocat_error *err)
{
	uint32_t header;
	int ret;

	if (bytes->length < sizeof(struct btf_header))
		return btf_error(bytes, -EINVAL, err, "BTF is cut short");
	if (bytes->length > MAX_BTF)
		return btf_error(bytes, -E2BIG, err, "BTF of %zu bytes", bytes->length);
	if (header_number(bytes, magic) != BTF_MAGIC)
		return btf_error(bytes, -EINVAL, err, "not BTF, or in another byte order");
	if (header_number(bytes, version) != BTF_VERSION)
		return btf_error(bytes, -EINVAL, err, "BTF of version %u",
				 header_number(bytes, version));
	header = header_number(bytes, hdr_len);
	if (header < sizeof(struct btf_header) || header % 4)
		return btf_error(bytes, -EINVAL, err, "BTF with a header of %u bytes", header);
	ret = find_part(bytes, header_number(bytes, type_off), header_number(bytes, type_len),
			&bytes->types, err);
	if (!ret)
		ret = find_part(bytes, header_number(bytes, str_off), header_number(bytes, str_len),
				&bytes->strings, err);
	/* the empty string comes first, and is not there again where there is a base that has it */
	bytes->split = !ret && (!bytes->strings.length || bytes->data[bytes->strings.offset]);
	return ret;
}

int btf_bytes_of(struct object *object, const char *name, struct btf_bytes *bytes,
		 struct luocat_error *err)
{
	const struct section *section = object_section_named(object, name);
	int ret;

	if (!section)
		return -ENODATA;
	*bytes = (struct btf_bytes){
		.file = reader_name(object_reader(object)),
		.name = object_name(object),
		.distilled = !strcmp(name, BTF_BASE_SECTION),
		.pointer_size = object_pointer_size(object),
		.big_endian = object_big_endian(object),
	};
	ret = object_section_data(object, section, &bytes->data, &bytes->length, err);
	return ret ? ret : btf_bytes_check(bytes, err);
}

bool btf_bytes_equal(const struct btf_bytes *a, const struct btf_bytes *b)
{
	return a->length == b->length && !memcmp(a->data, b->data, a->length);
}

static uint8_t *put_number(uint8_t *to, uint32_t value, bool big_endian)
{
	for (size_t i = 0; i < sizeof(value); i++)
		*to++ = (uint8_t)(value >> 8 * (big_endian ? sizeof(value) - 1 - i : i));
	return to;
}

static uint8_t *put_part(uint8_t *to, const struct btf_bytes *bytes, struct btf_part part)
{
	memcpy(to, bytes->data + part.offset, part.length);
	return to + part.length;
}

/*
 * A module's ids and strings go on where vmlinux's end: one behind the other they are BTF again.
 * btf__new_split() does that without copying, and is not in libbpf's interface before 1.5.
 */
static uint8_t *join(const struct btf_bytes *base, const struct btf_bytes *split, size_t *length)
{
	size_t types = base->types.length + split->types.length;
	size_t strings = base->strings.length + split->strings.length;
	const uint32_t header[] = {
		sizeof(struct btf_header), 0, (uint32_t)types, (uint32_t)types, (uint32_t)strings,
	};
	uint8_t *joined, *to;

	*length = sizeof(struct btf_header) + types + strings;
	joined = *length <= 2 * (size_t)MAX_BTF ? malloc(*length) : NULL;
	if (!joined)
		return NULL;
	to = put_part(joined, base, (struct btf_part){0, offsetof(struct btf_header, hdr_len)});
	for (size_t i = 0; i < sizeof(header) / sizeof(*header); i++)
		to = put_number(to, header[i], base->big_endian);
	to = put_part(to, base, base->types);
	to = put_part(to, split, split->types);
	to = put_part(to, base, base->strings);
	put_part(to, split, split->strings);
	return joined;
}

static bool is_definition(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return true;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return btf_vlen(type); /* without enumerators it is a declaration */
	default:
		return false;
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct btf_name *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : (left->id > right->id) - (left->id < right->id);
}

uint32_t btf_source_first(const struct btf_source *source)
{
	return source->base ? btf__type_cnt(source->base->btf) : 1;
}

/* Of its own types that are @wanted and have a name. */
static int read_names(const struct btf_source *source, bool (*wanted)(const struct btf_type *type),
		      struct btf_names *names, struct luocat_error *err)
{
	uint32_t first = btf_source_first(source);
	uint32_t end = btf__type_cnt(source->btf);
	size_t n = 0;

	for (uint32_t id = first; id < end; id++)
		n += wanted(btf__type_by_id(source->btf, id));
	names->list = calloc(n ? n : 1, sizeof(*names->list));
	if (!names->list)
		return btf_error(&source->bytes, -ENOMEM, err, "out of memory");
	for (uint32_t id = first; id < end; id++) {
		const struct btf_type *type = btf__type_by_id(source->btf, id);
		const char *name;

		if (!wanted(type))
			continue;
		name = btf__name_by_offset(source->btf, type->name_off);
		if (!name) {
			free(names->list);
			*names = (struct btf_names){.list = NULL};
			return btf_error(&source->bytes, -EINVAL, err, "type %u: no such name", id);
		}
		if (*name)
			names->list[names->n++] = (struct btf_name){name, id};
	}
	qsort(names->list, names->n, sizeof(*names->list), compare_names);
	return 0;
}

static void look_for_signs(struct btf_source *source)
{
	uint32_t end = btf__type_cnt(source->btf);

	source->knows_signs = source->base && source->base->knows_signs;
	for (uint32_t id = btf_source_first(source); id < end && !source->knows_signs; id++) {
		const struct btf_type *type = btf__type_by_id(source->btf, id);

		source->knows_signs = btf_is_enum64(type) ||
				      (btf_is_enum(type) && btf_kflag(type));
	}
}

/* Strings are kept whole: one that starts within another one was meant for other strings. */
static bool is_name(const struct btf_source *source, uint32_t offset)
{
	const char *name = btf__name_by_offset(source->btf, offset);

	return name && (!offset || !name[-1]);
}

static bool names_fit(const struct btf_source *source, const struct btf_type *type)
{
	const struct btf_member *members = btf_members(type);

	if (!is_name(source, type->name_off))
		return false;
	for (uint32_t i = 0; btf_is_composite(type) && i < btf_vlen(type); i++) {
		if (!is_name(source, members[i].name_off) ||
		    !btf__type_by_id(source->btf, members[i].type))
			return false;
	}
	return true;
}

/*
 * Nothing in a module's BTF says which one it builds on. On top of one whose strings have another
 * length all its names start anywhere.
 */
static int check_fit(const struct btf_source *source, struct luocat_error *err)
{
	uint32_t end = btf__type_cnt(source->btf);

	for (uint32_t id = btf_source_first(source); id < end; id++) {
		if (!names_fit(source, btf__type_by_id(source->btf, id)))
			return btf_error(&source->bytes, -EINVAL, err,
					 "does not build on the BTF of %.160s",
					 source->base->bytes.given ? source->base->bytes.file
								   : source->base->bytes.name);
	}
	return 0;
}

static int open_failed(const struct btf_bytes *bytes, int code, struct luocat_error *err)
{
	switch (code) {
	case ENOMEM:
		return btf_error(bytes, -ENOMEM, err, "out of memory");
	case ENOTSUP:
		return btf_error(bytes, -EINVAL, err, "BTF that libbpf %s does not read",
				 libbpf_version_string());
	default:
		return btf_error(bytes, -EINVAL, err,
				 "broken BTF, or of a kind that libbpf %s does not know",
				 libbpf_version_string());
	}
}

static struct btf *open_split(const struct btf_bytes *bytes, const struct btf_source *base)
{
	size_t length;
	uint8_t *joined = join(&base->bytes, bytes, &length);
	struct btf *btf = joined ? btf__new(joined, (uint32_t)length) : NULL;
	int code = joined ? errno : ENOMEM;

	free(joined);
	errno = code;
	return btf;
}

int btf_source_open(struct btf_source *source, const struct btf_bytes *bytes,
		    const struct btf_source *base, struct luocat_error *err)
{
	int ret;

	if (base && (bytes->big_endian != base->bytes.big_endian ||
		     bytes->pointer_size != base->bytes.pointer_size))
		return btf_error(bytes, -EINVAL, err, "for another machine than %s",
				 base->bytes.name);
	*source = (struct btf_source){.bytes = *bytes, .base = base};
	libbpf_set_print(NULL);
	source->btf = base ? open_split(bytes, base)
			   : btf__new(bytes->data, (uint32_t)bytes->length);
	if (!source->btf)
		return open_failed(bytes, errno, err);
	ret = base ? check_fit(source, err) : 0;
	if (!ret)
		ret = read_names(source, is_definition, &source->names, err);
	if (!ret) {
		look_for_signs(source);
		source->functions = calloc(1, sizeof(*source->functions));
		if (!source->functions)
			ret = btf_error(bytes, -ENOMEM, err, "out of memory");
	}
	if (ret)
		btf_source_close(source);
	return ret;
}

void btf_source_close(struct btf_source *source)
{
	btf__free(source->btf);
	free(source->names.list);
	if (source->functions)
		free(source->functions->list);
	free(source->functions);
	*source = (struct btf_source){.btf = NULL};
}

static const struct btf_name *find_names(const struct btf_names *names, const char *name, size_t *n)
{
	size_t low = 0, high = names->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(names->list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < names->n && !strcmp(names->list[high].name, name); high++)
		;
	*n = high - low;
	return names->list + low;
}

const struct btf_name *btf_source_names(const struct btf_source *source, const char *name,
					size_t *n)
{
	const struct btf_name *names = find_names(&source->names, name, n);

	return *n || !source->base ? names : find_names(&source->base->names, name, n);
}

static bool is_function(const struct btf_type *type)
{
	return btf_is_func(type);
}

int btf_source_functions(const struct btf_source *source, const char *name,
			 const struct btf_name **functions, size_t *n, struct luocat_error *err)
{
	struct btf_names *own = source->functions;
	int ret = own->list ? 0 : read_names(source, is_function, own, err);

	if (!ret)
		*functions = find_names(own, name, n);
	return ret;
}

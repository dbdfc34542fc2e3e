/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_source.h - one object's BTF, opened: what BTF's own files share
 */
#ifndef CATALOG_GEN_BTF_SOURCE_H
#define CATALOG_GEN_BTF_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/btf.h>
#include <luocat.h>

#include "layout.h"
#include "object.h"

struct btf_part {
	size_t offset;
	size_t length;
};

/* The bytes of one .BTF, and what must be known of the object or file that they are from. */
struct btf_bytes {
	const uint8_t *data;
	size_t length;
	const char *file; /* for errors */
	const char *name; /* what a person calls it */
	unsigned int pointer_size;
	bool big_endian;
	bool given; /* a file of its own, see btf_given.h */
	bool distilled; /* of BTF_BASE_SECTION */
	/* btf_bytes_check() sets these */
	bool split; /* builds on vmlinux's */
	struct btf_part types;
	struct btf_part strings;
};

/* One struct, union or enum that has a name and a definition; or a function. */
struct btf_name {
	const char *name;
	uint32_t id;
};

/* By name, then id; without a @list nobody has made it yet. */
struct btf_names {
	struct btf_name *list;
	size_t n;
};

/*
 * @btf:         ids of @base go before its own
 * @bytes:       with a @base, and of it, they must still be there
 * @names:       only its own
 * @functions:   likewise, made when one is asked for the first time: most objects' are never. Apart, since who
 * looks at them does not change the source
 * @knows_signs: whoever wrote it (pahole from 1.24, clang from 15) marks signed enums. Before that,
 * all values were signed
 */
struct btf_source {
	struct btf *btf;
	const struct btf_source *base;
	struct btf_bytes bytes;
	struct btf_names names;
	struct btf_names *functions;
	bool knows_signs;
};

#define BTF_SECTION	 ".BTF"
/*
 * A module built outside of its kernel's tree brings what it needs of vmlinux's types along, cut
 * down to names and sizes. That is no layout, so such a module's types stay unknown.
 */
#define BTF_BASE_SECTION ".BTF.base"
#define BTF_ERROR_SECTION "section " BTF_SECTION

/* An error in @bytes. Gives @code. */
int btf_error(const struct btf_bytes *bytes, int code, struct luocat_error *err, const char *fmt,
	      ...) __attribute__((format(printf, 4, 5)));

/* What the header says of the bytes: -EINVAL where it is no BTF. */
int btf_bytes_check(struct btf_bytes *bytes, struct luocat_error *err);

/*
 * An object's own, in the section of that name (BTF_SECTION). -ENODATA, and no error: it has none.
 */
int btf_bytes_of(struct object *object, const char *section, struct btf_bytes *bytes,
		 struct luocat_error *err);

bool btf_bytes_equal(const struct btf_bytes *a, const struct btf_bytes *b);

/*
 * @base: of what is split, else NULL. It must outlive @source. -EINVAL also where @bytes were made
 * on top of another one.
 */
int btf_source_open(struct btf_source *source, const struct btf_bytes *bytes,
		    const struct btf_source *base, struct luocat_error *err);
void btf_source_close(struct btf_source *source);

/* The first id that is not its base's. */
uint32_t btf_source_first(const struct btf_source *source);

/* The definitions called @name: its own, else its base's. They are @n in a row. */
const struct btf_name *btf_source_names(const struct btf_source *source, const char *name,
					size_t *n);

/* The functions called @name, its own only: *@functions are *@n in a row. 0 or -errno. */
int btf_source_functions(const struct btf_source *source, const char *name,
			 const struct btf_name **functions, size_t *n, struct luocat_error *err);

/* The type behind typedefs, qualifiers and tags. NULL: void. */
int btf_resolve(const struct btf_source *source, uint64_t id, const struct btf_type **type,
		struct luocat_error *err);

/* How layouts_add() sees it; @type_source lives no longer than @source. */
void btf_type_source(struct btf_source *source, struct type_source *type_source);

#endif

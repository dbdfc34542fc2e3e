/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * luocat.h - what a Linux kernel can hand over by kexec, and whether another one can read it
 *
 * The one public header of libluocat. Conventions, for every function unless it says otherwise:
 *
 *  - Result: 0, or a negative errno value. On failure a non-NULL @err says what, where and in which
 *    file; on success it is left alone. Out pointers are written on success only.
 *  - Ownership: objects are opaque and reference counted (_new, _ref, _unref; _unref(NULL) is
 *    allowed and returns NULL). Strings that are passed in are copied; strings and arrays that are
 *    handed out belong to the object and live until it changes or its last reference goes.
 *  - Structures that start with a member `size` grow at their end: the caller sets it to
 *    sizeof(the structure) as it was compiled, the library reads and writes no more than that.
 *  - The library never prints, exits, forks, reads a clock or keeps global state. Objects are not
 *    locked: use one from one thread at a time.
 *
 * "kernel:" names the header of the Linux kernel that a rule or a constant comes from.
 */
#ifndef LUOCAT_H
#define LUOCAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LUOCAT_API __attribute__((visibility("default")))

#define LUOCAT_VERSION "0.1.0"

/* Layout of the catalog's JSON that this library writes, and the newest that it reads. */
#define LUOCAT_CATALOG_VERSION 1
/* Layout of the verdict's JSON that this library writes. */
#define LUOCAT_VERDICT_VERSION 1

/* ---- Errors ---- */

/**
 * struct luocat_error - why a call failed
 * @code:  negative errno value, the same that the call returned
 * @file:  the file (or "-" or "" where there is none)
 * @where: the place in it: "line 3 column 7", "section .luo_formats", "formats[2].versions[0]", or ""
 * @what:  what is wrong, one line without a full stop
 *
 * Fixed size, so that it needs no freeing and an out-of-memory error can be reported. Over-long
 * parts are cut; control characters in them are replaced, so that each is safe on a terminal.
 */
struct luocat_error {
	int code;
	char file[512];
	char where[256];
	char what[512];
};

/**
 * luocat_error_set - fill in an error
 * @err:   may be NULL
 * @code:  negative errno value
 * @file:  may be NULL
 * @where: may be NULL
 * @fmt:   printf format for @what
 *
 * Returns @code. Since 0.1.
 */
LUOCAT_API int luocat_error_set(struct luocat_error *err, int code, const char *file,
				const char *where, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* ---- Words ---- */

/* How a format reaches the kernel. UNKNOWN: a bare string of the upstream RFC's section. */
enum luocat_kind {
	LUOCAT_KIND_UNKNOWN,
	LUOCAT_KIND_CORE,	  /* KHO and LUO themselves, written at every kexec */
	LUOCAT_KIND_SUBTREE,	  /* a KHO subtree, written once at boot */
	LUOCAT_KIND_FILE_HANDLER, /* struct liveupdate_file_handler */
	LUOCAT_KIND_FLB,	  /* struct liveupdate_flb: global data bound to files' lifecycle */
	LUOCAT_KIND_STRUCTURE,	  /* a building block that other formats embed */
};

enum luocat_tri {
	LUOCAT_UNKNOWN,
	LUOCAT_NO,
	LUOCAT_YES,
};

/* How a fact was found, weakest first, so that "at least" is >=. */
enum luocat_evidence {
	LUOCAT_EVIDENCE_NONE,	    /* the fact is not known */
	LUOCAT_EVIDENCE_STRING,	    /* a constant in the image */
	LUOCAT_EVIDENCE_TABLE,	    /* our table of upstream formats */
	LUOCAT_EVIDENCE_PROBE,	    /* compiled with the kernel's own headers and configuration */
	LUOCAT_EVIDENCE_LVUP,	    /* .liveupdate_versions of the upstream RFC (December 2025) */
	LUOCAT_EVIDENCE_SHAPE,	    /* bytes of an image that are formed as a handler object is */
	LUOCAT_EVIDENCE_OBJECT,	    /* a handler object in the image; no proof that it is registered */
	LUOCAT_EVIDENCE_DESCRIPTOR, /* .luo_formats: kernel: linux/liveupdate_format.h */
};

/* What a mismatch does to the reader, mildest first. */
enum luocat_consequence {
	LUOCAT_CONSEQUENCE_UNKNOWN,
	LUOCAT_CONSEQUENCE_IGNORED,
	LUOCAT_CONSEQUENCE_DATA_LOST,
	LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE,
	LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
	LUOCAT_CONSEQUENCE_PANIC,
};

enum luocat_layout_form {
	LUOCAT_LAYOUT_UNKNOWN,
	LUOCAT_LAYOUT_STRUCT, /* byte layout of C types */
	LUOCAT_LAYOUT_FDT,    /* names and types of device-tree properties */
	LUOCAT_LAYOUT_NONE,   /* nothing beyond the id */
};

/*
 * The words as they stand in JSON, reports and sysfs: "file-handler", "yes"/"no"/"unknown",
 * "descriptor", "nothing-handed-over", "struct" ... _name() never returns NULL for a valid value and
 * returns NULL for any other; _parse() returns -EINVAL for a word that it does not know. Since 0.1.
 */
LUOCAT_API const char *luocat_kind_name(enum luocat_kind kind);
LUOCAT_API int luocat_kind_parse(const char *word, enum luocat_kind *kind);
LUOCAT_API const char *luocat_tri_name(enum luocat_tri tri);
LUOCAT_API const char *luocat_evidence_name(enum luocat_evidence evidence);
LUOCAT_API int luocat_evidence_parse(const char *word, enum luocat_evidence *evidence);
LUOCAT_API const char *luocat_consequence_name(enum luocat_consequence consequence);
LUOCAT_API int luocat_consequence_parse(const char *word, enum luocat_consequence *consequence);
LUOCAT_API const char *luocat_layout_form_name(enum luocat_layout_form form);
LUOCAT_API int luocat_layout_form_parse(const char *word, enum luocat_layout_form *form);

/*
 * What LUO itself does where the reader does not know a version of this kind, whatever its format; UNKNOWN
 * for the kinds whose formats decide that themselves. A version's own consequence goes before it.
 * kernel: liveupdate/luo_file.c, luo_flb.c. Since 0.1.
 */
LUOCAT_API enum luocat_consequence luocat_kind_consequence(enum luocat_kind kind);

/* ---- Catalog: what one kernel build can do ---- */

struct luocat_catalog;

/**
 * struct luocat_option - one kernel option that matters
 * @name:  without CONFIG_, e.g. "LIVEUPDATE"
 * @value: as in .config without quotes: "y", "m", a number, a string; "n" for "is not set";
 *         NULL where not known
 */
struct luocat_option {
	const char *name;
	const char *value;
};

/**
 * struct luocat_kernel - facts about the kernel as a whole
 * @size:           sizeof(struct luocat_kernel)
 * @release:        uname -r, or NULL
 * @arch:           the kernel's name for it: "x86_64", "arm64" ..., or NULL
 * @byte_order:     "little" or "big", or NULL
 * @pointer_size:   bytes, 0 = not known
 * @page_size:      bytes, 0 = not known
 * @max_page_order: MAX_PAGE_ORDER (kernel: linux/mmzone.h), -1 = not known
 * @build_id:       the GNU build-id in lower-case hex, or NULL
 * @write_control:  whether LUO obeys enable_write; only our core descriptor says so
 * @options:        sorted by name when handed out
 * @n_options:      their number
 */
struct luocat_kernel {
	size_t size;
	const char *release;
	const char *arch;
	const char *byte_order;
	uint32_t pointer_size;
	uint32_t page_size;
	int32_t max_page_order;
	const char *build_id;
	enum luocat_tri write_control;
	const struct luocat_option *options;
	size_t n_options;
};

/* The identity of one version of a format on the wire. Matching is exact. */
struct luocat_ref {
	enum luocat_kind kind;
	const char *compatible;
};

/**
 * struct luocat_origin - where a version was found and how each fact is known
 * @object:         the file or archive member relative to the input's root, never a path of the
 *                  build machine: "vmlinux", "mm/memfd_luo.o", "kernel/foo/foo.ko"
 * @section:        ELF section, or NULL
 * @symbol:         ELF symbol, or NULL
 * @address:        of the object in @section's address space (its offset in a relocatable file)
 * @has_address:    whether @address is known
 * @source:         source file as the compiler was told, made relative to its directory, or NULL
 * @line:           line in @source, 0 = not known
 * @evidence_id:    how (kind, compatible) is known
 * @evidence_read:  how `read` is known
 * @evidence_write: how `write` is known
 * @evidence_constants: how the constants are known
 */
struct luocat_origin {
	const char *object;
	const char *section;
	const char *symbol;
	uint64_t address;
	bool has_address;
	const char *source;
	uint32_t line;
	enum luocat_evidence evidence_id;
	enum luocat_evidence evidence_read;
	enum luocat_evidence evidence_write;
	enum luocat_evidence evidence_constants;
};

/* One device-tree property of a format: @node "/" is the root, "/" "*" each of its children. */
struct luocat_property {
	const char *node;
	const char *name;
	const char *type; /* "string", "u32", "u64" */
};

/*
 * A constant that a version's bytes are written and read with, such as the bit that a flag is: no layout
 * shows it. @value is what the compiler makes of it, as 64 bits: of -1 all of them are set.
 */
struct luocat_constant {
	const char *name; /* of the macro or enumerator, without spaces */
	uint64_t value;
};

/**
 * struct luocat_version - one version of one format
 * @size:           sizeof(struct luocat_version)
 * @kind:           how it reaches the kernel
 * @name:           of the format, groups versions; NULL when adding: derived from @compatible. A name
 *                  without @has_version says that there is no version, whatever the suffix
 * @compatible:     the id on the wire, 1 to 255 printable bytes
 * @version:        orders the versions of one name
 * @has_version:    whether @version is known
 * @derived:        @name and @version were derived from a -vN or _vN suffix
 * @read:           the kernel's code can read it
 * @write:          the kernel's code can write it
 * @enable_write:   the build's default of the flag (YES unless a descriptor says otherwise)
 * @consequence:    what a mismatch does
 * @layout_form:    form of the layout
 * @roots:          names of the layout's root types
 * @n_roots:        their number
 * @properties:     device-tree properties: the layout of form fdt, or beside types (kho has both)
 * @n_properties:   their number
 * @fingerprint:    lower-case hex SHA-256 over luocat_layout_text(), or NULL where not known. Always worked
 *                  out from the catalog's types: ignored when adding
 * @constants:      what its bytes mean as far as named constants say it; no part of the layout. By name when
 *                  handed out
 * @n_constants:    their number
 * @constants_known: false = not known (JSON null); then @n_constants is 0
 * @required:       what must be common too (JSON: requires, which is a keyword of C++)
 * @n_required:     their number
 * @required_known: false = not known (JSON null); then @n_required is 0
 * @provider:       "builtin" or the module's name; NULL = not known
 * @in_initramfs:   the module is in an initramfs that was looked at, or in none of them; UNKNOWN: there was
 *                  none to look at, or @provider is no module
 * @in_modules_tree: the same of modules as they are installed
 * @origin:         where it was found
 */
struct luocat_version {
	size_t size;
	enum luocat_kind kind;
	const char *name;
	const char *compatible;
	uint32_t version;
	bool has_version;
	bool derived;
	enum luocat_tri read;
	enum luocat_tri write;
	enum luocat_tri enable_write;
	enum luocat_consequence consequence;
	enum luocat_layout_form layout_form;
	const char *const *roots;
	size_t n_roots;
	const struct luocat_property *properties;
	size_t n_properties;
	const char *fingerprint;
	const struct luocat_constant *constants;
	size_t n_constants;
	bool constants_known;
	const struct luocat_ref *required;
	size_t n_required;
	bool required_known;
	const char *provider;
	enum luocat_tri in_initramfs;
	enum luocat_tri in_modules_tree;
	struct luocat_origin origin;
};

/**
 * luocat_catalog_new - make an empty catalog
 *
 * Nothing is known of its kernel. Returns NULL when out of memory. Since 0.1.
 */
LUOCAT_API struct luocat_catalog *luocat_catalog_new(void);
LUOCAT_API struct luocat_catalog *luocat_catalog_ref(struct luocat_catalog *catalog);
LUOCAT_API struct luocat_catalog *luocat_catalog_unref(struct luocat_catalog *catalog);

/**
 * luocat_catalog_set_generator - say which program made the catalog
 *
 * "libluocat" and LUOCAT_VERSION until then; a loaded catalog keeps its file's. Since 0.1.
 */
LUOCAT_API int luocat_catalog_set_generator(struct luocat_catalog *catalog, const char *name,
					    const char *version, struct luocat_error *err);

/**
 * luocat_catalog_set_kernel - say what is known of the kernel
 *
 * Facts are merged: one that is not known leaves the earlier one. -EEXIST when a fact that both know
 * differs (options: per name); @err names the fact and both values. -EINVAL: a value that no kernel
 * has. -E2BIG: more options than any kernel has. Nothing is changed then. Since 0.1.
 */
LUOCAT_API int luocat_catalog_set_kernel(struct luocat_catalog *catalog,
					 const struct luocat_kernel *kernel,
					 struct luocat_error *err);

/* The kernel's facts; never NULL. @size is set to the library's. Since 0.1. */
LUOCAT_API const struct luocat_kernel *
luocat_catalog_kernel(const struct luocat_catalog *catalog);

/**
 * luocat_catalog_option - value of a kernel option
 * @name: without CONFIG_
 *
 * Returns "y", "m", "n" or its value, or NULL where not known. Since 0.1.
 */
LUOCAT_API const char *luocat_catalog_option(const struct luocat_catalog *catalog,
					     const char *name);

/**
 * luocat_catalog_add - add a version, or merge what another finder saw of it
 *
 * Where the (kind, compatible) is there already, facts are merged: an unknown one is filled in, a
 * stronger evidence replaces a weaker one's fact and origin. Two sources of which neither is weaker
 * must agree, a descriptor and an object must agree on read and write, and a constant has one value
 * whoever says it: otherwise -EEXIST, and @err names the fact and both origins. Nothing is changed
 * then. Neither the result nor whether there is a contradiction depends on the order of calls.
 * A string of the RFC's section of which nothing is known, not even its kind, only confirms a version
 * of the same compatible and a known kind: while there is one, the string is not handed out.
 * -EINVAL: not a valid version (no compatible, a character that is not printable, no evidence for
 * the id, a fact without evidence or evidence without the fact ...). -E2BIG: more versions, or
 * sightings of one, than any kernel has. Since 0.1.
 */
LUOCAT_API int luocat_catalog_add(struct luocat_catalog *catalog,
				  const struct luocat_version *version,
				  struct luocat_error *err);

/* Versions in canonical order: kind, name, version (unknown first), compatible. Since 0.1. */
LUOCAT_API size_t luocat_catalog_n_versions(const struct luocat_catalog *catalog);
LUOCAT_API const struct luocat_version *
luocat_catalog_version(const struct luocat_catalog *catalog, size_t index);

/* The version with exactly this identity, or NULL. Since 0.1. */
LUOCAT_API const struct luocat_version *
luocat_catalog_find(const struct luocat_catalog *catalog, enum luocat_kind kind,
		    const char *compatible);

/**
 * struct luocat_gap - a place where the catalog may be incomplete
 * @size:   sizeof(struct luocat_gap)
 * @kind:   of the format that may be there; UNKNOWN: a file handler or an FLB
 * @why:    why it could not be cataloged, one line: "its compatible is not set in the image"
 * @origin: where; no evidence
 *
 * An object that stands for a format of which not even the id is known. Such a format may be read or
 * written like any other, so a catalog with gaps never proves that a format is not there.
 */
struct luocat_gap {
	size_t size;
	enum luocat_kind kind;
	const char *why;
	struct luocat_origin origin;
};

/**
 * luocat_catalog_add_gap - say that something could not be cataloged
 *
 * One that is there already changes nothing. -EINVAL: not a valid gap (no reason, a word or character
 * that may not be, evidence). -E2BIG: more gaps than any kernel has. Nothing is changed then.
 * Since 0.1.
 */
LUOCAT_API int luocat_catalog_add_gap(struct luocat_catalog *catalog, const struct luocat_gap *gap,
				      struct luocat_error *err);

/* Gaps in canonical order: kind, source, symbol, object, place, reason. Since 0.1. */
LUOCAT_API size_t luocat_catalog_n_gaps(const struct luocat_catalog *catalog);
LUOCAT_API const struct luocat_gap *luocat_catalog_gap(const struct luocat_catalog *catalog,
						       size_t index);

/**
 * luocat_catalog_load - read a catalog's JSON
 * @text:    not NUL-terminated; UTF-8
 * @length:  bytes
 * @file:    name for @err, may be NULL
 * @catalog: out, a new reference
 *
 * -EINVAL: not JSON, not a catalog, an unknown key that must_understand names, a duplicate
 * (kind, compatible), a number out of range, whatever luocat_catalog_add() would refuse; @err has the
 * line and column or the path in the JSON. -ENOTSUP: catalog_version is newer than
 * LUOCAT_CATALOG_VERSION. -EFBIG: longer than 256 MiB. -E2BIG: more versions than any kernel has.
 * Unknown keys are ignored otherwise. Fingerprints in the file are not trusted: one that differs from
 * what the types give is -EINVAL, one that cannot be worked out is unknown. Since 0.1.
 */
LUOCAT_API int luocat_catalog_load(const char *text, size_t length, const char *file,
				   struct luocat_catalog **catalog, struct luocat_error *err);

/* luocat_catalog_load() of a whole open file or pipe; also what read(2) fails with. Since 0.1. */
LUOCAT_API int luocat_catalog_load_fd(int fd, const char *file, struct luocat_catalog **catalog,
				      struct luocat_error *err);

/**
 * luocat_catalog_to_json - the catalog's canonical text
 * @text:   out, NUL-terminated, to be freed with free()
 * @length: out, bytes without the NUL; may be NULL
 *
 * Equal catalogs give equal bytes, whatever order they were filled in. Since 0.1.
 */
LUOCAT_API int luocat_catalog_to_json(const struct luocat_catalog *catalog, char **text,
				      size_t *length, struct luocat_error *err);

/**
 * luocat_catalog_key - what tells this kernel from others
 * @key: out, NUL-terminated: "build-id:<hex>", else "sha256:<hex>" of the canonical text
 *
 * Two kernels of one release are two kernels. A build-id of more than 64 digits (ld makes 32 or 40)
 * counts as none. Since 0.1.
 */
LUOCAT_API int luocat_catalog_key(const struct luocat_catalog *catalog, char key[80],
				  struct luocat_error *err);

/* ---- Types: what the bytes of a layout look like ---- */

/**
 * struct luocat_member - one member of a struct or union
 * @name:       as in C; of a member of an anonymous or unnamed struct or union inside, the path to it
 *              ("first.phys"), or only its own name where C needs no path
 * @bit_offset: from the start of the outermost struct, in bits as the byte order counts them: byte
 *              times 8, plus, within a byte, from the least significant bit in a little-endian
 *              kernel and from the most significant one in a big-endian kernel
 * @bits:       width of a bit-field; 0: not a bit-field
 * @type:       the plain type, typedefs and qualifiers resolved: "u8" .. "u128" and "s8" .. "s128"
 *              (integers; char as the kernel's ABI signs it), "bool8", "f64", "ptr64" (a pointer: its
 *              size only), "struct tag", "union tag", "enum tag", and any of these with array bounds
 *              behind: "u8[48]", "u64[]" (no elements: a flexible array, or one of length 0, which BTF
 *              cannot tell apart). Of an array of arrays luo-catalog-gen writes one of all elements, as
 *              pahole does in BTF. An unnamed struct, union or enum that is an array's element or has
 *              no tag gets the tag of what holds it and the member's name:
 *              "struct outer::member". A tag is of letters, digits and _ $ . :
 *
 * Members of unnamed structs and unions that are not array elements stand in the holder's own list,
 * so that a union shows as members that overlap. No two members of a type have one name.
 */
struct luocat_member {
	const char *name;
	uint64_t bit_offset;
	uint32_t bits;
	const char *type;
};

/* One enumerator; @value is to be read as int64_t where the enum's is_signed is set. */
struct luocat_enumerator {
	const char *name;
	uint64_t value;
};

/**
 * struct luocat_type - one struct, union or enum
 * @size:          sizeof(struct luocat_type)
 * @name:          with its keyword: "struct memfd_luo_ser", "enum kho_radix_consts"
 * @bytes:         sizeof in the kernel
 * @owner_kind:    of the one format that the type belongs to; a layout of another format stops at it
 * @owner_name:    of that format; NULL: it belongs to whatever embeds it
 * @members:       of a struct or union: by bit_offset, then as declared
 * @n_members:     their number
 * @is_signed:     of an enum
 * @enumerators:   of an enum: by value, then by name
 * @n_enumerators: their number
 * @given:         the file of types that was given beside the kernel's objects and says this; NULL: the
 *                 objects themselves say it. No part of a layout
 */
struct luocat_type {
	size_t size;
	const char *name;
	uint64_t bytes;
	enum luocat_kind owner_kind;
	const char *owner_name;
	const struct luocat_member *members;
	size_t n_members;
	bool is_signed;
	const struct luocat_enumerator *enumerators;
	size_t n_enumerators;
	const char *given;
};

/**
 * luocat_catalog_add_type - add a type that a layout reaches
 *
 * Types may come in any order, those of members before or after their holder, and the same type
 * again. -EEXIST: another definition of that name is there; @err names the first difference. -EINVAL:
 * not a valid type: a member reaches outside it (a flexible array at its end is inside), two of one
 * name, a type expression that is none. -E2BIG: more than the limits of this library (16384 types,
 * as many members of one, 4 GiB). Nothing is changed then. Since 0.1.
 */
LUOCAT_API int luocat_catalog_add_type(struct luocat_catalog *catalog,
				       const struct luocat_type *type, struct luocat_error *err);

/* Types by name. Since 0.1. */
LUOCAT_API size_t luocat_catalog_n_types(const struct luocat_catalog *catalog);
LUOCAT_API const struct luocat_type *luocat_catalog_type(const struct luocat_catalog *catalog,
							 size_t index);

/* The type of that name, keyword included, or NULL. Since 0.1. */
LUOCAT_API const struct luocat_type *luocat_catalog_find_type(const struct luocat_catalog *catalog,
							      const char *name);

/**
 * luocat_layout_text - the canonical text of a version's layout
 * @text: out, NUL-terminated, to be freed with free()
 *
 * What a fingerprint is taken over: sizes, offsets, kinds, bounds and values without names, through
 * all types from the roots to those that another format owns; of these only their name and the
 * owner's. Then properties, sorted. -ENODATA: not known (form unknown, struct without a root, fdt
 * without a property, a type that the catalog lacks, byte order or size of pointers). -ELOOP: a type
 * that contains itself. -E2BIG: nested more than 64 deep, or larger than any layout. Since 0.1.
 */
LUOCAT_API int luocat_layout_text(const struct luocat_catalog *catalog,
				  const struct luocat_version *version, char **text,
				  struct luocat_error *err);

/* How two layouts differ at one place, worst last. */
enum luocat_change {
	LUOCAT_CHANGE_RENAMED,	/* same bytes, other name: a note */
	LUOCAT_CHANGE_APPENDED, /* members behind the last one: drift under a rule of its own */
	LUOCAT_CHANGE_DRIFT,	/* the bytes mean something else */
};

/**
 * struct luocat_difference - one difference between two layouts of one version
 * @change:       what it amounts to
 * @type:         the struct, union or enum in which it is
 * @owner_kind:   of the format that owns @type
 * @owner_name:   of that format; the version's own where nothing else owns it. Where a type that another
 *                format owns has another size, that is one difference of its owner's, and what moves by as
 *                much because of it is none
 * @chain:        how the roots lead there: "struct memfd_luo_ser.folios > struct kho_vmalloc"
 * @member:       name of the member or enumerator, or NULL: the type as a whole
 * @a:            the member there and here; NULL where one side lacks it (or it is an enumerator)
 * @b:            see @a
 * @message:      one line: "member seals moved from offset 16 to 24"
 * @undo:         how to get back from @b to @a: "restore member seals at offset 16"
 * @type_a:       @type there and here; NULL where one side lacks it, and for device-tree properties
 * @type_b:       see @type_a
 */
struct luocat_difference {
	enum luocat_change change;
	const char *type;
	enum luocat_kind owner_kind;
	const char *owner_name;
	const char *chain;
	const char *member;
	const struct luocat_member *a;
	const struct luocat_member *b;
	const char *message;
	const char *undo;
	const struct luocat_type *type_a;
	const struct luocat_type *type_b;
};

struct luocat_differences;

/* "renamed", "appended", "drift"; NULL for any other value. Since 0.1. */
LUOCAT_API const char *luocat_change_name(enum luocat_change change);

/**
 * luocat_layout_compare - all differences between one version's layouts in two catalogs
 * @differences: out, a new reference; it keeps references to both catalogs
 *
 * In the order in which a person meets them: roots as listed, members by offset. Both catalogs must
 * not change while @differences are there. -ENODATA: a layout is not known on one side or both.
 * -E2BIG, -ELOOP: more differences, or deeper types, than any kernel has. Since 0.1.
 */
LUOCAT_API int luocat_layout_compare(struct luocat_catalog *a, const struct luocat_version *of_a,
				     struct luocat_catalog *b, const struct luocat_version *of_b,
				     struct luocat_differences **differences,
				     struct luocat_error *err);
LUOCAT_API struct luocat_differences *luocat_differences_unref(struct luocat_differences *differences);
/* The first of those that count most; NULL where there is none. Since 0.1. */
LUOCAT_API const struct luocat_difference *
luocat_differences_worst(const struct luocat_differences *differences);
LUOCAT_API size_t luocat_n_differences(const struct luocat_differences *differences);
LUOCAT_API const struct luocat_difference *
luocat_difference(const struct luocat_differences *differences, size_t index);

/**
 * luocat_type_bytes - size of a type expression as in struct luocat_member
 * @bytes: out; a flexible array has none
 *
 * -ENODATA: not an expression, or of a type that the catalog lacks. Since 0.1.
 */
LUOCAT_API int luocat_type_bytes(const struct luocat_catalog *catalog, const char *type,
				 uint64_t *bytes);

/* ---- State: what one running kernel does now ---- */

/* Layout of the state's JSON that this library writes, and the newest that it reads. */
#define LUOCAT_STATE_VERSION 1

struct luocat_state;

/**
 * struct luocat_running - the running kernel as a whole
 * @size:                 sizeof(struct luocat_running)
 * @release:              uname -r, or NULL
 * @build_id:             the GNU build-id in lower-case hex, or NULL: what binds a state to a catalog
 * @liveupdate:           whether LUO is on: /dev/liveupdate is registered. It is not where the command line
 *                        lacks liveupdate=on, or where KHO turned itself off
 * @table:                whether the kernel has a table of formats (stock kernels have none)
 * @default_enable_write: what formats that are registered later start with; UNKNOWN without a table
 * @half_applied:         a plan's application was interrupted, and not all is as it was:
 *                        luocat_live_restore() puts it back
 * @modules:              names of the loaded modules, sorted when handed out
 * @n_modules:            their number
 * @modules_known:        false = not known (JSON null); then @n_modules is 0
 * @cmdline:              the kernel's command line in one line, or NULL where not known
 */
struct luocat_running {
	size_t size;
	const char *release;
	const char *build_id;
	enum luocat_tri liveupdate;
	bool table;
	enum luocat_tri default_enable_write;
	bool half_applied;
	const char *const *modules;
	size_t n_modules;
	bool modules_known;
	const char *cmdline;
};

/**
 * struct luocat_running_version - one version in the running kernel's table of formats
 * @size:         sizeof(struct luocat_running_version)
 * @kind:         any but UNKNOWN
 * @compatible:   the id on the wire
 * @name:         of the format, or NULL where not known
 * @version:      orders the versions of one name
 * @has_version:  whether @version is known
 * @read:         the kernel's code can read it
 * @write:        the kernel's code can write it
 * @enable_write: whether it may be written now
 * @in_use:       objects that are preserved in it now
 * @has_in_use:   whether @in_use is known
 * @fingerprint:  of its layout, where the build recorded one; else NULL
 */
struct luocat_running_version {
	size_t size;
	enum luocat_kind kind;
	const char *compatible;
	const char *name;
	uint32_t version;
	bool has_version;
	enum luocat_tri read;
	enum luocat_tri write;
	enum luocat_tri enable_write;
	uint32_t in_use;
	bool has_in_use;
	const char *fingerprint;
};

/**
 * luocat_state_new - make a state of a kernel of which nothing is known, and which has no table
 *
 * Returns NULL when out of memory. Since 0.1.
 */
LUOCAT_API struct luocat_state *luocat_state_new(void);
LUOCAT_API struct luocat_state *luocat_state_ref(struct luocat_state *state);
LUOCAT_API struct luocat_state *luocat_state_unref(struct luocat_state *state);

/**
 * luocat_state_set - say what is known of the running kernel as a whole
 *
 * Replaces what was said before. -EINVAL: a value that no kernel has, or no table although versions were
 * added. Nothing is changed then. Since 0.1.
 */
LUOCAT_API int luocat_state_set(struct luocat_state *state, const struct luocat_running *running,
				struct luocat_error *err);

/* What is known of the kernel; never NULL. @size is set to the library's. Since 0.1. */
LUOCAT_API const struct luocat_running *luocat_state_running(const struct luocat_state *state);

/**
 * luocat_state_add - add a version of the table
 *
 * -EEXIST: this (kind, compatible) is there. -EINVAL: not a valid version, or the kernel has no table.
 * -E2BIG: more than any kernel has. Nothing is changed then. Since 0.1.
 */
LUOCAT_API int luocat_state_add(struct luocat_state *state,
				const struct luocat_running_version *version,
				struct luocat_error *err);

/* Versions in canonical order: kind, compatible. Since 0.1. */
LUOCAT_API size_t luocat_state_n_versions(const struct luocat_state *state);
LUOCAT_API const struct luocat_running_version *
luocat_state_version(const struct luocat_state *state, size_t index);

/* The version with exactly this identity, or NULL. Since 0.1. */
LUOCAT_API const struct luocat_running_version *luocat_state_find(const struct luocat_state *state,
								  enum luocat_kind kind,
								  const char *compatible);

/**
 * luocat_state_load - read a state's JSON (schemas/state.schema.json)
 * @text:   not NUL-terminated; UTF-8
 * @length: bytes
 * @file:   name for @err, may be NULL
 * @state:  out, a new reference
 *
 * Errors as of luocat_catalog_load(); -EFBIG: longer than 16 MiB. Since 0.1.
 */
LUOCAT_API int luocat_state_load(const char *text, size_t length, const char *file,
				 struct luocat_state **state, struct luocat_error *err);
/* luocat_state_load() of a whole open file or pipe; also what read(2) fails with. Since 0.1. */
LUOCAT_API int luocat_state_load_fd(int fd, const char *file, struct luocat_state **state,
				    struct luocat_error *err);

/* The state's canonical text: equal states give equal bytes; free() @text. Since 0.1. */
LUOCAT_API int luocat_state_to_json(const struct luocat_state *state, char **text, size_t *length,
				    struct luocat_error *err);

/* ---- Rules: one table, from which every finding comes ---- */

/* What a finding does to the verdict, mildest first. */
enum luocat_severity {
	LUOCAT_SEVERITY_NOTE,	      /* worth knowing, decides nothing */
	LUOCAT_SEVERITY_WARNING,      /* something that the caller must see to */
	LUOCAT_SEVERITY_PLAN,	      /* passes once the plan is applied */
	LUOCAT_SEVERITY_UNKNOWN,      /* cannot be told, so it does not pass */
	LUOCAT_SEVERITY_INCOMPATIBLE, /* must not kexec */
};

/**
 * struct luocat_rule - one rule as users see it
 * @id:       "LUO-..." stable for ever
 * @severity: the worst that a finding of it can have
 * @meaning:  one line
 * @text:     a paragraph: why, what happens in the kernel, what to do
 * @source:   where that comes from: "luo_preserve_file in kernel/liveupdate/luo_file.c" and the like (of 7.2
 *            and 7.3), who asked for it, or luocat's own reasoning, which says so
 */
struct luocat_rule {
	const char *id;
	enum luocat_severity severity;
	const char *meaning;
	const char *text;
	const char *source;
};

LUOCAT_API size_t luocat_n_rules(void);
LUOCAT_API const struct luocat_rule *luocat_rule(size_t index);
/* By id, in any case; NULL where there is none. Since 0.1. */
LUOCAT_API const struct luocat_rule *luocat_rule_find(const char *id);
LUOCAT_API const char *luocat_severity_name(enum luocat_severity severity);

/* ---- Policy: what somebody asks of pairs of kernels beyond that the reader can read ---- */

/* Layout of a policy's JSON that this library reads. */
#define LUOCAT_POLICY_VERSION 1

struct luocat_policy;

/* What a policy makes of a rule's findings. */
enum luocat_level {
	LUOCAT_LEVEL_OFF,   /* not shown, but counted, and told: luocat_verdict_off() */
	LUOCAT_LEVEL_NOTE,  /* a note */
	LUOCAT_LEVEL_WARN,  /* a warning */
	LUOCAT_LEVEL_ERROR, /* does not pass; what a plan keeps from being written is still left to it */
};

/* "off", "note", "warn", "error"; as the other words. Since 0.1. */
LUOCAT_API const char *luocat_level_name(enum luocat_level level);
LUOCAT_API int luocat_level_parse(const char *word, enum luocat_level *level);

/**
 * luocat_policy_new - make a policy that asks for nothing
 *
 * A verdict keeps a reference to its policy, which must not change while it is there. Returns NULL when
 * out of memory. Since 0.1.
 */
LUOCAT_API struct luocat_policy *luocat_policy_new(void);
LUOCAT_API struct luocat_policy *luocat_policy_ref(struct luocat_policy *policy);
LUOCAT_API struct luocat_policy *luocat_policy_unref(struct luocat_policy *policy);

/**
 * luocat_policy_load - add what a document says (schemas/policy.schema.json)
 * @text:   not NUL-terminated; UTF-8
 * @length: bytes
 * @file:   name for @err and in findings, may be NULL
 *
 * Strict: -EINVAL is a key that is not known, a type or word that is wrong, a rule that is none, a
 * glob that is none, or of rules matches none, a waiver without a reason or an owner, a waiver of a
 * rule about layouts or constants that is not bound to these. @err has line, column and path of it.
 * Lists of several documents are joined, later entries going before earlier ones; -EEXIST: two say
 * different things of one kind, or have a profile of one name, and @err names both places.
 * -ENOTSUP: a newer policy_version. -EFBIG: longer than 1 MiB. Nothing is changed then. Since 0.1.
 */
LUOCAT_API int luocat_policy_load(struct luocat_policy *policy, const char *text, size_t length,
				  const char *file, struct luocat_error *err);
/* luocat_policy_load() of a whole open file or pipe; also what read(2) fails with. Since 0.1. */
LUOCAT_API int luocat_policy_load_fd(struct luocat_policy *policy, int fd, const char *file,
				     struct luocat_error *err);

/**
 * luocat_policy_set_rule - say what becomes of a rule's findings, whatever documents say
 * @rule: an id, or a glob that matches some
 * @by:   for reports: "--rule LUO-MODULE=error"
 *
 * A later call goes before an earlier one. -EINVAL: no such rule. Since 0.1.
 */
LUOCAT_API int luocat_policy_set_rule(struct luocat_policy *policy, const char *rule,
				      enum luocat_level level, const char *by,
				      struct luocat_error *err);

/**
 * luocat_policy_set_fail_on - say which findings make a verdict fail, whatever documents say
 * @word: "unknown" (as without a policy), "plan", "warning" or "note": findings as severe as that, or worse
 *
 * It only tightens: -EINVAL for "incompatible", since what is not known does not pass, and for any other
 * word. Since 0.1.
 */
LUOCAT_API int luocat_policy_set_fail_on(struct luocat_policy *policy, const char *word,
					 struct luocat_error *err);

/* The mildest severity that fails: UNKNOWN where nothing was said. Since 0.1. */
LUOCAT_API enum luocat_severity luocat_policy_fail_on(const struct luocat_policy *policy);
/* "forward", "rollback" or "both"; NULL where nothing was said. Since 0.1. */
LUOCAT_API const char *luocat_policy_directions(const struct luocat_policy *policy);
/* How many releases back must stay readable; 0 where nothing was said. Since 0.1. */
LUOCAT_API uint32_t luocat_policy_window(const struct luocat_policy *policy);
/* Names of profiles, as documents have them. Since 0.1. */
LUOCAT_API size_t luocat_policy_n_profiles(const struct luocat_policy *policy);
LUOCAT_API const char *luocat_policy_profile(const struct luocat_policy *policy, size_t index);
/* Waivers, as documents have them, those that expired too. Since 0.1. */
LUOCAT_API size_t luocat_policy_n_waivers(const struct luocat_policy *policy);
LUOCAT_API const struct luocat_waiver *luocat_policy_waiver(const struct luocat_policy *policy,
							    size_t index);

/* ---- Verdict: can the reader read what the writer will hand over ---- */

enum luocat_outcome {
	LUOCAT_COMPATIBLE,
	LUOCAT_COMPATIBLE_WITH_PLAN,
	LUOCAT_OUTCOME_UNKNOWN,
	LUOCAT_INCOMPATIBLE,
};

/* "compatible", "compatible-with-plan", "unknown", "incompatible". Since 0.1. */
LUOCAT_API const char *luocat_outcome_name(enum luocat_outcome outcome);

struct luocat_verdict;

/* Which way a question looks. ROLLBACK only labels: the caller passes the kernels swapped. */
enum luocat_direction {
	LUOCAT_FORWARD,
	LUOCAT_ROLLBACK,
};

/**
 * struct luocat_judge_opts - what the question is
 * @size:       sizeof(struct luocat_judge_opts)
 * @direction:  label for reports and the plan
 * @narrow:     of subtrees, file handlers and FLBs only those count that @in_use names, and the FLBs
 *              and structures that these may need (core formats always count)
 * @in_use:     format names or compatibles; each must name a subtree, file handler or FLB of the writer.
 *              A compatible stands for its whole format: which version is written is the kernel's choice
 * @n_in_use:   their number; 0 with @narrow: none is in use
 * @writer_cmdline: the command line with which the writer was booted; NULL: not told, taken to be fine
 * @reader_cmdline: the command line that the boot loader or kexec will give the reader, without what is
 *              built into it; NULL: not told, a warning unless what is built in will do. Of both,
 *              kho= and liveupdate= matter (rule LUO-BOOT-PARAMETERS)
 * @preflight:  the kexec is about to come: what was not told, and would be a warning for a release gate, is
 *              unknown
 * @state:      what the writer does now; NULL: not told, so that the catalog's defaults count. Its flags
 *              replace these, modules that are not loaded write nothing, and its command line is the
 *              writer's where @writer_cmdline is not told. What is in use only tightens: a version in use
 *              that the reader cannot read is incompatible, and never planned. The verdict keeps a
 *              reference
 * @loaded:     modules that the reader loads before /dev/liveupdate is opened, '-' and '_' being one
 * @n_loaded:   their number
 * @loaded_told: whether @loaded was told; else what modules read is a warning, or unknown with @preflight
 * @image_build_id: of the image that is booted next, to which the reader's catalog must belong; NULL: not
 *              told
 * @policy:     what is asked beyond that; NULL: nothing. The verdict keeps a reference
 * @profile:    name of a profile of @policy: both kernels must write and read exactly its formats, and
 *              everything counts; NULL: none is asked for
 * @now:        today's date, "2026-11-28": must be told where @policy has waivers
 */
struct luocat_judge_opts {
	size_t size;
	enum luocat_direction direction;
	bool narrow;
	const char *const *in_use;
	size_t n_in_use;
	const char *writer_cmdline;
	const char *reader_cmdline;
	bool preflight;
	struct luocat_state *state;
	const char *const *loaded;
	size_t n_loaded;
	bool loaded_told;
	const char *image_build_id;
	struct luocat_policy *policy;
	const char *profile;
	const char *now;
};

/**
 * luocat_judge - judge one ordered pair of kernels
 * @writer:  the kernel that runs now
 * @reader:  the kernel that is booted next
 * @opts:    may be NULL: forward, everything counts
 * @verdict: out, a new reference; it keeps references to both catalogs, which must not change while
 *           it is there
 *
 * -EINVAL: @opts names a format that the writer does not have, or a profile that the policy does not have;
 * a date that is none, or that is missing; @narrow and @profile at once. -E2BIG: a catalog has far more versions
 * than any kernel, or a command line is longer than the 2047 bytes that a kernel takes. Since 0.1.
 */
LUOCAT_API int luocat_judge(struct luocat_catalog *writer, struct luocat_catalog *reader,
			    const struct luocat_judge_opts *opts, struct luocat_verdict **verdict,
			    struct luocat_error *err);
LUOCAT_API struct luocat_verdict *luocat_verdict_ref(struct luocat_verdict *verdict);
LUOCAT_API struct luocat_verdict *luocat_verdict_unref(struct luocat_verdict *verdict);

LUOCAT_API enum luocat_outcome luocat_verdict_outcome(const struct luocat_verdict *verdict);
LUOCAT_API enum luocat_direction luocat_verdict_direction(const struct luocat_verdict *verdict);
LUOCAT_API struct luocat_catalog *luocat_verdict_writer(const struct luocat_verdict *verdict);
LUOCAT_API struct luocat_catalog *luocat_verdict_reader(const struct luocat_verdict *verdict);
/* The state that was judged with; NULL where none was told, or one of another kernel. Since 0.1. */
LUOCAT_API struct luocat_state *luocat_verdict_state(const struct luocat_verdict *verdict);

/**
 * struct luocat_waived_constant - a constant of a version that has two values, or that one side lacks
 * @name:        of it
 * @in_writer:   the writer has it
 * @in_reader:   the reader has it
 * @writer:      its value in the writer, or 0
 * @reader:      its value in the reader, or 0
 */
struct luocat_waived_constant {
	const char *name;
	bool in_writer;
	bool in_reader;
	uint64_t writer;
	uint64_t reader;
};

/**
 * struct luocat_waiver - an exception with an end: findings that are known, and excused until a date
 * @rule:        glob of rule ids
 * @format:      glob of names or compatibles of formats, "KIND/" may stand before it; NULL: any, also a rule
 *               about kernels as a whole
 * @writer:      glob of the writer's release, or its key (luocat_catalog_key()); NULL: any
 * @reader:      likewise, of the reader
 * @bound:       it excuses only a version whose layouts have the two fingerprints that follow
 * @writer_fingerprint: of the version's layout in the writer; NULL: not known, or the writer lacks the version
 * @reader_fingerprint: likewise, of the reader
 * @constants:   of what is said of constants it excuses these and no others
 * @n_constants: their number; 0: it excuses nothing that is said of constants
 * @reason:      why
 * @owner:       who answers for it
 * @expires:     the last day on which it holds, "2026-12-31"; as found in the file
 * @file:        the policy file that has it
 * @where:       the place in it: "line 3 column 7"
 */
struct luocat_waiver {
	const char *rule;
	const char *format;
	const char *writer;
	const char *reader;
	bool bound;
	const char *writer_fingerprint;
	const char *reader_fingerprint;
	const struct luocat_waived_constant *constants;
	size_t n_constants;
	const char *reason;
	const char *owner;
	const char *expires;
	const char *file;
	const char *where;
};

/**
 * struct luocat_finding - one rule that had something to say
 * @rule:        never NULL
 * @severity:    what it does to this verdict (not above the rule's, unless a policy raised it)
 * @judged:      what it would do without a policy; @severity where no policy changed it
 * @changed_by:  what made @severity of it: "--rule LUO-MODULE=error", "policy.json line 12 column 5"; NULL:
 *               nothing, or a waiver
 * @waiver:      what excuses it, so that it is a note; NULL: nothing does
 * @kind:        of the format, UNKNOWN for a rule about the kernel as a whole
 * @name:        of the format, or NULL
 * @compatible:  the version, or NULL
 * @consequence: what the kernel would do; UNKNOWN where that does not apply, and where nobody can tell, as of
 *               a layout that differs: nothing in the kernel notices
 * @message:     one line with the facts of this pair
 * @advice:      what to do about it, one line, or NULL
 * @writer:      the writer's side of it, or NULL
 * @reader:      the reader's side of it, or NULL
 * @layout:      for a rule about layouts, all differences between the writer's (a) and the reader's
 *               (b); belongs to the verdict. Else NULL
 */
struct luocat_finding {
	const struct luocat_rule *rule;
	enum luocat_severity severity;
	enum luocat_severity judged;
	const char *changed_by;
	const struct luocat_waiver *waiver;
	enum luocat_kind kind;
	const char *name;
	const char *compatible;
	enum luocat_consequence consequence;
	const char *message;
	const char *advice;
	const struct luocat_version *writer;
	const struct luocat_version *reader;
	const struct luocat_differences *layout;
};

/* Findings, worst first, then in the catalogs' canonical order. Since 0.1. */
LUOCAT_API size_t luocat_verdict_n_findings(const struct luocat_verdict *verdict);
LUOCAT_API const struct luocat_finding *
luocat_verdict_finding(const struct luocat_verdict *verdict, size_t index);

/**
 * struct luocat_format_verdict - the outcome for one format (kind and name) of either side
 * @counts: whether it counts for the verdict (false: --in-use left it out)
 */
struct luocat_format_verdict {
	enum luocat_kind kind;
	const char *name;
	enum luocat_outcome outcome;
	bool counts;
	const struct luocat_version *const *writer; /* versions in order */
	size_t n_writer;
	const struct luocat_version *const *reader;
	size_t n_reader;
};

LUOCAT_API size_t luocat_verdict_n_formats(const struct luocat_verdict *verdict);
LUOCAT_API const struct luocat_format_verdict *
luocat_verdict_format(const struct luocat_verdict *verdict, size_t index);

/**
 * struct luocat_plan_entry - one flag to set on the writer
 * @value: false: write 0 to enable_write
 */
struct luocat_plan_entry {
	enum luocat_kind kind;
	const char *name;
	const char *compatible;
	bool value;
};

/* The plan, an array: empty unless the outcome is LUOCAT_COMPATIBLE_WITH_PLAN. Since 0.1. */
LUOCAT_API size_t luocat_verdict_n_plan(const struct luocat_verdict *verdict);
LUOCAT_API const struct luocat_plan_entry *
luocat_verdict_plan(const struct luocat_verdict *verdict, size_t index);

/**
 * luocat_verdict_fails - what makes the verdict fail: exit status 1
 *
 * The first finding that is as severe as the policy's fail_on, or worse; NULL: it passes, with the plan if
 * there is one. Without a policy it fails where its outcome is unknown or incompatible. A plan that is applied
 * makes nothing fail. Since 0.1.
 */
LUOCAT_API const struct luocat_finding *luocat_verdict_fails(const struct luocat_verdict *verdict);

/* The policy that was judged with, or NULL. Since 0.1. */
LUOCAT_API struct luocat_policy *luocat_verdict_policy(const struct luocat_verdict *verdict);
/* The profile that was asked for, or NULL. Since 0.1. */
LUOCAT_API const char *luocat_verdict_profile(const struct luocat_verdict *verdict);
/* The date that was judged with, or NULL. Since 0.1. */
LUOCAT_API const char *luocat_verdict_now(const struct luocat_verdict *verdict);

/**
 * struct luocat_off - findings that are not shown
 * @rule:       whose they are
 * @changed_by: as in struct luocat_finding
 * @judged:     the worst that one of them would do without a policy
 * @n:          their number
 */
struct luocat_off {
	const struct luocat_rule *rule;
	const char *changed_by;
	enum luocat_severity judged;
	size_t n;
};

/* In the order of rules. Since 0.1. */
LUOCAT_API size_t luocat_verdict_n_off(const struct luocat_verdict *verdict);
LUOCAT_API const struct luocat_off *luocat_verdict_off(const struct luocat_verdict *verdict,
						       size_t index);

/* Whether luocat_policy_waiver(@index) excuses a finding of this verdict. Since 0.1. */
LUOCAT_API bool luocat_verdict_uses_waiver(const struct luocat_verdict *verdict, size_t index);

/**
 * luocat_verdicts_name_unused - name waivers that excuse nothing in any of these verdicts
 * @verdicts: of one policy
 *
 * The first verdict gets a finding (rule LUO-WAIVER-UNUSED) for each of them that has not expired. Since 0.1.
 */
LUOCAT_API int luocat_verdicts_name_unused(struct luocat_verdict *const *verdicts,
					   size_t n_verdicts, struct luocat_error *err);

/**
 * luocat_verdict_set_applied - say that luocat_live_apply() applied this verdict's plan
 *
 * Reports say so from then on, and the exit code in JSON is 0. -EINVAL: it has no plan. Since 0.1.
 */
LUOCAT_API int luocat_verdict_set_applied(struct luocat_verdict *verdict);
LUOCAT_API bool luocat_verdict_applied(const struct luocat_verdict *verdict);

/**
 * luocat_verdicts_to_json - a report for machines (schemas/verdict.schema.json)
 * @verdicts: one for each question
 * @text:     out, NUL-terminated, to be freed with free()
 *
 * The overall outcome is the worst. Since 0.1.
 */
LUOCAT_API int luocat_verdicts_to_json(struct luocat_verdict *const *verdicts, size_t n_verdicts,
				       char **text, size_t *length, struct luocat_error *err);

/* ---- Plan: what to set on the writer ---- */

struct luocat_plan;

/**
 * luocat_plan_of - the plan of a verdict, bound to both kernels
 * @plan: out, a new reference; empty where the verdict is compatible as it is
 *
 * -ENODATA: the verdict is unknown or incompatible, so that nothing may be set. Since 0.1.
 */
LUOCAT_API int luocat_plan_of(const struct luocat_verdict *verdict, struct luocat_plan **plan,
			      struct luocat_error *err);

/**
 * luocat_plan_load - read a plan: a verdict's JSON, or the object `plan` out of it
 * @text:       not NUL-terminated; UTF-8
 * @length:     bytes
 * @file:       name for @err, may be NULL
 * @writer_key: luocat_catalog_key() of the kernel that it is to be for: chooses between the questions of
 *              one verdict. NULL: there must be only one
 * @plan:       out, a new reference; empty where the verdict is compatible as it is
 *
 * -EINVAL: neither of the two, or no plan that luo-compat-check makes: it may set nothing but
 * enable_write of file handlers, and only to 0. -ENODATA: the verdict is unknown or incompatible.
 * -ESTALE: it is for another writer. -ENOTSUP: a newer verdict_version. -EFBIG: longer than 64 MiB.
 * Since 0.1.
 */
LUOCAT_API int luocat_plan_load(const char *text, size_t length, const char *file,
				const char *writer_key, struct luocat_plan **plan,
				struct luocat_error *err);
/* luocat_plan_load() of a whole open file or pipe; also what read(2) fails with. Since 0.1. */
LUOCAT_API int luocat_plan_load_fd(int fd, const char *file, const char *writer_key,
				   struct luocat_plan **plan, struct luocat_error *err);
LUOCAT_API struct luocat_plan *luocat_plan_ref(struct luocat_plan *plan);
LUOCAT_API struct luocat_plan *luocat_plan_unref(struct luocat_plan *plan);
/* luocat_catalog_key() of both kernels. Since 0.1. */
LUOCAT_API const char *luocat_plan_writer_key(const struct luocat_plan *plan);
LUOCAT_API const char *luocat_plan_reader_key(const struct luocat_plan *plan);
LUOCAT_API size_t luocat_plan_n_entries(const struct luocat_plan *plan);
LUOCAT_API const struct luocat_plan_entry *luocat_plan_entry(const struct luocat_plan *plan,
							     size_t index);

/* ---- Live: the running kernel's table of formats ---- */

/**
 * struct luocat_live - directories that the caller opened
 * @size:    sizeof(struct luocat_live)
 * @formats: the table: /sys/kernel/liveupdate/formats, or a directory that luo-sysfs-emitter wrote;
 *           -1: there is none, as on a stock kernel
 * @kernel:  /sys/kernel, whose file notes says the build-id; -1: @formats is a written directory, whose
 *           files build_id and release say what they belong to
 * @proc:    /proc: the release, modules, command line, and whether LUO is on; -1: not to be known
 * @journal: where to note what an application of a plan is about to change, such as /run/luocat: on a file
 *           system that lives as long as this boot, and writable by nobody else. -1: nowhere, and an
 *           application that is killed half way stays unnoticed
 *
 * They stay the caller's. Nothing is followed out of them: no symbolic links, no files that are not
 * regular, and no more than a few kilobytes of each.
 */
struct luocat_live {
	size_t size;
	int formats;
	int kernel;
	int proc;
	int journal;
};

/**
 * luocat_live_key - what tells the running kernel from others
 * @key: out, as of luocat_catalog_key()
 *
 * -ENODATA: its build-id is not known. Since 0.1.
 */
LUOCAT_API int luocat_live_key(const struct luocat_live *live, char key[80],
			       struct luocat_error *err);

/**
 * luocat_live_read - read the running kernel's state
 * @state: out, a new reference
 *
 * @err has the path below the table in `where`. -EINVAL: not a table of formats: a name, number or flag
 * that is none, a directory that is not called as its compatible, a file that is not a regular one.
 * -ENOTSUP: a kind of format that this library does not know. -EFBIG, -E2BIG: a file or directory larger
 * than any kernel's. -EAGAIN: a plan is being applied. Or what open(2), read(2) fail with. Changes nothing.
 * Since 0.1.
 */
LUOCAT_API int luocat_live_read(const struct luocat_live *live, struct luocat_state **state,
				struct luocat_error *err);

/**
 * struct luocat_live_result - what an application of a plan did
 * @size:     sizeof(struct luocat_live_result), set by the caller
 * @n_set:    flags that were changed
 * @n_absent: versions of the plan that are not registered now; they will start with 0
 * @restored: an earlier application had been interrupted and was put back first
 */
struct luocat_live_result {
	size_t size;
	size_t n_set;
	size_t n_absent;
	bool restored;
};

/**
 * luocat_live_apply - apply a plan, whole or not at all
 * @result: out, may be NULL
 *
 * First puts back what an interrupted application left. Then nothing is written before all of this holds:
 * the plan is for the running kernel, none of its versions is in use, every file can be opened for
 * writing, and the journal holds all that will change. Sets default_enable_write to 0, so that what is
 * registered from then on starts with 0, then the flags; reads the whole table back; and puts everything
 * back if a flag is not as planned, a version of the plan has come into use, or anything else changed
 * meanwhile.
 *
 * Every failure but -ENOTRECOVERABLE leaves the table as it was. -ENOENT: there is no table. -ESTALE: the
 * plan is for another kernel. -EBUSY: an object is preserved in a version of the plan. -EAGAIN: another
 * application is under way, or the table changed meanwhile. -ENODATA: the build-id, a flag or a count is
 * not known. -EIO: a flag does not take its value. -ENOTRECOVERABLE: it could not be put back either: the
 * journal stays. Or as of luocat_live_read(), open(2), write(2).
 *
 * What kills the process half way (SIGKILL cannot be held back) leaves the journal: luocat_live_read() says
 * half_applied then, and the next luocat_live_apply() or luocat_live_restore() puts everything back. Other
 * signals are the caller's to block. Since 0.1.
 */
LUOCAT_API int luocat_live_apply(const struct luocat_live *live, const struct luocat_plan *plan,
				 struct luocat_live_result *result, struct luocat_error *err);

/**
 * luocat_live_restore - put back what an interrupted application left
 * @restored: out, may be NULL: whether there was any
 *
 * A journal of an earlier boot, or of another kernel, is only removed. -ENOTRECOVERABLE: a flag could not
 * be put back; the journal stays. Or as of luocat_live_apply(). Since 0.1.
 */
LUOCAT_API int luocat_live_restore(const struct luocat_live *live, bool *restored,
				   struct luocat_error *err);

/**
 * luocat_live_write - write a catalog's formats as a directory, as the kernel would show them
 * @formats: an empty directory
 *
 * For tests and for tools that work off-line: every version with a kind, as if all modules were loaded and
 * nothing preserved, and the files build_id and release. -ENOTEMPTY: it is not empty. -EINVAL: a
 * compatible that cannot be a directory's name, or two of one name. Or what mkdir(2), open(2), write(2)
 * fail with; what was written until then stays. Since 0.1.
 */
LUOCAT_API int luocat_live_write(const struct luocat_catalog *catalog, int formats,
				 struct luocat_error *err);

/* ---- Lint: a catalog by itself, and against an earlier one ---- */

/* Layout of lint's JSON that this library writes. */
#define LUOCAT_LINT_VERSION 1

/**
 * struct luocat_lint_opts - what is made of findings
 * @size:   sizeof(struct luocat_lint_opts)
 * @policy: its severities, waivers and what it fails on count, and nothing else of it; NULL: none. Of
 *          waivers the writer is the baseline, without one the catalog itself, and the reader the
 *          catalog. The verdict keeps a reference
 * @now:    today's date, "2026-11-28": must be told where @policy has waivers
 */
struct luocat_lint_opts {
	size_t size;
	struct luocat_policy *policy;
	const char *now;
};

/**
 * luocat_lint - is something wrong with a kernel's formats
 * @catalog:  of the kernel in question
 * @baseline: of an earlier kernel, or NULL
 * @opts:     NULL: none
 * @verdict:  out, a new reference: findings and their outcome, no formats, no plan
 *
 * A layout that changed while its owner's version did not is incompatible, and the finding's advice
 * says which format to bump or what to restore; one that is known on one side only is unknown.
 * Pointers that are handed over are a warning, layouts that are not known a note. In the findings the
 * baseline is the writer and @catalog the reader. -EINVAL: @opts are wrong. -E2BIG: far more versions
 * than any kernel, or the caller's options have more than this library knows. Since 0.1.
 */
LUOCAT_API int luocat_lint(struct luocat_catalog *catalog, struct luocat_catalog *baseline,
			   const struct luocat_lint_opts *opts, struct luocat_verdict **verdict,
			   struct luocat_error *err);

/* luocat_lint()'s verdict for machines (schemas/lint.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_lint_to_json(const struct luocat_verdict *verdict, char **text,
				   size_t *length, struct luocat_error *err);

/* ---- Matrix: many kernels, each judged against each ---- */

/* Layout of the matrix' JSON that this library writes. */
#define LUOCAT_MATRIX_VERSION 1

struct luocat_matrix;

/**
 * struct luocat_matrix_opts - what is asked of each pair, and how
 * @size:    sizeof(struct luocat_matrix_opts)
 * @judge:   the question; NULL: as of luocat_judge(). A name in its @in_use counts for those writers that
 *           have it. What belongs to one kernel (@state, @image_build_id) may not be set
 * @threads: that may work at the same time, 0 or 1: the caller's only. The result does not depend on it
 */
struct luocat_matrix_opts {
	size_t size;
	const struct luocat_judge_opts *judge;
	unsigned int threads;
};

/**
 * luocat_matrix_new - judge all ordered pairs of kernels, each with itself too
 * @catalogs: the kernels, @n of them, at least one
 * @opts:     may be NULL
 * @matrix:   out, a new reference; it keeps references to all catalogs, which must not change while it is
 *            there
 *
 * Every pair gets what luocat_judge() says of it; kernels that differ in nothing that a judgement looks at
 * are judged once. -EEXIST: two catalogs are of one kernel (luocat_catalog_key()). -E2BIG: more than 4096
 * kernels, or far more different answers than a fleet has; or as luocat_judge(). While it runs nobody else
 * may use the catalogs. Since 0.1.
 */
LUOCAT_API int luocat_matrix_new(struct luocat_catalog *const *catalogs, size_t n,
				 const struct luocat_matrix_opts *opts,
				 struct luocat_matrix **matrix, struct luocat_error *err);
LUOCAT_API struct luocat_matrix *luocat_matrix_ref(struct luocat_matrix *matrix);
LUOCAT_API struct luocat_matrix *luocat_matrix_unref(struct luocat_matrix *matrix);

/**
 * struct luocat_matrix_kernel - one kernel of a matrix
 * @catalog: belongs to the matrix
 * @key:     luocat_catalog_key()
 * @name:    the release where no other one has it; else "release@" and twelve digits of the key; else the
 *           key. No two of a matrix are one
 */
struct luocat_matrix_kernel {
	struct luocat_catalog *catalog;
	const char *key;
	const char *name;
};

/* The kernels as they were passed in. Since 0.1. */
LUOCAT_API size_t luocat_matrix_n_kernels(const struct luocat_matrix *matrix);
LUOCAT_API const struct luocat_matrix_kernel *
luocat_matrix_kernel(const struct luocat_matrix *matrix, size_t index);

/**
 * luocat_matrix_find - which kernel a person means
 * @word:  its name, release, key, build-id, or the first eight or more digits of that
 * @index: out
 *
 * -ENOENT: none. -EEXIST: several; @err lists them. Since 0.1.
 */
LUOCAT_API int luocat_matrix_find(const struct luocat_matrix *matrix, const char *word,
				  size_t *index, struct luocat_error *err);

/**
 * struct luocat_answer - what one or more pairs of a matrix come to
 * @outcome:    as of the pairs' verdicts
 * @fails:      whether these fail: exit status 1
 * @findings:   all but notes, and of these those that a waiver made of something worse or that a policy
 *              fails on; worst first, so that the first one decides. What belongs to one pair is left out:
 *              @writer, @reader and @layout are NULL; luocat_judge() of the pair has them
 * @n_findings: their number
 * @plan:       empty unless the outcome is LUOCAT_COMPATIBLE_WITH_PLAN
 * @n_plan:     its number of entries
 * @n_pairs:    of the matrix that come to this
 */
struct luocat_answer {
	enum luocat_outcome outcome;
	bool fails;
	const struct luocat_finding *findings;
	size_t n_findings;
	const struct luocat_plan_entry *plan;
	size_t n_plan;
	size_t n_pairs;
};

/*
 * The different answers, in the order in which they come up row by row, and which of them is a pair's. Since
 * 0.1.
 */
LUOCAT_API size_t luocat_matrix_n_answers(const struct luocat_matrix *matrix);
LUOCAT_API const struct luocat_answer *luocat_matrix_answer(const struct luocat_matrix *matrix,
							    size_t index);
LUOCAT_API size_t luocat_matrix_cell(const struct luocat_matrix *matrix, size_t writer,
				     size_t reader);
/* The worst of all pairs, and whether any fails, or what is found of the policy does. Since 0.1. */
LUOCAT_API enum luocat_outcome luocat_matrix_outcome(const struct luocat_matrix *matrix);
LUOCAT_API bool luocat_matrix_fails(const struct luocat_matrix *matrix);

/**
 * luocat_matrix_name_unused - name waivers that excuse nothing in any pair
 *
 * They become findings (rule LUO-WAIVER-UNUSED) of luocat_matrix_asked(); without a policy there are none.
 * Since 0.1.
 */
LUOCAT_API int luocat_matrix_name_unused(struct luocat_matrix *matrix, struct luocat_error *err);

/**
 * luocat_matrix_asked - what a policy comes to over all pairs
 *
 * A verdict about no pair, which belongs to the matrix; NULL without a policy. It has the policy, the profile
 * and the date that every pair was judged with, how many findings of all pairs are off, and as findings what
 * is said of the policy itself. Since 0.1.
 */
LUOCAT_API const struct luocat_verdict *luocat_matrix_asked(const struct luocat_matrix *matrix);

/* For machines (schemas/matrix.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_matrix_to_json(const struct luocat_matrix *matrix, char **text,
				     size_t *length, struct luocat_error *err);

/* ---- Paths: from one kernel of a matrix to another, by way of others ---- */

/* Layout of a path's JSON that this library writes. */
#define LUOCAT_PATH_VERSION 1

struct luocat_path;

/**
 * luocat_matrix_path - the shortest chain of kexecs of which none fails
 * @from: index of a kernel
 * @to:   likewise; a path from a kernel to itself has no hop
 * @path: out, a new reference; it keeps one to the matrix
 *
 * Of chains with as few hops the one that needs the fewest plans, then the one whose kernels come first in the
 * matrix. Where there is none, luocat_path_gap() says what is missing. Since 0.1.
 */
LUOCAT_API int luocat_matrix_path(struct luocat_matrix *matrix, size_t from, size_t to,
				  struct luocat_path **path, struct luocat_error *err);
LUOCAT_API struct luocat_path *luocat_path_unref(struct luocat_path *path);

/* Whether there is a path. Since 0.1. */
LUOCAT_API bool luocat_path_found(const struct luocat_path *path);
/* Its kernels, one more than there are hops; none where there is no path. Since 0.1. */
LUOCAT_API size_t luocat_path_n_kernels(const struct luocat_path *path);
LUOCAT_API size_t luocat_path_kernel(const struct luocat_path *path, size_t index);

/**
 * struct luocat_path_gap - a hop that would make a path if it did not fail
 * @writer: that can be reached from the start
 * @reader: from which the end can be reached
 * @hops:   of the path that it would make
 *
 * Nearest to passing first (unknown before incompatible), then those that make the shortest path.
 */
struct luocat_path_gap {
	size_t writer;
	size_t reader;
	size_t hops;
};

/* At most eight; none where there is a path. Since 0.1. */
LUOCAT_API size_t luocat_path_n_gaps(const struct luocat_path *path);
LUOCAT_API const struct luocat_path_gap *luocat_path_gap(const struct luocat_path *path,
							 size_t index);
/* Whether @kernel can be reached from the start, or the end from it, by hops that do not fail. Since 0.1. */
LUOCAT_API bool luocat_path_reached(const struct luocat_path *path, size_t kernel);
LUOCAT_API bool luocat_path_reaches(const struct luocat_path *path, size_t kernel);
/* For machines (schemas/path.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_path_to_json(const struct luocat_path *path, char **text, size_t *length,
				   struct luocat_error *err);

/* ---- Common versions: what all of several kernels can read and write ---- */

/* Layout of the JSON of common versions that this library writes. */
#define LUOCAT_COMMON_VERSION 1

struct luocat_common;

/**
 * struct luocat_common_version - a version that at least one of the kernels has
 * @kind:           of the format
 * @name:           of the format, as the first kernel that has it says
 * @compatible:     the id on the wire
 * @why:            why it is not common, one line; NULL: it is
 * @layout_known:   whether the layout of each kernel is known, so that they are one
 * @fingerprint:    of that layout; NULL where it is not known, or has no bytes
 * @required_known: whether it is known of each kernel what it requires
 */
struct luocat_common_version {
	enum luocat_kind kind;
	const char *name;
	const char *compatible;
	const char *why;
	bool layout_known;
	const char *fingerprint;
	bool required_known;
};

/**
 * luocat_common_new - the greatest set of versions that all kernels can read and write
 * @catalogs: the kernels, @n of them, as of luocat_matrix_new()
 * @common:   out, a new reference; it keeps references to all catalogs, which must not change while it is
 *            there
 *
 * A version is common if every kernel's code can read and write it, whatever is enabled, no two layouts or
 * constants of it differ, and all that it requires in any of the kernels is common too. Bare strings of the
 * RFC's section, of which no kind is known, are not. Errors as of luocat_matrix_new(). Since 0.1.
 */
LUOCAT_API int luocat_common_new(struct luocat_catalog *const *catalogs, size_t n,
				 struct luocat_common **common, struct luocat_error *err);
LUOCAT_API struct luocat_common *luocat_common_unref(struct luocat_common *common);

/* All versions, those that are not common too, by kind and id. Since 0.1. */
LUOCAT_API size_t luocat_common_n_versions(const struct luocat_common *common);
LUOCAT_API const struct luocat_common_version *
luocat_common_version(const struct luocat_common *common, size_t index);

/**
 * luocat_common_lacks - the core format of which no version is common
 *
 * Core formats are written at every kexec, so that without one nothing can be handed over. Returns its name,
 * "kho" or "luo" also where no kernel has these; NULL where a version of each is common. Since 0.1.
 */
LUOCAT_API const char *luocat_common_lacks(const struct luocat_common *common);

/* For machines (schemas/common.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_common_to_json(const struct luocat_common *common, char **text,
				     size_t *length, struct luocat_error *err);
/*
 * A policy with one profile, @name, of the common versions (luocat_policy_load()). -ENODATA: there are
 * none, and a profile of nothing is none. Since 0.1.
 */
LUOCAT_API int luocat_common_to_policy(const struct luocat_common *common, const char *name,
				       char **text, size_t *length, struct luocat_error *err);

/* ---- Window: whether kernels read what those before them wrote ---- */

/* Layout of a window's JSON that this library writes. */
#define LUOCAT_WINDOW_VERSION 1

struct luocat_window;

/* Releases as kernels order them: 7.2 < 7.10-rc1 < 7.10; as strcmp(). Since 0.1. */
LUOCAT_API int luocat_release_compare(const char *a, const char *b);

/**
 * struct luocat_window_opts - which pairs are asked
 * @size:     sizeof(struct luocat_window_opts)
 * @back:     how many kernels before it each must get along with, at least 1
 * @as_given: kernels came one after the other as they stand in the matrix; false: as their releases say
 * @forward:  the earlier one hands over to the later one
 * @rollback: the later one hands back to the earlier one
 */
struct luocat_window_opts {
	size_t size;
	size_t back;
	bool as_given;
	bool forward;
	bool rollback;
};

/**
 * luocat_matrix_window - look at each kernel and those before it
 * @window: out, a new reference; it keeps one to the matrix
 *
 * -EINVAL: nothing is asked, or releases do not tell which of two kernels came first: one is not known, or both
 * are one. -ENODATA: there is no kernel before any other. Since 0.1.
 */
LUOCAT_API int luocat_matrix_window(struct luocat_matrix *matrix,
				    const struct luocat_window_opts *opts,
				    struct luocat_window **window, struct luocat_error *err);
LUOCAT_API struct luocat_window *luocat_window_unref(struct luocat_window *window);

/* The kernels, earliest first. Since 0.1. */
LUOCAT_API size_t luocat_window_kernel(const struct luocat_window *window, size_t index);

struct luocat_window_pair {
	enum luocat_direction direction;
	size_t writer;
	size_t reader;
};

/* The pairs: by the later kernel, of these the nearest first. Since 0.1. */
LUOCAT_API size_t luocat_window_n_pairs(const struct luocat_window *window);
LUOCAT_API const struct luocat_window_pair *
luocat_window_pair(const struct luocat_window *window, size_t index);
/* For machines (schemas/window.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_window_to_json(const struct luocat_window *window, char **text,
				     size_t *length, struct luocat_error *err);

/* ---- Diff: a changelog of two catalogs ---- */

/* Layout of the changelog's JSON that this library writes. */
#define LUOCAT_DIFF_VERSION 1

struct luocat_diff;

enum luocat_diff_how {
	LUOCAT_DIFF_ADDED,
	LUOCAT_DIFF_REMOVED,
	LUOCAT_DIFF_CHANGED,
};

/**
 * struct luocat_diff_entry - one change
 * @how:        a version was added or removed, or a fact changed
 * @kind:       of the format
 * @name:       of the format; NULL: a fact about the kernel as a whole
 * @compatible: of the version
 * @fact:       its key as in the catalog's JSON ("page_size", "read", "layout"), "CONFIG_...", or of one
 *              constant "constants.NAME"; NULL where a version was added or removed
 * @old_value:  as text, NULL where not known, and of a constant where there is none of that name; of a
 *              layout its fingerprint, or form
 * @new_value:  see @old_value
 * @layout:     all differences, where both layouts are known; else NULL. Belongs to the diff
 */
struct luocat_diff_entry {
	enum luocat_diff_how how;
	enum luocat_kind kind;
	const char *name;
	const char *compatible;
	const char *fact;
	const char *old_value;
	const char *new_value;
	const struct luocat_differences *layout;
};

/**
 * luocat_diff - everything that changed from one catalog to another
 * @diff: out, a new reference; it keeps references to both catalogs, which must not change while it is
 *        there
 *
 * Where a version was found is no change. Kernel first, then versions by kind, name and id. Since 0.1.
 */
LUOCAT_API int luocat_diff(struct luocat_catalog *old_catalog, struct luocat_catalog *new_catalog,
			   struct luocat_diff **diff, struct luocat_error *err);
LUOCAT_API struct luocat_diff *luocat_diff_unref(struct luocat_diff *diff);
LUOCAT_API size_t luocat_diff_n_entries(const struct luocat_diff *diff);
LUOCAT_API const struct luocat_diff_entry *luocat_diff_entry(const struct luocat_diff *diff,
							     size_t index);
/* For machines (schemas/diff.schema.json); free() @text. Since 0.1. */
LUOCAT_API int luocat_diff_to_json(const struct luocat_diff *diff, char **text, size_t *length,
				   struct luocat_error *err);

#ifdef __cplusplus
}
#endif

#endif /* LUOCAT_H */

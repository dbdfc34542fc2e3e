/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors of live update formats
 */
#ifndef _LINUX_LIVEUPDATE_FORMAT_H
#define _LINUX_LIVEUPDATE_FORMAT_H

#include <linux/types.h>
#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/compiler.h>
#else
#include <assert.h>
#endif
#ifdef MODULE
#include <linux/moduleparam.h>
#endif

#ifndef __KERNEL__
/* What linux/compiler.h has, for the objects of tools and tests. */
#ifndef __used
#define __used			__attribute((__used__))
#endif
#ifndef __section
#define __section(section)	__attribute((__section__(section)))
#endif
#ifndef __aligned
#define __aligned(x)		__attribute((__aligned__(x)))
#endif
#ifndef __retain
#if defined(__has_attribute) && __has_attribute(__retain__)
#define __retain		__attribute((__retain__))
#else
#define __retain
#endif
#endif
#endif /* !__KERNEL__ */

/**
 * DOC: Live update format descriptors
 *
 * Whether the next kernel can read the state that this one hands over has to
 * be known before the kexec, because nothing can be undone after it. So every
 * piece of code that reads or writes preserved state says which version of
 * which format it knows, in a record that tools find in any kernel object: .o,
 * .ko, vmlinux, and a stripped image. One descriptor stands for one version of
 * one format, beside the code that implements that version:
 *
 * .. code-block:: c
 *
 *	static struct liveupdate_file_handler memfd_luo_handler = {
 *		.ops = &memfd_luo_file_ops,
 *		.compatible = MEMFD_LUO_FH_COMPATIBLE,
 *	};
 *
 *	LIVEUPDATE_FORMAT(memfd_v2, LIVEUPDATE_FORMAT_FILE_HANDLER,
 *			  "memfd", 2, MEMFD_LUO_FH_COMPATIBLE,
 *			  LIVEUPDATE_FORMAT_RW,
 *			  LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
 *			  LIVEUPDATE_ROOTS(struct memfd_luo_ser,
 *					   struct memfd_luo_folio_ser),
 *			  LIVEUPDATE_REQUIRES("core:" KHO_FDT_COMPATIBLE),
 *			  LIVEUPDATE_CONSTANTS(MEMFD_LUO_FOLIO_DIRTY,
 *					       MEMFD_LUO_FOLIO_UPTODATE));
 *
 * Whoever changes the layout or the meaning of a format changes its compatible
 * string, and describes the new version. The old one keeps its descriptor for as
 * long as the code reads it, and loses %LIVEUPDATE_FORMAT_WRITE once nothing
 * writes it.
 *
 * A descriptor costs its record in memory and nothing at run time: it holds no
 * pointer, needs no relocation and no code ever looks at it. In a kernel without
 * CONFIG_LIVEUPDATE_FORMATS, LIVEUPDATE_FORMAT() is nothing at all.
 *
 * A wrong descriptor does not compile: a string that is empty or does not fit,
 * a root type that is not defined, version 0, a kind, consequence or flag that
 * does not exist.
 *
 * Records stand one behind the other, each at a multiple of 8 bytes, in the section
 * .luo_formats, which a linker script keeps as an output section of its own::
 *
 *	.luo_formats : { KEEP(*(.luo_formats)) }
 */

/* First word of each record: "LUOF" read as a big endian number. */
#define LIVEUPDATE_FORMAT_MAGIC		0x4c554f46
/* Bumped when the meaning of a member changes. */
#define LIVEUPDATE_FORMAT_ABI		1
/* No record is larger, whatever its ABI. */
#define LIVEUPDATE_FORMAT_MAX_SIZE	512

/* Sizes of the strings, the NUL included. */
#define LIVEUPDATE_FORMAT_NAME_LEN	48
#define LIVEUPDATE_FORMAT_COMPAT_LEN	48	/* LIVEUPDATE_HNDL_COMPAT_LENGTH */

/**
 * enum liveupdate_format_kind - How a format reaches the kernel
 * @LIVEUPDATE_FORMAT_CORE:         KHO and LUO themselves: written at each kexec.
 * @LIVEUPDATE_FORMAT_SUBTREE:      A KHO subtree: written once, at boot.
 * @LIVEUPDATE_FORMAT_FILE_HANDLER: &struct liveupdate_file_handler.
 * @LIVEUPDATE_FORMAT_FLB:          &struct liveupdate_flb.
 * @LIVEUPDATE_FORMAT_STRUCTURE:    A building block that other formats embed.
 *
 * 0 is no kind, so that a record of zeroes is not valid.
 */
enum liveupdate_format_kind {
	LIVEUPDATE_FORMAT_CORE = 1,
	LIVEUPDATE_FORMAT_SUBTREE,
	LIVEUPDATE_FORMAT_FILE_HANDLER,
	LIVEUPDATE_FORMAT_FLB,
	LIVEUPDATE_FORMAT_STRUCTURE,
};

/**
 * enum liveupdate_format_layout - What the preserved bytes are
 * @LIVEUPDATE_FORMAT_LAYOUT_STRUCT: C types: the roots, and all that they reach.
 * @LIVEUPDATE_FORMAT_LAYOUT_FDT:    Device tree properties.
 * @LIVEUPDATE_FORMAT_LAYOUT_NONE:   Nothing beyond the compatible string.
 */
enum liveupdate_format_layout {
	LIVEUPDATE_FORMAT_LAYOUT_STRUCT = 1,
	LIVEUPDATE_FORMAT_LAYOUT_FDT,
	LIVEUPDATE_FORMAT_LAYOUT_NONE,
};

/**
 * enum liveupdate_format_consequence - What a reader does that lacks the version
 * @LIVEUPDATE_FORMAT_IGNORED:              Boots and works, nobody misses it.
 * @LIVEUPDATE_FORMAT_DATA_LOST:            Boots without this format's data.
 * @LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE: Boots, but no session can be
 *                                          retrieved.
 * @LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER:  Boots as if nothing had been
 *                                          preserved.
 * @LIVEUPDATE_FORMAT_PANIC:                Panics.
 */
enum liveupdate_format_consequence {
	LIVEUPDATE_FORMAT_IGNORED = 1,
	LIVEUPDATE_FORMAT_DATA_LOST,
	LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
	LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER,
	LIVEUPDATE_FORMAT_PANIC,
};

/**
 * DOC: Flags of a descriptor
 *
 * %LIVEUPDATE_FORMAT_READ: this code restores state of this version.
 *
 * %LIVEUPDATE_FORMAT_WRITE: this code preserves state in this version.
 *
 * %LIVEUPDATE_FORMAT_ENABLE_WRITE: it does so unless userspace says otherwise
 * (the default of enable_write). A format that retires loses this flag first,
 * %LIVEUPDATE_FORMAT_WRITE next.
 *
 * %LIVEUPDATE_FORMAT_WRITE_CONTROL: the live update core obeys enable_write.
 * Core descriptors only: said once, by LUO itself.
 */
#define LIVEUPDATE_FORMAT_READ		0x1
#define LIVEUPDATE_FORMAT_WRITE		0x2
#define LIVEUPDATE_FORMAT_ENABLE_WRITE	0x4
#define LIVEUPDATE_FORMAT_WRITE_CONTROL	0x8

#define LIVEUPDATE_FORMAT_FLAGS						\
	(LIVEUPDATE_FORMAT_READ | LIVEUPDATE_FORMAT_WRITE |		\
	 LIVEUPDATE_FORMAT_ENABLE_WRITE | LIVEUPDATE_FORMAT_WRITE_CONTROL)

/* What nearly every format says: reads it, writes it, and does so by default. */
#define LIVEUPDATE_FORMAT_RW						\
	(LIVEUPDATE_FORMAT_READ | LIVEUPDATE_FORMAT_WRITE |		\
	 LIVEUPDATE_FORMAT_ENABLE_WRITE)

/**
 * struct liveupdate_format - One version of one format, as it stands in .luo_formats
 * @magic:       %LIVEUPDATE_FORMAT_MAGIC, in the kernel's byte order.
 * @abi:         %LIVEUPDATE_FORMAT_ABI. A tool refuses a newer one.
 * @size:        Of this record in bytes with all that stands behind this struct, at most
 *               %LIVEUPDATE_FORMAT_MAX_SIZE. The next one starts at the next multiple of 8.
 * @kind:        &enum liveupdate_format_kind.
 * @layout:      &enum liveupdate_format_layout.
 * @consequence: &enum liveupdate_format_consequence.
 * @constants:   Number of constants.
 * @flags:       %LIVEUPDATE_FORMAT_READ and others.
 * @version:     Orders the versions of one @name; not 0. Only @compatible is compared.
 * @reserved:    0.
 * @name:        Of the format, the same in all its versions: "memfd".
 * @compatible:  The id on the wire, unique within its @kind: "memfd-v2".
 *
 * Behind it stand, as far as @size says:
 *
 * - the values of the constants, __u64 each,
 * - C types that the preserved bytes consist of, separated by commas, each with struct, union
 *   or enum before it. Empty unless @layout is %LIVEUPDATE_FORMAT_LAYOUT_STRUCT,
 * - formats that a reader needs as well, as <kind>:<compatible>, separated by commas, where
 *   <kind> is one of core, subtree, file-handler, flb, structure,
 * - the names of the constants, separated by commas, in the order of their values, or "?" where
 *   nobody said whether there are any.
 *
 * Strings end with a NUL; @name and @compatible are padded with NULs. More is only ever added
 * at the end. Numbers are in the byte order of the kernel; all is naturally aligned, so that a
 * record looks the same to every compiler and on 32 and 64 bit.
 */
struct liveupdate_format {
	__u32 magic;
	__u16 abi;
	__u16 size;
	__u8 kind;
	__u8 layout;
	__u8 consequence;
	__u8 constants;
	__u32 flags;
	__u32 version;
	__u32 reserved;
	char name[LIVEUPDATE_FORMAT_NAME_LEN];
	char compatible[LIVEUPDATE_FORMAT_COMPAT_LEN];
};

static_assert(sizeof(struct liveupdate_format) % 8 == 0,
	      "what stands behind a live update format descriptor is not aligned");

#if !defined(__KERNEL__) || defined(CONFIG_LIVEUPDATE_FORMATS)
/**
 * LIVEUPDATE_FORMAT() - Describe one version of one format
 * @id:          A name for the C symbol, unique in the file: memfd_v2.
 * @kind:        %LIVEUPDATE_FORMAT_FILE_HANDLER and others.
 * @name:        String literal: the format's name.
 * @version:     Constant, not 0: orders the versions of @name.
 * @compatible:  String literal: the id on the wire. Use the same macro as the code.
 * @flags:       %LIVEUPDATE_FORMAT_RW, or single flags.
 * @consequence: %LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE and others: what becomes of a
 *               kernel that is handed this version and does not know it.
 * @layout:      LIVEUPDATE_ROOTS(), or LIVEUPDATE_FDT or LIVEUPDATE_NO_LAYOUT.
 * @requires:    LIVEUPDATE_REQUIRES(), or LIVEUPDATE_REQUIRES_NOTHING.
 * @...:         LIVEUPDATE_CONSTANTS() or LIVEUPDATE_NO_CONSTANTS; without one of them nobody
 *               knows whether there are any.
 *
 * At file scope. In a module, modinfo(8) shows @compatible as "luo_format".
 */
#define LIVEUPDATE_FORMAT(id, kind, name, version, compatible, flags,	\
			  consequence, layout, requires, ...)		\
	__LUF_FORMAT(id, __LUF_TAKE_SECOND(0, ##__VA_ARGS__,		\
					   LIVEUPDATE_CONSTANTS_NOT_STATED, 0), \
		     compatible, kind, name, version, flags,		\
		     consequence, requires, __LUF_OPEN layout)
#else
#define LIVEUPDATE_FORMAT(...)
#endif

/**
 * LIVEUPDATE_ROOTS() - Layout that consists of C types
 * @...: 1 to 12 types, complete and with their tag: struct foo_ser, struct foo_entry_ser.
 *
 * Name what starts a preserved block of memory. Types that these embed or point to
 * follow by themselves. The compiler drops types from the debug information that nothing
 * but a sizeof or a cast mentions; these stay.
 */
#define LIVEUPDATE_ROOTS(...)	__LUF_ROOTS(__VA_ARGS__)

/* Layout that consists of device tree properties. */
#define LIVEUPDATE_FDT		(LIVEUPDATE_FORMAT_LAYOUT_FDT, "")

/* Nothing beyond the compatible string is preserved. */
#define LIVEUPDATE_NO_LAYOUT	(LIVEUPDATE_FORMAT_LAYOUT_NONE, "")

/**
 * LIVEUPDATE_REQUIRES() - Formats that a reader needs besides this one
 * @list: String literal "<kind>:<compatible>[,<kind>:<compatible>]...", not empty:
 *        "flb:" IOMMU_LUO_FLB_COMPATIBLE ",core:" KHO_FDT_COMPATIBLE
 *
 * Name the formats that own the types this one embeds, and the FLBs attached to it.
 */
#define LIVEUPDATE_REQUIRES(list)	"" list ""
#define LIVEUPDATE_REQUIRES_NOTHING	""

/**
 * LIVEUPDATE_CONSTANTS() - Constants that the bytes are written and read with
 * @...: 1 or more names of integer constants: macros, or enumerators of no enum among the roots.
 *
 * Name what the layout does not show: the bits of flags, magic numbers, the sizes of what
 * stands in a block. A constant that gets another value is another version, as is one that is
 * added: to a reader that does not know it, the bit has no meaning.
 */
#define LIVEUPDATE_CONSTANTS(...)	(#__VA_ARGS__, __VA_ARGS__)

/* The layout says all that there is to say. */
#define LIVEUPDATE_NO_CONSTANTS		("")

/* Nobody looked whether there are any: the same as saying nothing. */
#define LIVEUPDATE_CONSTANTS_NOT_STATED	("?")

/* The rest is how: not for use elsewhere. */

/* Constants are (names, values...). */
#define __LUF_NAMES(names, ...)	names
#define __LUF_VALUES(type, ...)	__VA_ARGS__

/* A layout is (form, string, types...). */
#define __LUF_ROOTS(...)						\
	(LIVEUPDATE_FORMAT_LAYOUT_STRUCT, #__VA_ARGS__, __VA_ARGS__)
#define __LUF_OPEN(layout...)	layout

/* The parts of the layout are the last arguments of what takes __VA_ARGS__. */
#define __LUF_FORMAT(id, constants, ...)				\
	__luf_static_assert(__VA_ARGS__);				\
	__LUF_MODINFO(__VA_ARGS__);					\
	__LUF_RECORD(id, constants, __VA_ARGS__)

#define __luf_static_assert(compatible, kind, name, version, flags,	\
			    consequence, requires, form, string, ...)	\
	__luf_static_assert_string(compatible, LIVEUPDATE_FORMAT_COMPAT_LEN, \
				   "compatible string empty or too long"); \
	__luf_static_assert_kind(kind, flags);				\
	__luf_static_assert_string(name, LIVEUPDATE_FORMAT_NAME_LEN,	\
				   "name of a live update format empty or too long"); \
	static_assert((version) + 0ULL - 1 < 0xffffffff,		\
		      "version of a live update format out of range");	\
	static_assert((unsigned int)((consequence) - LIVEUPDATE_FORMAT_IGNORED) <= \
		      LIVEUPDATE_FORMAT_PANIC - LIVEUPDATE_FORMAT_IGNORED, \
		      "no such consequence of a live update mismatch");	\
	static_assert((unsigned int)((form) - LIVEUPDATE_FORMAT_LAYOUT_STRUCT) <= \
		      LIVEUPDATE_FORMAT_LAYOUT_NONE - LIVEUPDATE_FORMAT_LAYOUT_STRUCT, \
		      "no such layout of a live update format");	\
	static_assert(sizeof(string) == __builtin_strlen(string) + 1 &&	\
		      sizeof(requires) == __builtin_strlen(requires) + 1, \
		      "list of a live update format with a NUL inside")

#define __luf_static_assert_kind(kind, flags...)			\
	static_assert((unsigned int)((kind) - LIVEUPDATE_FORMAT_CORE) <= \
		      ((flags) & LIVEUPDATE_FORMAT_WRITE_CONTROL ? 0 :	\
		       LIVEUPDATE_FORMAT_STRUCTURE - LIVEUPDATE_FORMAT_CORE), \
		      "no such kind of live update format, or not one with write control"); \
	static_assert(!((flags) & ~LIVEUPDATE_FORMAT_FLAGS),		\
		      "live update format with an unknown flag");	\
	static_assert((flags) & (LIVEUPDATE_FORMAT_READ | LIVEUPDATE_FORMAT_WRITE), \
		      "live update format without a direction");	\
	static_assert(!((flags) & LIVEUPDATE_FORMAT_ENABLE_WRITE) ||	\
		      ((flags) & LIVEUPDATE_FORMAT_WRITE),		\
		      "live update format with enable_write, but no code to write it")

#define __luf_static_assert_string(string, length, message)		\
	static_assert(sizeof(string) > 1 && sizeof(string) <= (length) && \
		      sizeof(string) - 1 == __builtin_strlen(string), message)

#ifdef MODULE
#define __LUF_MODINFO(compatible, ...)	MODULE_INFO(luo_format, compatible)
#else
#define __LUF_MODINFO(...)
#endif

#define __LUF_RECORD(id, constants, compatible, kind, name, version,	\
		     flags, consequence, requires, form, string, ...)	\
	static_assert(sizeof(string) <= LIVEUPDATE_FORMAT_MAX_SIZE,	\
		      "list of root types too long");			\
	__LUF_OBJECT(id, compatible, kind, name, version, flags,	\
		     consequence, form, string "\0" requires "\0", constants) \
	__LUF_NEXT(1, __VA_ARGS__)(id##_, __VA_ARGS__)

/*
 * The explicit alignment keeps the compiler from aligning a large object to 32
 * bytes, which would leave holes between records. They survive linking with
 * --gc-sections where compiler and assembler can say so.
 */
#define __LUF_OBJECT(id, _compatible, _kind, _name, _version, _flags,	\
		     _consequence, _form, _text, _constants...)		\
	static const struct {						\
		struct liveupdate_format format;			\
		__u64 constants[sizeof((__u64[]){ __LUF_VALUES _constants }) / \
				sizeof(__u64)];				\
		char text[];						\
	} __luo_format_##id						\
		__used __section(".luo_formats") __aligned(8) __retain = { \
		.format = {						\
			.magic = LIVEUPDATE_FORMAT_MAGIC,		\
			.abi = LIVEUPDATE_FORMAT_ABI,			\
			.size = sizeof(__luo_format_##id) + sizeof(_text) - 1 + \
				sizeof(__LUF_NAMES _constants),		\
			.kind = (_kind),				\
			.layout = (_form),				\
			.consequence = (_consequence),			\
			.constants = sizeof(__luo_format_##id.constants) / \
				     sizeof(__u64),			\
			.flags = (_flags),				\
			.version = (_version),				\
			.name = _name,					\
			.compatible = _compatible,			\
		},							\
		.constants = { __LUF_VALUES _constants },		\
		.text = _text __LUF_NAMES _constants,			\
	};								\
	static_assert(sizeof(__luo_format_##id) + sizeof(_text) - 1 +	\
		      sizeof(__LUF_NAMES _constants) <= LIVEUPDATE_FORMAT_MAX_SIZE, \
		      "lists of a live update format too long")

/*
 * An anchor for each root type. Nothing of it remains but the type in DWARF and
 * BTF, for *(.discard.*) is not linked. A pointer, because code that uses the type
 * has one in BTF already, while an array would add another type there.
 */
#define __luf_static_assert_root(name, type)				\
	static_assert(sizeof(type) > 0, "root type of a live update format is empty"); \
	static typeof(type) *__luo_root_##name __used __section(".discard.luo_formats")

#define __LUF_ROOTS_1(id, type, ...)					\
	; __luf_static_assert_root(id##1, type)			\
	__LUF_NEXT(2, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_2(id, type, ...)					\
	; __luf_static_assert_root(id##2, type)			\
	__LUF_NEXT(3, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_3(id, type, ...)					\
	; __luf_static_assert_root(id##3, type)			\
	__LUF_NEXT(4, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_4(id, type, ...)					\
	; __luf_static_assert_root(id##4, type)			\
	__LUF_NEXT(5, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_5(id, type, ...)					\
	; __luf_static_assert_root(id##5, type)			\
	__LUF_NEXT(6, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_6(id, type, ...)					\
	; __luf_static_assert_root(id##6, type)			\
	__LUF_NEXT(7, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_7(id, type, ...)					\
	; __luf_static_assert_root(id##7, type)			\
	__LUF_NEXT(8, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_8(id, type, ...)					\
	; __luf_static_assert_root(id##8, type)			\
	__LUF_NEXT(9, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_9(id, type, ...)					\
	; __luf_static_assert_root(id##9, type)			\
	__LUF_NEXT(10, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_10(id, type, ...)					\
	; __luf_static_assert_root(id##10, type)			\
	__LUF_NEXT(11, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_11(id, type, ...)					\
	; __luf_static_assert_root(id##11, type)			\
	__LUF_NEXT(12, __VA_ARGS__)(id, __VA_ARGS__)
#define __LUF_ROOTS_12(id, type)					\
	; __luf_static_assert_root(id##12, type)

/* __LUF_ROOTS_<n>, or after the last type, where @type is empty, what yields nothing. */
#define __LUF_NEXT(n, type, ...)					\
	__LUF_SECOND(__LUF_END_##type, __LUF_ROOTS_##n)
#define __LUF_END_			"no type", __LUF_NO_ROOT
#define __LUF_NO_ROOT(...)
#define __LUF_SECOND(...)		__LUF_TAKE_SECOND(__VA_ARGS__, 0)
#define __LUF_TAKE_SECOND(type, second, ...)	second

#endif /* _LINUX_LIVEUPDATE_FORMAT_H */

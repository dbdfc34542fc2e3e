/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors of live update formats
 */
#ifndef _LINUX_LIVEUPDATE_FORMAT_H
#define _LINUX_LIVEUPDATE_FORMAT_H

#include <linux/types.h>
#ifdef MODULE
#include <linux/moduleparam.h>
#endif

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
 *			  LIVEUPDATE_REQUIRES("core:" KHO_FDT_COMPATIBLE));
 *
 * A descriptor costs its record in memory and nothing at run time: it holds no
 * pointer, needs no relocation and no code ever looks at it.
 *
 * A wrong descriptor does not compile: a string that is empty or does not fit,
 * a root type that is not defined, version 0, a kind, consequence or flag that
 * does not exist.
 *
 * Records stand one behind the other in the section .luo_formats, which a
 * linker script keeps as an output section of its own::
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
#define LIVEUPDATE_FORMAT_ROOTS_LEN	240
#define LIVEUPDATE_FORMAT_REQUIRES_LEN	128

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
#define LIVEUPDATE_FORMAT_READ		(1 << 0)
#define LIVEUPDATE_FORMAT_WRITE		(1 << 1)
#define LIVEUPDATE_FORMAT_ENABLE_WRITE	(1 << 2)
#define LIVEUPDATE_FORMAT_WRITE_CONTROL	(1 << 3)

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
 * @size:        Of this record in bytes: the next one starts behind it. A multiple of 8,
 *               at most %LIVEUPDATE_FORMAT_MAX_SIZE. Members are only ever added at the end.
 * @kind:        &enum liveupdate_format_kind.
 * @layout:      &enum liveupdate_format_layout.
 * @consequence: &enum liveupdate_format_consequence.
 * @reserved:    0.
 * @flags:       %LIVEUPDATE_FORMAT_READ and others.
 * @version:     Orders the versions of one @name; not 0. Only @compatible is compared.
 * @reserved2:   0.
 * @name:        Of the format, the same in all its versions: "memfd".
 * @compatible:  The id on the wire, unique within its @kind: "memfd-v2".
 * @roots:       C types that the preserved bytes consist of, separated by commas, each
 *               with struct, union or enum before it. Empty unless @layout is
 *               %LIVEUPDATE_FORMAT_LAYOUT_STRUCT.
 * @requires:    Formats that a reader needs as well, as <kind>:<compatible>, separated by
 *               commas, where <kind> is one of core, subtree, file-handler, flb, structure.
 *
 * Strings end with a NUL and are padded with NULs. Numbers are in the byte order of the
 * kernel; all members are naturally aligned, so that the record looks the same to every
 * compiler and on 32 and 64 bit.
 */
struct liveupdate_format {
	__u32 magic;
	__u16 abi;
	__u16 size;
	__u8 kind;
	__u8 layout;
	__u8 consequence;
	__u8 reserved;
	__u32 flags;
	__u32 version;
	__u32 reserved2;
	char name[LIVEUPDATE_FORMAT_NAME_LEN];
	char compatible[LIVEUPDATE_FORMAT_COMPAT_LEN];
	char roots[LIVEUPDATE_FORMAT_ROOTS_LEN];
	char requires[LIVEUPDATE_FORMAT_REQUIRES_LEN];
};

_Static_assert(sizeof(struct liveupdate_format) <= LIVEUPDATE_FORMAT_MAX_SIZE &&
	       sizeof(struct liveupdate_format) % 8 == 0,
	       "a live update format descriptor is a multiple of 8, and small");

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
 *
 * At file scope. In a module, modinfo(8) shows @compatible as "luo_format".
 */
#define LIVEUPDATE_FORMAT(id, kind, name, version, compatible, flags,	\
			  consequence, layout, requires)		\
	__LUF_CHECK((kind) >= LIVEUPDATE_FORMAT_CORE &&			\
		    (kind) <= LIVEUPDATE_FORMAT_STRUCTURE,		\
		    "no such kind of live update format");		\
	__LUF_CHECK((consequence) >= LIVEUPDATE_FORMAT_IGNORED &&	\
		    (consequence) <= LIVEUPDATE_FORMAT_PANIC,		\
		    "no such consequence of a live update mismatch");	\
	__LUF_CHECK((version) > 0 && (version) <= 0xffffffff,		\
		    "version of a live update format out of range");	\
	__LUF_CHECK(!((flags) & ~LIVEUPDATE_FORMAT_FLAGS) &&		\
		    ((flags) & (LIVEUPDATE_FORMAT_READ |		\
				LIVEUPDATE_FORMAT_WRITE)),		\
		    "live update format without a direction, or unknown flag"); \
	__LUF_CHECK(!((flags) & LIVEUPDATE_FORMAT_ENABLE_WRITE) ||	\
		    ((flags) & LIVEUPDATE_FORMAT_WRITE),		\
		    "live update format with enable_write, but no code to write it"); \
	__LUF_CHECK(!((flags) & LIVEUPDATE_FORMAT_WRITE_CONTROL) ||	\
		    (kind) == LIVEUPDATE_FORMAT_CORE,			\
		    "only the live update core has write control");	\
	__LUF_CHECK_STRING(name, LIVEUPDATE_FORMAT_NAME_LEN,		\
			   "name of a live update format empty or too long"); \
	__LUF_CHECK_STRING(compatible, LIVEUPDATE_FORMAT_COMPAT_LEN,	\
			   "compatible string empty or too long");	\
	__LUF_CHECK(sizeof(__LUF_CALL(__LUF_ROOTS_STRING, __LUF_OPEN layout)) <= \
		    LIVEUPDATE_FORMAT_ROOTS_LEN,			\
		    "list of root types too long");			\
	__LUF_CHECK(sizeof(requires) <= LIVEUPDATE_FORMAT_REQUIRES_LEN,	\
		    "list of required formats too long");		\
	__LUF_CALL(__LUF_ANCHORS, id, __LUF_OPEN layout)		\
	__LUF_MODINFO(compatible)					\
	static const struct liveupdate_format __luo_format_##id		\
		__LUF_RECORD = {					\
		LIVEUPDATE_FORMAT_MAGIC,				\
		LIVEUPDATE_FORMAT_ABI,					\
		sizeof(struct liveupdate_format),			\
		(kind),							\
		__LUF_CALL(__LUF_FORM, __LUF_OPEN layout),		\
		(consequence),						\
		0,							\
		(flags),						\
		(version),						\
		0,							\
		name,							\
		compatible,						\
		__LUF_CALL(__LUF_ROOTS_STRING, __LUF_OPEN layout),	\
		requires,						\
	}

/**
 * LIVEUPDATE_ROOTS() - Layout that consists of C types
 * @...: 1 to 12 types, complete and with their tag: struct foo_ser, struct foo_entry_ser.
 *
 * Name what starts a preserved block of memory. Types that these embed or point to
 * follow by themselves. The compiler drops types from the debug information that nothing
 * but a sizeof or a cast mentions; these stay.
 */
#define LIVEUPDATE_ROOTS(...)						\
	(LIVEUPDATE_FORMAT_LAYOUT_STRUCT, #__VA_ARGS__, __VA_ARGS__)

/* Layout that consists of device tree properties. */
#define LIVEUPDATE_FDT		(LIVEUPDATE_FORMAT_LAYOUT_FDT, "", __LUF_NO_ROOTS)

/* Nothing beyond the compatible string is preserved. */
#define LIVEUPDATE_NO_LAYOUT	(LIVEUPDATE_FORMAT_LAYOUT_NONE, "", __LUF_NO_ROOTS)

/**
 * LIVEUPDATE_REQUIRES() - Formats that a reader needs besides this one
 * @list: String literal "<kind>:<compatible>[,<kind>:<compatible>]...", not empty:
 *        "flb:" IOMMU_LUO_FLB_COMPATIBLE ",core:" KHO_FDT_COMPATIBLE
 *
 * Name the formats that own the types this one embeds, and the FLBs attached to it.
 */
#define LIVEUPDATE_REQUIRES(list)	"" list ""
#define LIVEUPDATE_REQUIRES_NOTHING	""

/* The rest is how: not for use elsewhere. */

#define __LUF_CHECK(condition, message)	_Static_assert(condition, message)
/* "" literal "" is an error for anything but a literal */
#define __LUF_CHECK_STRING(literal, length, message)			\
	__LUF_CHECK(sizeof("" literal "") > 1 &&			\
		    sizeof("" literal "") <= (length) &&		\
		    sizeof("" literal "") - 1 == __builtin_strlen("" literal ""), \
		    message)

/* Survives linking with --gc-sections where compiler and assembler can say so. */
#ifdef __KERNEL__
#define __LUF_RETAIN	__retain
#elif defined(__has_attribute)
#if __has_attribute(__retain__)
#define __LUF_RETAIN	__attribute__((__retain__))
#endif
#endif
#ifndef __LUF_RETAIN
#define __LUF_RETAIN
#endif

/*
 * The explicit alignment keeps the compiler from aligning a large object to 32
 * bytes, which would leave holes between records.
 */
#define __LUF_RECORD							\
	__attribute__((__used__, __section__(".luo_formats"), __aligned__(8))) \
	__LUF_RETAIN

/* Nothing of it remains but its type in DWARF and BTF; *(.discard.*) is not linked. */
#define __LUF_ANCHOR(id, n, type)					\
	static type __luo_root_##id##_##n[0]				\
		__attribute__((__used__, __section__(".discard.luo_formats")));

#ifdef MODULE
#define __LUF_MODINFO(compatible)	MODULE_INFO(luo_format, compatible);
#else
#define __LUF_MODINFO(compatible)
#endif

/* A layout is (form, string, types...): these take it apart. */
#define __LUF_OPEN(...)				__VA_ARGS__
#define __LUF_CALL(macro, ...)			macro(__VA_ARGS__)
#define __LUF_AGAIN(macro, ...)			macro(__VA_ARGS__) /* inside __LUF_CALL() */
#define __LUF_FORM(form, ...)			form
#define __LUF_ROOTS_STRING(form, string, ...)	string
#define __LUF_ANCHORS(id, form, string, ...)				\
	__LUF_AGAIN(__LUF_SELECT, __VA_ARGS__, __LUF_A12, __LUF_A11, __LUF_A10, \
		    __LUF_A9, __LUF_A8, __LUF_A7, __LUF_A6, __LUF_A5, __LUF_A4, \
		    __LUF_A3, __LUF_A2, __LUF_A1, 0)(id, __VA_ARGS__)
#define __LUF_SELECT(t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, chosen, ...) chosen

/* What LIVEUPDATE_FDT names in place of a type: 1 byte, so that it is complete. */
#define __LUF_NO_ROOTS		char

#define __LUF_A1(id, t)		__LUF_ANCHOR(id, 1, t)
#define __LUF_A2(id, t, ...)	__LUF_ANCHOR(id, 2, t) __LUF_A1(id, __VA_ARGS__)
#define __LUF_A3(id, t, ...)	__LUF_ANCHOR(id, 3, t) __LUF_A2(id, __VA_ARGS__)
#define __LUF_A4(id, t, ...)	__LUF_ANCHOR(id, 4, t) __LUF_A3(id, __VA_ARGS__)
#define __LUF_A5(id, t, ...)	__LUF_ANCHOR(id, 5, t) __LUF_A4(id, __VA_ARGS__)
#define __LUF_A6(id, t, ...)	__LUF_ANCHOR(id, 6, t) __LUF_A5(id, __VA_ARGS__)
#define __LUF_A7(id, t, ...)	__LUF_ANCHOR(id, 7, t) __LUF_A6(id, __VA_ARGS__)
#define __LUF_A8(id, t, ...)	__LUF_ANCHOR(id, 8, t) __LUF_A7(id, __VA_ARGS__)
#define __LUF_A9(id, t, ...)	__LUF_ANCHOR(id, 9, t) __LUF_A8(id, __VA_ARGS__)
#define __LUF_A10(id, t, ...)	__LUF_ANCHOR(id, 10, t) __LUF_A9(id, __VA_ARGS__)
#define __LUF_A11(id, t, ...)	__LUF_ANCHOR(id, 11, t) __LUF_A10(id, __VA_ARGS__)
#define __LUF_A12(id, t, ...)	__LUF_ANCHOR(id, 12, t) __LUF_A11(id, __VA_ARGS__)

#endif /* _LINUX_LIVEUPDATE_FORMAT_H */

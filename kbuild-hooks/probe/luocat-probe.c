// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core's live update formats as descriptors, for a kernel that carries none
 *
 * Compiled by Kbuild with the headers, flags and configuration of the kernel in
 * question (see Makefile). What its headers say is taken from them: strings,
 * versions, types, constants. What this file says itself, because no header does:
 * that a kernel with the option that is named at a format has the code which reads
 * and writes it, what a mismatch leads to, and which types are its roots. Constants
 * that only code has, such as the flags of kho_vmalloc, are not known to it. Checked
 * against 6.19 to 7.3.
 *
 * Kbuild defines, from a look at the headers, HAVE_struct_foo for each type and
 * VERSION_FOO_COMPATIBLE for each string "name-vN".
 */
#include <generated/utsrelease.h>
#include <linux/fcntl.h>
#include <linux/kconfig.h>
#include <linux/liveupdate_format.h>
#include <linux/liveupdate_probe.h>
#include <linux/mmzone.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <asm/page.h>

/* The report: one line for each thing that was found, is off or is not there. */
#define REPORT(line)							\
	asm(".pushsection .luocat_report\n\t"				\
	    ".ascii \"" line "\\n\"\n\t"				\
	    ".popsection")
#define MISSING_HEADER(header)						\
	REPORT("missing header " #header)

#if __has_include(<linux/kho/abi/kexec_handover.h>)
#include <linux/kho/abi/kexec_handover.h>
#else
MISSING_HEADER(linux/kho/abi/kexec_handover.h);
#endif
#if __has_include(<linux/kho/abi/block.h>)
#include <linux/kho/abi/block.h>
#else
MISSING_HEADER(linux/kho/abi/block.h);
#endif
#if __has_include(<linux/kho/abi/luo.h>)
#include <linux/kho/abi/luo.h>
#else
MISSING_HEADER(linux/kho/abi/luo.h);
#endif
#if __has_include(<linux/kho/abi/memblock.h>)
#include <linux/kho/abi/memblock.h>
#else
MISSING_HEADER(linux/kho/abi/memblock.h);
#endif
#if __has_include(<linux/kho/abi/kexec_metadata.h>)
#include <linux/kho/abi/kexec_metadata.h>
#else
MISSING_HEADER(linux/kho/abi/kexec_metadata.h);
#endif
#if __has_include(<linux/kho/abi/memfd.h>)
#include <linux/kho/abi/memfd.h>
#else
MISSING_HEADER(linux/kho/abi/memfd.h);
#endif
/* Where kho_scratch and, on x86, kho_data are. */
#if __has_include(<asm-generic/kexec_handover.h>)
#include <asm-generic/kexec_handover.h>
#elif __has_include(<linux/kexec_handover.h>)
#include <linux/kexec_handover.h>
#endif
#if __has_include(<asm/setup_data.h>)
#include <asm/setup_data.h>
#endif

/* What Kbuild read from a header is what the compiler sees. */
#define CHECK_VERSION(compatible, name)					\
	_Static_assert(!__builtin_strcmp(compatible, name "-v"		\
					 __stringify(VERSION_##compatible)), \
		       "version of " #compatible)

/* Expands the roots that are macros before they become a string. */
#define ROOTS(...)	LIVEUPDATE_ROOTS(__VA_ARGS__)

/*
 * Roots that not every kernel has, with the comma behind them; a kernel
 * without one has none of it on the wire.
 */
#ifdef HAVE_struct_kho_radix_node
#define KHO_RADIX	struct kho_radix_node, struct kho_radix_leaf, enum kho_radix_consts,
#else
#define KHO_RADIX
#endif
#ifdef HAVE_struct_kho_vmalloc_chunk
#define KHO_VMALLOC_CHUNK	struct kho_vmalloc_chunk,
#else
#define KHO_VMALLOC_CHUNK
#endif
#ifdef HAVE_struct_kho_scratch
#define KHO_SCRATCH	struct kho_scratch,
#else
#define KHO_SCRATCH
#endif
#ifdef HAVE_struct_kho_data
#define KHO_DATA	struct kho_data,
#else
#define KHO_DATA
#endif
#ifdef HAVE_struct_kho_block_header_ser
#define KHO_BLOCK	struct kho_block_header_ser,
#else
#define KHO_BLOCK
#endif

/*
 * Constants of the headers, and those that not every kernel has: the code of a
 * kernel without one does not have its meaning either.
 */
#ifdef KHO_BLOCK_SIZE
#define KHO_CONSTANTS	LIVEUPDATE_CONSTANTS(KHO_BLOCK_SIZE)
#else
#define KHO_CONSTANTS	LIVEUPDATE_NO_CONSTANTS
REPORT("missing constant KHO_BLOCK_SIZE of core kho");
#endif
#if defined(MEMFD_LUO_FOLIO_DIRTY) && defined(MEMFD_LUO_FOLIO_UPTODATE) && \
	defined(MEMFD_LUO_ALL_SEALS)
#define MEMFD_CONSTANTS	LIVEUPDATE_CONSTANTS(MEMFD_LUO_FOLIO_DIRTY, MEMFD_LUO_FOLIO_UPTODATE, \
					     MEMFD_LUO_ALL_SEALS)
#elif defined(MEMFD_LUO_FOLIO_DIRTY) && defined(MEMFD_LUO_FOLIO_UPTODATE)
#define MEMFD_CONSTANTS	LIVEUPDATE_CONSTANTS(MEMFD_LUO_FOLIO_DIRTY, MEMFD_LUO_FOLIO_UPTODATE)
REPORT("missing constant MEMFD_LUO_ALL_SEALS of file-handler memfd");
#else
/* They have other names there, and what these are nobody said. */
#define MEMFD_CONSTANTS	LIVEUPDATE_CONSTANTS_NOT_STATED
REPORT("unknown constants of file-handler memfd: "
       "no MEMFD_LUO_FOLIO_DIRTY or no MEMFD_LUO_FOLIO_UPTODATE");
#endif

/* The next kernel goes on as if nothing had been handed over. */
#if defined(VERSION_KHO_FDT_COMPATIBLE) && defined(HAVE_struct_kho_vmalloc)
CHECK_VERSION(KHO_FDT_COMPATIBLE, "kho");
#define REQUIRES_KHO	LIVEUPDATE_REQUIRES("core:" KHO_FDT_COMPATIBLE)
#if IS_ENABLED(CONFIG_KEXEC_HANDOVER)
LIVEUPDATE_FORMAT(kho, LIVEUPDATE_FORMAT_CORE, "kho", VERSION_KHO_FDT_COMPATIBLE,
		  KHO_FDT_COMPATIBLE, LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER,
		  ROOTS(KHO_VMALLOC_CHUNK KHO_RADIX KHO_SCRATCH KHO_DATA KHO_BLOCK
			struct kho_vmalloc),
		  LIVEUPDATE_REQUIRES_NOTHING, KHO_CONSTANTS);
REPORT("format core " KHO_FDT_COMPATIBLE);
#else
REPORT("off CONFIG_KEXEC_HANDOVER core " KHO_FDT_COMPATIBLE);
#endif
#else
REPORT("unknown core kho: no KHO_FDT_COMPATIBLE or no struct kho_vmalloc");
#endif

/* luo_restore_fail() is panic(). */
#if defined(VERSION_LUO_ABI_COMPATIBLE) && defined(HAVE_struct_luo_ser) &&	\
	defined(HAVE_struct_luo_session_ser) && defined(HAVE_struct_luo_file_ser) && \
	defined(HAVE_struct_luo_flb_header_ser) && defined(HAVE_struct_luo_flb_ser) && \
	defined(REQUIRES_KHO)
CHECK_VERSION(LUO_ABI_COMPATIBLE, "luo");
#if IS_ENABLED(CONFIG_LIVEUPDATE)
LIVEUPDATE_FORMAT(luo, LIVEUPDATE_FORMAT_CORE, "luo", VERSION_LUO_ABI_COMPATIBLE,
		  LUO_ABI_COMPATIBLE, LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_PANIC,
		  ROOTS(struct luo_ser, struct luo_session_ser, struct luo_file_ser,
			struct luo_flb_header_ser, struct luo_flb_ser),
		  REQUIRES_KHO, LIVEUPDATE_NO_CONSTANTS);
REPORT("format core " LUO_ABI_COMPATIBLE);
#else
REPORT("off CONFIG_LIVEUPDATE core " LUO_ABI_COMPATIBLE);
#endif
#else
REPORT("unknown core luo: no LUO_ABI_COMPATIBLE or not the types of luo-v5");
#endif

/* reserve_mem_kho_revive() warns, and regions are allocated anew. */
#ifdef VERSION_MEMBLOCK_KHO_NODE_COMPATIBLE
CHECK_VERSION(MEMBLOCK_KHO_NODE_COMPATIBLE, "memblock");
#if IS_ENABLED(CONFIG_KEXEC_HANDOVER)
LIVEUPDATE_FORMAT(memblock, LIVEUPDATE_FORMAT_SUBTREE, "memblock",
		  VERSION_MEMBLOCK_KHO_NODE_COMPATIBLE, MEMBLOCK_KHO_NODE_COMPATIBLE,
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_FDT,
		  LIVEUPDATE_REQUIRES_NOTHING, LIVEUPDATE_NO_CONSTANTS);
REPORT("format subtree " MEMBLOCK_KHO_NODE_COMPATIBLE);
#else
REPORT("off CONFIG_KEXEC_HANDOVER subtree " MEMBLOCK_KHO_NODE_COMPATIBLE);
#endif
#else
REPORT("unknown subtree memblock: no MEMBLOCK_KHO_NODE_COMPATIBLE");
#endif

#ifdef VERSION_RESERVE_MEM_KHO_NODE_COMPATIBLE
CHECK_VERSION(RESERVE_MEM_KHO_NODE_COMPATIBLE, "reserve-mem");
#if IS_ENABLED(CONFIG_KEXEC_HANDOVER)
LIVEUPDATE_FORMAT(reserve_mem, LIVEUPDATE_FORMAT_SUBTREE, "reserve-mem",
		  VERSION_RESERVE_MEM_KHO_NODE_COMPATIBLE,
		  RESERVE_MEM_KHO_NODE_COMPATIBLE, LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_FDT,
		  LIVEUPDATE_REQUIRES_NOTHING, LIVEUPDATE_NO_CONSTANTS);
REPORT("format subtree " RESERVE_MEM_KHO_NODE_COMPATIBLE);
#else
REPORT("off CONFIG_KEXEC_HANDOVER subtree " RESERVE_MEM_KHO_NODE_COMPATIBLE);
#endif
#else
REPORT("unknown subtree reserve-mem: no RESERVE_MEM_KHO_NODE_COMPATIBLE");
#endif

/* kho_in_kexec_metadata() warns, and the count of kexecs starts again. */
#if defined(KHO_KEXEC_METADATA_VERSION) && defined(HAVE_struct_kho_kexec_metadata)
#if IS_ENABLED(CONFIG_KEXEC_HANDOVER)
LIVEUPDATE_FORMAT(kexec_metadata, LIVEUPDATE_FORMAT_SUBTREE, KHO_METADATA_NODE_NAME,
		  KHO_KEXEC_METADATA_VERSION, KHO_METADATA_NODE_NAME,
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_IGNORED,
		  ROOTS(struct kho_kexec_metadata), LIVEUPDATE_REQUIRES_NOTHING,
		  LIVEUPDATE_NO_CONSTANTS);
REPORT("format subtree " KHO_METADATA_NODE_NAME);
#else
REPORT("off CONFIG_KEXEC_HANDOVER subtree " KHO_METADATA_NODE_NAME);
#endif
#else
REPORT("unknown subtree kexec-metadata: no KHO_KEXEC_METADATA_VERSION");
#endif

/* luo_file_deserialize_one() fails, and with it the open of /dev/liveupdate. */
#if defined(VERSION_MEMFD_LUO_FH_COMPATIBLE) && defined(HAVE_struct_memfd_luo_ser) && \
	defined(HAVE_struct_memfd_luo_folio_ser) && defined(REQUIRES_KHO)
CHECK_VERSION(MEMFD_LUO_FH_COMPATIBLE, "memfd");
#if IS_ENABLED(CONFIG_LIVEUPDATE_MEMFD)
LIVEUPDATE_FORMAT(memfd, LIVEUPDATE_FORMAT_FILE_HANDLER, "memfd",
		  VERSION_MEMFD_LUO_FH_COMPATIBLE, MEMFD_LUO_FH_COMPATIBLE,
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  ROOTS(struct memfd_luo_ser, struct memfd_luo_folio_ser),
		  REQUIRES_KHO, MEMFD_CONSTANTS);
REPORT("format file-handler " MEMFD_LUO_FH_COMPATIBLE);
#else
REPORT("off CONFIG_LIVEUPDATE_MEMFD file-handler " MEMFD_LUO_FH_COMPATIBLE);
#endif
#else
REPORT("unknown file-handler memfd: no MEMFD_LUO_FH_COMPATIBLE or not the types of memfd-v2");
#endif

static const struct liveupdate_probe luocat_probe
	__attribute__((__used__, __section__(LIVEUPDATE_PROBE_SECTION), __aligned__(8))) = {
	.magic = LIVEUPDATE_PROBE_MAGIC,
	.abi = LIVEUPDATE_PROBE_ABI,
	.page_size = PAGE_SIZE,
	.max_page_order = MAX_PAGE_ORDER,
	.release = UTS_RELEASE,
};

/* The configuration that all of this was compiled with. */
asm(".pushsection " LIVEUPDATE_PROBE_CONFIG "\n\t"
    ".incbin \"" LUOCAT_CONFIG "\"\n\t"
    ".popsection");

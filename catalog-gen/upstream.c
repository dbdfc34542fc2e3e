// SPDX-License-Identifier: GPL-2.0-only
/*
 * upstream.c - the formats of kernels that carry no descriptors
 *
 * Checked against 7.2 and 7.3. Not known here: which types a future version of a format adds (what
 * its version was found to embed comes from the kernel itself), and the layouts of formats that are
 * only posted.
 */
#include <ctype.h>
#include <string.h>

#include "upstream.h"

static const char *const no_names[] = { NULL };
static const struct luocat_property no_properties[] = { { NULL, NULL, NULL } };

/* The block header and kho_vmalloc are versioned by kho's string, whoever embeds them. */
static const struct upstream_need needs_kho[] = { { LUOCAT_KIND_CORE, "kho" }, { 0, NULL } };
static const struct upstream_need needs_nothing[] = { { 0, NULL } };

/*
 * kho_scratch and x86's kho_data are read before any string is compared; the constants of
 * kho_radix_consts shape the tree and no struct reaches them; kho_vmalloc only points to its chunks.
 */
static const char *const kho_roots[] = {
	"struct kho_radix_node", "struct kho_radix_leaf", "enum kho_radix_consts",
	"struct kho_vmalloc",	 "struct kho_scratch",	  "struct kho_data",
	"struct kho_vmalloc_chunk",  "struct kho_block_header_ser", NULL,
};
static const char *const kho_owns[] = { "struct kho_vmalloc_hdr", NULL };
static const struct luocat_property kho_properties[] = {
	{ "/", "compatible", "string" },
	{ "/", "preserved-memory-map", "u64" },
	{ "/*", "preserved-data", "u64" },
	{ "/*", "blob-size", "u64" },
	{ NULL, NULL, NULL },
};

/*
 * The order bit of an order-0 page. 7.2 gives its position, 64 - PAGE_SHIFT; 7.3 the width of a key,
 * which counts the bit itself. Both encode a page alike: 1 << (64 - PAGE_SHIFT - order) is set in
 * kho_radix_encode_key() and in kho_encode_radix_key() (kernel/liveupdate/kexec_handover.c), and each
 * takes over from the other.
 */
static const struct upstream_constant constants[] = {
	{ "enum kho_radix_consts", "KHO_ORDER_0_LOG2", "KHO_RADIX_KEY_WIDTH", 1 },
};

static const char *const luo_roots[] = {
	"struct luo_ser",	     "struct luo_session_ser", "struct luo_file_ser",
	"struct luo_flb_header_ser", "struct luo_flb_ser",     NULL,
};
static const char *const luo_owns[] = { "struct luo_file_set_ser", NULL };

static const char *const metadata_roots[] = { "struct kho_kexec_metadata", NULL };

static const struct luocat_property memblock_properties[] = {
	{ "/", "compatible", "string" },
	{ NULL, NULL, NULL },
};
static const struct luocat_property reserve_mem_properties[] = {
	{ "/*", "compatible", "string" },
	{ "/*", "start", "u64" },
	{ "/*", "size", "u64" },
	{ NULL, NULL, NULL },
};

static const char *const memfd_roots[] = {
	"struct memfd_luo_ser",
	"struct memfd_luo_folio_ser",
	NULL,
};

#define POSTED(_name, _kind, _consequence)                                                         \
	{                                                                                          \
		.name = (_name), .kind = (_kind), .consequence = (_consequence), .roots = no_names, \
		.owns = no_names, .properties = no_properties,                                     \
	}

/*
 * Consequences: kho: the kernel boots as if nothing had been handed over. luo: luo_restore_fail() is
 * panic(). memblock, reserve-mem: reserve_mem_kho_revive() warns and the region is allocated anew.
 * kexec-metadata: kho_in_kexec_metadata() warns; only the count of kexecs starts again.
 */
const struct upstream_format upstream_formats[] = {
	{
		.name = "kho",
		.kind = LUOCAT_KIND_CORE,
		.consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
		.form = LUOCAT_LAYOUT_STRUCT,
		.constant = true,
		.merged = true,
		.roots = kho_roots,
		.owns = kho_owns,
		.properties = kho_properties,
		.needs = needs_nothing,
		.header = "linux/kho/abi/kexec_handover.h",
	},
	{
		.name = "luo",
		.kind = LUOCAT_KIND_CORE,
		.consequence = LUOCAT_CONSEQUENCE_PANIC,
		.form = LUOCAT_LAYOUT_STRUCT,
		.constant = true,
		.merged = true,
		.roots = luo_roots,
		.owns = luo_owns,
		.properties = no_properties,
		.needs = needs_kho,
		.header = "linux/kho/abi/luo.h",
	},
	{
		.name = "memblock",
		.kind = LUOCAT_KIND_SUBTREE,
		.consequence = LUOCAT_CONSEQUENCE_DATA_LOST,
		.form = LUOCAT_LAYOUT_FDT,
		.constant = true,
		.merged = true,
		.roots = no_names,
		.owns = no_names,
		.properties = memblock_properties,
		.needs = needs_nothing,
		.header = "linux/kho/abi/memblock.h",
	},
	{
		.name = "reserve-mem",
		.kind = LUOCAT_KIND_SUBTREE,
		.consequence = LUOCAT_CONSEQUENCE_DATA_LOST,
		.form = LUOCAT_LAYOUT_FDT,
		.constant = true,
		.merged = true,
		.roots = no_names,
		.owns = no_names,
		.properties = reserve_mem_properties,
		.needs = needs_nothing,
		.header = "linux/kho/abi/memblock.h",
	},
	{
		/* KHO_KEXEC_METADATA_VERSION is a number in the code, the string is the node's */
		.name = "kexec-metadata",
		.kind = LUOCAT_KIND_SUBTREE,
		.consequence = LUOCAT_CONSEQUENCE_IGNORED,
		.form = LUOCAT_LAYOUT_STRUCT,
		.unversioned = true,
		.constant = true,
		.merged = true,
		.roots = metadata_roots,
		.owns = no_names,
		.properties = no_properties,
		.needs = needs_nothing,
		.header = "linux/kho/abi/kexec_metadata.h",
	},
	{
		.name = "memfd",
		.kind = LUOCAT_KIND_FILE_HANDLER,
		.consequence = LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE,
		.form = LUOCAT_LAYOUT_STRUCT,
		.merged = true,
		.roots = memfd_roots,
		.owns = no_names,
		.properties = no_properties,
		.needs = needs_kho,
		.header = "linux/kho/abi/memfd.h",
	},
	{
		/* lib/tests/liveupdate.c: a magic number in the FLB's u64, no memory of its own */
		.name = "liveupdate-test-flb",
		.kind = LUOCAT_KIND_FLB,
		.consequence = LUOCAT_CONSEQUENCE_DATA_LOST,
		.form = LUOCAT_LAYOUT_NONE,
		.instances = true,
		.merged = true,
		.roots = no_names,
		.owns = no_names,
		.properties = no_properties,
		.needs = needs_nothing,
		.header = "linux/kho/abi/luo.h",
	},
	POSTED("pci", LUOCAT_KIND_FLB, LUOCAT_CONSEQUENCE_DATA_LOST),
	POSTED("iommu", LUOCAT_KIND_FLB, LUOCAT_CONSEQUENCE_DATA_LOST),
	POSTED("hugetlb", LUOCAT_KIND_FLB, LUOCAT_CONSEQUENCE_DATA_LOST),
	POSTED("vfio-pci", LUOCAT_KIND_FILE_HANDLER, LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE),
	POSTED("iommufd", LUOCAT_KIND_FILE_HANDLER, LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE),
	POSTED("kvm_vm_luo", LUOCAT_KIND_FILE_HANDLER, LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE),
	POSTED("guest_memfd_luo", LUOCAT_KIND_FILE_HANDLER,
	       LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE),
	{ .name = NULL },
};

/* @compatible behind @name: "-v" or "_v" and digits, without leading zeros. */
static bool is_version_suffix(const char *suffix)
{
	if ((suffix[0] != '-' && suffix[0] != '_') || suffix[1] != 'v' || !suffix[2])
		return false;
	for (const char *c = suffix + 2; *c; c++) {
		if (!isdigit((unsigned char)*c))
			return false;
	}
	return suffix[2] != '0' || !suffix[3];
}

static bool is_version_of(const struct upstream_format *format, const char *compatible)
{
	size_t length = strlen(format->name);

	if (strncmp(compatible, format->name, length))
		return false;
	return format->unversioned ? !compatible[length] : is_version_suffix(compatible + length);
}

const struct upstream_constant *upstream_constant(const char *type, const char *name)
{
	for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++) {
		if (!strcmp(constants[i].type, type) && !strcmp(constants[i].name, name))
			return &constants[i];
	}
	return NULL;
}

const struct upstream_format *upstream_find(const char *compatible)
{
	for (const struct upstream_format *format = upstream_formats; format->name; format++) {
		if (is_version_of(format, compatible))
			return format;
	}
	return NULL;
}

void upstream_complete(struct luocat_version *version)
{
	const struct upstream_format *format = upstream_find(version->compatible);

	if (format && format->kind == version->kind) {
		if (format->instances || format->unversioned)
			version->name = version->compatible;
		if (!version->consequence)
			version->consequence = format->consequence;
		if (!version->layout_form)
			version->layout_form = format->form;
	}
	if (!version->consequence)
		version->consequence = luocat_kind_consequence(version->kind);
}

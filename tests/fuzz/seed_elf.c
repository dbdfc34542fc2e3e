// SPDX-License-Identifier: GPL-2.0-only
/*
 * seed_elf.c - one of everything that luo-catalog-gen finds, for fuzz_elf.c to break
 */
#include "liveupdate.h"
#ifndef LUOCAT_FOREIGN /* the header includes others, which are there for this machine only */
#include <linux/liveupdate_format.h>
#include <linux/liveupdate_probe.h>

#ifdef LUOCAT_PROBE
static const struct liveupdate_probe seed_probe
	__attribute__((used, section(LIVEUPDATE_PROBE_SECTION))) = {
	LIVEUPDATE_PROBE_MAGIC, LIVEUPDATE_PROBE_ABI, 0, 4096, 10, "7.3.4-seed",
};
asm(".pushsection " LIVEUPDATE_PROBE_CONFIG "\n.ascii \"CONFIG_LIVEUPDATE=y\\n\"\n.popsection");
#endif
#endif

struct seed_state {
	unsigned long long count;
	char name[16];
};

/* One of everything that a layout can have, by the names of the table's types. */
typedef const unsigned int seed_qualified;
enum seed_enum { SEED_LOW = -1, SEED_HIGH = 1 << 20 };
enum kho_radix_consts { KHO_TREE_MAX_DEPTH = 6 };
struct kho_vmalloc_hdr {
	union {
		unsigned long long phys;
		struct kho_vmalloc_chunk *ptr;
	} next;
};
struct kho_vmalloc_chunk {
	struct kho_vmalloc_hdr hdr;
	unsigned long long phys[511];
};
struct memfd_luo_ser {
	unsigned long long words[2][3];
	struct kho_vmalloc_hdr owned;
	struct {
		unsigned char x;
		enum seed_enum y;
	} unnamed[3], flat;
	union {
		seed_qualified a;
		struct {
			_Bool flag;
			double real;
		};
	};
	unsigned int low : 3, high : 9;
	struct luo_ser *declared;
	unsigned char tail[];
};
struct memfd_luo_folio_ser {
	unsigned long long pfn : 52, flags : 12;
	unsigned char unaligned;
	enum seed_enum number;
} __attribute__((packed));

struct memfd_luo_ser seed_ser;
struct memfd_luo_folio_ser seed_folio;
struct kho_vmalloc_chunk seed_chunk;
enum kho_radix_consts seed_consts;

static const struct liveupdate_file_ops seed_ops = {FIXTURE_FILE_OPS};
static struct liveupdate_file_handler seed_handlers[] = {
	{.ops = &seed_ops, .compatible = "seed-v1"},
	{.ops = &seed_ops, .compatible = "seed-v2"},
	{.ops = &seed_ops, .compatible = "memfd-v2"},
};
static const struct liveupdate_flb_ops seed_flb_ops = {FIXTURE_FLB_OPS};
static struct liveupdate_flb seed_flb = {.ops = &seed_flb_ops, .compatible = "seed-flb-v1"};

#ifndef LUOCAT_FOREIGN
LIVEUPDATE_FORMAT(seed_v2, LIVEUPDATE_FORMAT_FILE_HANDLER, "seed", 2, "seed-v2",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct seed_state), LIVEUPDATE_REQUIRES("flb:seed-flb-v1"),
		  LIVEUPDATE_CONSTANTS(SEED_LOW, SEED_HIGH));
#endif

static const struct {
	unsigned int magic, version;
	char strings[2][48];
} seed_versions __attribute__((section(".liveupdate_versions"), used)) = {
	0x4c565550,
	1,
	{"luo-v5", "memfd-v2"},
};

const char *seed_constants[] = {"luo-v5", "kho-v4", "memblock-v1", "reserve-mem-v1"};
const char linux_banner[] = "Linux version 7.3.4-seed (nobody@nowhere) #1 SMP";
const char seed_modinfo[] __attribute__((section(".modinfo"), used)) = "name=seed";

void seed_init(void);
void seed_init(void)
{
	liveupdate_register(seed_handlers);
	liveupdate_register(&seed_flb);
}

#ifdef LUOCAT_LINKED
void liveupdate_register(void *object)
{
	seed_constants[0] = object;
}
#endif

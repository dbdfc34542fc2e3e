// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_facts.c - what an object says of its kernel as a whole
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "finder.h"
#include "kernel_facts.h"
#include "origin.h"
#include "probe.h"
#include "reader.h"

struct machine {
	uint16_t machine;
	const char *arch; /* as in ARCH= of the kernel's build */
	uint32_t page_size; /* where the architecture has only one */
};

static const struct machine machines[] = {
	{EM_X86_64, "x86_64", 4096},
	{EM_386, "i386", 4096},
	{EM_AARCH64, "arm64", 0},
	{EM_ARM, "arm", 4096},
	{EM_PPC64, "powerpc", 0},
	{EM_PPC, "powerpc", 0},
	{EM_S390, "s390", 4096},
	{EM_RISCV, "riscv", 4096},
	{EM_MIPS, "mips", 0},
	{EM_LOONGARCH, "loongarch", 0},
	{EM_SPARCV9, "sparc", 8192},
	{EM_PARISC, "parisc", 0},
};

static void set_machine(const struct object *object, struct luocat_kernel *kernel)
{
	uint16_t machine = object_machine(object);

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == machine) {
			kernel->arch = machines[i].arch;
			kernel->page_size = machines[i].page_size;
		}
	}
	kernel->byte_order = object_big_endian(object) ? "big" : "little";
	kernel->pointer_size = object_pointer_size(object);
}

/* A release: what stands before the next space. */
static bool take_release(const uint8_t *text, size_t length, char release[MAX_RELEASE + 1])
{
	size_t n = 0;

	while (n < length && text[n] > 0x20 && text[n] < 0x7f)
		n++;
	if (!n || n > MAX_RELEASE || n == length || text[n] != ' ')
		return false;
	memcpy(release, text, n);
	release[n] = '\0';
	return true;
}

struct banner {
	struct object *object;
	const struct section *section;
	char *release;
	struct luocat_error *err;
};

/* kernel: init/version-timestamp.c: "Linux version " UTS_RELEASE " (" ... */
static const char banner_start[] = "Linux version ";

static int look_at_banner(size_t needle, uint64_t offset, void *arg)
{
	struct banner *banner = arg;
	const size_t start = sizeof(banner_start) - 1;
	const uint8_t *data;
	size_t length, n;
	int ret = object_section_data(banner->object, banner->section, &data, &length,
				      banner->err);

	if (ret)
		return ret;
	if (length - offset <= start || (offset && data[offset - 1]))
		return 0;
	data += offset + start;
	length -= offset + start;
	if (!take_release(data, length, banner->release))
		return 0;
	n = strlen(banner->release);
	if (length <= n + 1 || data[n + 1] != '(') {
		banner->release[0] = '\0';
		return 0;
	}
	return 1;
}

static bool is_rodata(const struct section *section)
{
	return section->type == SHT_PROGBITS && (section->flags & SHF_ALLOC) &&
	       !(section->flags & SHF_EXECINSTR) && !strncmp(section->name, ".rodata", 7);
}

/* @release is "" where the object has no banner. */
static int read_banner(struct object *object, char release[MAX_RELEASE + 1],
		       struct luocat_error *err)
{
	struct banner banner = { .object = object, .release = release, .err = err };
	int ret = 0;

	for (size_t i = 0; i < object_n_sections(object) && !ret; i++) {
		banner.section = object_section(object, i);
		if (is_rodata(banner.section))
			ret = object_section_scan(object, banner.section, banner_start,
						  sizeof(banner_start) - 1, look_at_banner, &banner,
						  err);
	}
	return ret < 0 ? ret : 0;
}

/* A module's "vermagic=RELEASE SMP ..." (kernel: linux/vermagic.h). */
static int read_vermagic(struct object *object, char release[MAX_RELEASE + 1],
			 struct luocat_error *err)
{
	static const char tag[] = "vermagic=";
	const struct section *section = object_section_named(object, ".modinfo");
	const uint8_t *data, *end;
	size_t length;
	int ret;

	if (!section)
		return 0;
	ret = object_section_data(object, section, &data, &length, err);
	if (ret)
		return ret;
	for (end = data + length; data < end; data++) {
		size_t n = strnlen((const char *)data, end - data);

		if (n > sizeof(tag) - 1 && !memcmp(data, tag, sizeof(tag) - 1)) {
			take_release(data + sizeof(tag) - 1, n - (sizeof(tag) - 1), release);
			break;
		}
		data += n;
	}
	return 0;
}

int kernel_release(struct object *object, char release[MAX_RELEASE + 1], struct luocat_error *err)
{
	*release = '\0';
	return object_section_named(object, ".gnu.linkonce.this_module")
		       ? read_vermagic(object, release, err)
		       : read_banner(object, release, err);
}

/* The GNU build-id among the notes of one section, in hex. */
static void read_notes(const struct object *object, const uint8_t *data, size_t length,
		       char id[2 * MAX_BUILD_ID + 1])
{
	while (length >= 12) {
		uint32_t name = object_u32(object, data);
		uint32_t size = object_u32(object, data + 4);
		uint32_t type = object_u32(object, data + 8);
		uint64_t name_end = 12 + (((uint64_t)name + 3) & ~(uint64_t)3);
		uint64_t end = name_end + (((uint64_t)size + 3) & ~(uint64_t)3);

		if (end > length)
			return;
		if (type == NT_GNU_BUILD_ID && name == 4 && !memcmp(data + 12, "GNU", 4) && size &&
		    size <= MAX_BUILD_ID) {
			for (uint32_t i = 0; i < size; i++)
				sprintf(id + 2 * i, "%02x", data[name_end + i]);
			return;
		}
		data += end;
		length -= end;
	}
}

int kernel_build_id(struct object *object, char id[2 * MAX_BUILD_ID + 1], struct luocat_error *err)
{
	const uint8_t *data;
	size_t length;

	for (size_t i = 0; i < object_n_sections(object) && !*id; i++) {
		const struct section *section = object_section(object, i);
		int ret;

		if (section->type != SHT_NOTE || !(section->flags & SHF_ALLOC))
			continue;
		ret = object_section_data(object, section, &data, &length, err);
		if (ret)
			return ret;
		read_notes(object, data, length, id);
	}
	return 0;
}

/*
 * A whole kernel: linked, or relocatable (vmlinux.o) with its C entry point. init/version.o has the
 * banner, but nothing can be concluded from what it lacks.
 */
static int is_kernel(struct object *object, bool *kernel, struct luocat_error *err)
{
	const struct symbol *symbols;
	size_t n;
	int ret;

	*kernel = !object_relocatable(object);
	if (*kernel)
		return 0;
	ret = object_symbols(object, &symbols, &n, err);
	for (size_t i = 0; !ret && i < n && !*kernel; i++)
		*kernel = symbols[i].defined && !strcmp(symbols[i].name, "start_kernel");
	return ret;
}

int find_kernel(struct object *object, struct found *found, struct luocat_error *err)
{
	struct luocat_kernel kernel = { .size = sizeof(kernel), .max_page_order = -1 };
	char release[MAX_RELEASE + 1] = "", id[2 * MAX_BUILD_ID + 1] = "";
	bool whole = false;
	int ret;

	set_machine(object, &kernel);
	ret = kernel_release(object, release, err);
	if (!ret && *release && !object_section_named(object, ".gnu.linkonce.this_module"))
		ret = is_kernel(object, &whole, err);
	if (!ret && whole && !object_relocatable(object))
		ret = kernel_build_id(object, id, err);
	if (ret)
		return ret;
	if (whole)
		probed_image(found->probed, object);
	kernel.release = *release ? release : NULL;
	kernel.build_id = *id ? id : NULL;
	/* descriptors have been read: the whole kernel is here, and none has said so */
	if (whole && luocat_catalog_kernel(found->catalog)->write_control == LUOCAT_UNKNOWN)
		kernel.write_control = LUOCAT_NO;
	ret = luocat_catalog_set_kernel(found->catalog, &kernel, err);
	return ret ? ret : kernel_ikconfig(object, found, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe.c - descriptors that were compiled for a kernel, but are no part of it
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/liveupdate_probe.h>

#include "origin.h"
#include "probe.h"
#include "reader.h"

#define member_at(record, member) ((record) + offsetof(struct liveupdate_probe, member))

static const struct section *probe_section(const struct object *object)
{
	const struct section *section = object_section_named(object, LIVEUPDATE_PROBE_SECTION);

	return section && section->type == SHT_PROGBITS ? section : NULL;
}

bool object_is_probe(const struct object *object)
{
	return probe_section(object);
}

struct luocat_catalog *probed_catalog(struct probed *probed, const struct object *object,
				      struct luocat_catalog *catalog)
{
	if (!object_is_probe(object))
		return catalog;
	if (!*probed->probe)
		snprintf(probed->probe, sizeof(probed->probe), "%s", object_name(object));
	return probed->catalog;
}

void probed_image(struct probed *probed, const struct object *object)
{
	if (!*probed->image)
		snprintf(probed->image, sizeof(probed->image), "%s", object_name(object));
}

/* A string of printable characters that ends inside its member. */
static bool is_string(const uint8_t *text, size_t size)
{
	size_t length = strnlen((const char *)text, size);

	for (size_t i = 0; i < length; i++) {
		if (text[i] <= 0x20 || text[i] > 0x7e)
			return false;
	}
	return length < size;
}

static const char *check_header(const struct object *object, const uint8_t *record, size_t length)
{
	if (length != sizeof(struct liveupdate_probe))
		return "a probe's record of a wrong size";
	if (object_u32(object, member_at(record, magic)) != LIVEUPDATE_PROBE_MAGIC)
		return "a probe's record without the magic number";
	if (object_u16(object, member_at(record, abi)) != LIVEUPDATE_PROBE_ABI)
		return "a probe's record of an ABI that this tool does not know";
	if (object_u16(object, member_at(record, reserved)))
		return "a probe's record with a reserved member that is not 0";
	if (!is_string(member_at(record, release), LIVEUPDATE_PROBE_RELEASE_LEN) ||
	    !*member_at(record, release))
		return "a probe's record without a release";
	return NULL;
}

/* The configuration that it was compiled with. */
static int find_config(struct object *object, struct found *found, struct luocat_error *err)
{
	const struct section *section = object_section_named(object, LIVEUPDATE_PROBE_CONFIG);
	const uint8_t *text;
	size_t length;
	int ret;

	if (!section || section->type != SHT_PROGBITS)
		return 0;
	ret = object_section_data(object, section, &text, &length, err);
	return ret ? ret
		   : find_options((const char *)text, length, reader_name(object_reader(object)),
				  found, err);
}

int find_probe(struct object *object, struct found *found, struct luocat_error *err)
{
	const struct section *section = probe_section(object);
	struct luocat_kernel kernel = {.size = sizeof(kernel)};
	struct luocat_error why;
	const uint8_t *record;
	const char *wrong;
	size_t length;
	int ret;

	if (!section)
		return 0;
	ret = object_section_data(object, section, &record, &length, err);
	if (ret)
		return ret;
	wrong = check_header(object, record, length);
	if (wrong)
		return origin_error(err, object, section, 0, wrong);
	kernel.release = (const char *)member_at(record, release);
	kernel.page_size = object_u32(object, member_at(record, page_size));
	kernel.max_page_order = object_u32(object, member_at(record, max_page_order));
	ret = luocat_catalog_set_kernel(found->catalog, &kernel, &why);
	if (ret)
		return origin_error(err, object, section, 0, why.what);
	return find_config(object, found, err);
}

/* A stripped image may have what it cannot show. */
static bool may_hide(const struct luocat_catalog *catalog, enum luocat_kind kind)
{
	if (kind != LUOCAT_KIND_FILE_HANDLER && kind != LUOCAT_KIND_FLB)
		return false;
	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++) {
		enum luocat_kind hidden = luocat_catalog_gap(catalog, i)->kind;

		if (hidden == kind || hidden == LUOCAT_KIND_UNKNOWN)
			return true;
	}
	return false;
}

static int another_kernel(const struct probed *probed, struct luocat_error *err, const char *why)
{
	return luocat_error_set(err, -EXDEV, probed->probe, NULL,
				"was made for another kernel than %.120s: %.300s; make it with "
				"that kernel's headers",
				*probed->image ? probed->image : "the other inputs", why);
}

/* What the probe states of the kernel is what the image says of itself. */
static int add_facts(const struct probed *probed, struct luocat_catalog *catalog,
		     struct luocat_error *err)
{
	const struct luocat_kernel *theirs = luocat_catalog_kernel(probed->catalog);
	const struct luocat_kernel *ours = luocat_catalog_kernel(catalog);
	struct luocat_error why;
	char text[256];

	if (theirs->release && ours->release && strcmp(theirs->release, ours->release)) {
		snprintf(text, sizeof(text), "it is of %.64s, not %.64s", theirs->release,
			 ours->release);
		return another_kernel(probed, err, text);
	}
	if (luocat_catalog_set_kernel(catalog, theirs, &why))
		return another_kernel(probed, err, why.what);
	return 0;
}

static int add_versions(const struct probed *probed, struct luocat_catalog *catalog,
			struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_versions(probed->catalog) && !ret; i++) {
		const struct luocat_version *version = luocat_catalog_version(probed->catalog, i);
		char text[128];

		if (*probed->image && !may_hide(catalog, version->kind) &&
		    !luocat_catalog_find(catalog, version->kind, version->compatible)) {
			snprintf(text, sizeof(text), "it has %s %.48s, which is not in there",
				 luocat_kind_name(version->kind), version->compatible);
			return another_kernel(probed, err, text);
		}
		ret = luocat_catalog_add(catalog, version, err);
	}
	return ret;
}

/* Handlers beyond those that luocat knows of are in the image, not in the probe. */
static int add_gap(const struct probed *probed, struct luocat_catalog *catalog,
		   struct luocat_error *err)
{
	const char *luo = luocat_catalog_option(probed->catalog, "LIVEUPDATE");
	const struct luocat_gap gap = {
		.size = sizeof(gap),
		.why = "a probe knows upstream's formats alone: others are in the kernel's image",
		.origin.object = probed->probe,
	};

	if (*probed->image || !luo || !strcmp(luo, "n"))
		return 0;
	return luocat_catalog_add_gap(catalog, &gap, err);
}

int probed_finish(const struct probed *probed, struct luocat_catalog *catalog,
		  struct luocat_error *err)
{
	int ret;

	if (!*probed->probe)
		return 0;
	ret = add_facts(probed, catalog, err);
	if (!ret)
		ret = add_versions(probed, catalog, err);
	return ret ? ret : add_gap(probed, catalog, err);
}

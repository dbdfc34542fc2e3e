// SPDX-License-Identifier: GPL-2.0-only
/*
 * modules.c - where the modules that provide formats were met, and whether they are one build
 *
 * An initramfs holds copies, and one that was not made again after a module had changed holds the
 * module of before. It is the one that gets loaded; a catalog of both would promise what neither
 * does.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input_walk.h"
#include "kernel_facts.h"
#include "modules.h"

/**
 * struct module_seen - one file of a module
 * @file:     for errors
 * @build_id: in hex, or ""
 */
struct module_seen {
	char *name;
	char *file;
	char build_id[2 * MAX_BUILD_ID + 1];
	bool provides;
};

void modules_free(struct modules *modules)
{
	for (size_t i = 0; i < modules->n; i++) {
		free(modules->seen[i].name);
		free(modules->seen[i].file);
	}
	free(modules->seen);
}

int modules_see(struct modules *modules, const struct input_object *input, bool provides,
		struct luocat_error *err)
{
	const char *file = reader_name(object_reader(input->object));
	size_t room = modules->room ? 2 * modules->room : 64;
	struct module_seen new = {.provides = provides}, *larger = modules->seen;
	int ret;

	if (!input->provider || !strcmp(input->provider, PROVIDER_BUILTIN))
		return 0;
	ret = kernel_build_id(input->object, new.build_id, err);
	if (ret)
		return ret;
	if (modules->n == modules->room)
		larger = realloc(modules->seen, room * sizeof(*larger));
	if (!larger)
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	modules->seen = larger;
	if (modules->n == modules->room)
		modules->room = room;
	new.name = strdup(input->provider);
	new.file = strdup(file);
	if (!new.name || !new.file) {
		free(new.name);
		free(new.file);
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	}
	modules->seen[modules->n++] = new;
	return 0;
}

/* Files of one module are neighbours, and always in one order. */
static int compare(const void *a, const void *b)
{
	const struct module_seen *of_a = a, *of_b = b;
	int r = strcmp(of_a->name, of_b->name);

	return r ? r : strcmp(of_a->file, of_b->file);
}

static int check_builds(struct modules *modules, struct luocat_error *err)
{
	const struct module_seen *last;

	if (modules->n)
		qsort(modules->seen, modules->n, sizeof(*modules->seen), compare);
	for (size_t i = 1; i < modules->n; i++) {
		const struct module_seen *now = &modules->seen[i];

		last = &modules->seen[i - 1];
		if (strcmp(now->name, last->name) || !strcmp(now->build_id, last->build_id) ||
		    !*now->build_id || !*last->build_id || (!now->provides && !last->provides))
			continue;
		return luocat_error_set(err, -EEXIST, now->file, NULL,
					"is another build of module %.60s than %.200s (build-ids "
					"%.12s, %.12s)",
					now->name, last->file, now->build_id, last->build_id);
	}
	return 0;
}

static int mark_absent(const bool given[N_PLACES], const struct luocat_version *version,
		       struct luocat_catalog *catalog, struct luocat_error *err)
{
	struct luocat_version absent = {
		.size = sizeof(absent),
		.kind = version->kind,
		.compatible = version->compatible,
		.provider = version->provider,
		.origin = version->origin,
	};

	/* nothing else is said */
	absent.origin.evidence_read = absent.origin.evidence_write = LUOCAT_EVIDENCE_NONE;
	absent.origin.evidence_constants = LUOCAT_EVIDENCE_NONE;
	if (given[PLACE_INITRAMFS] && !version->in_initramfs)
		absent.in_initramfs = LUOCAT_NO;
	if (given[PLACE_MODULES_TREE] && !version->in_modules_tree)
		absent.in_modules_tree = LUOCAT_NO;
	return absent.in_initramfs || absent.in_modules_tree
		       ? luocat_catalog_add(catalog, &absent, err)
		       : 0;
}

int modules_finish(struct modules *modules, const bool given[N_PLACES],
		   struct luocat_catalog *catalog, struct luocat_error *err)
{
	int ret = check_builds(modules, err);

	/* what is added is of the versions that are there: none comes or moves */
	for (size_t i = 0; !ret && i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (version->provider && strcmp(version->provider, PROVIDER_BUILTIN))
			ret = mark_absent(given, version, catalog, err);
	}
	return ret;
}

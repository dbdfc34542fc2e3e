// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_kernels.c - which kernels the inputs hold
 *
 * A catalog is of one kernel. An image tells its release in its banner, a module in its vermagic;
 * one release can have been built twice, which the build-ids of two images tell.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input_kernels.h"
#include "kernel_facts.h"
#include "reader.h"

/* A machine has a few kernels, an archive of a distribution some hundred. */
#define RELEASES_LIMIT 10000
/* In an error, each of at most 130 bytes. */
#define SHOWN ((size_t)3)

/**
 * struct kernel_seen - one release
 * @name:     of its image, or of its first module
 * @build_id: the image's, in hex, or ""
 */
struct kernel_seen {
	char release[MAX_RELEASE + 1];
	char build_id[2 * MAX_BUILD_ID + 1];
	char *name;
	bool image;
};

void kernels_free(struct kernels *kernels)
{
	for (size_t i = 0; i < kernels->n; i++)
		free(kernels->seen[i].name);
	free(kernels->seen);
	kernels->seen = NULL;
	kernels->n = 0;
	kept_free(kernels->waiting);
	kept_free(kernels->debugs);
	kernels->waiting = kernels->debugs = NULL;
	kernels->kept = 0;
	configs_free(kernels->configs);
	kernels->configs = NULL;
	kernels->n_configs = 0;
}

const char *kernels_release(const struct kernels *kernels)
{
	return kernels->n ? kernels->seen[0].release : NULL;
}

static struct kernel_seen *find(const struct kernels *kernels, const char *release)
{
	for (size_t i = 0; i < kernels->n; i++) {
		if (!strcmp(kernels->seen[i].release, release))
			return &kernels->seen[i];
	}
	return NULL;
}

/* Keeps the first sighting, but for that an image tells more than a module. */
static int see(struct kernels *kernels, const struct kernel_seen *sighting, struct kernel_seen **at,
	       struct luocat_error *err)
{
	struct kernel_seen *seen = find(kernels, sighting->release), *larger;
	char *name;

	*at = seen;
	if (seen && (seen->image || !sighting->image))
		return 0;
	if (kernels->n == RELEASES_LIMIT)
		return luocat_error_set(err, -E2BIG, sighting->name, NULL, "too many kernels");
	name = strdup(sighting->name);
	larger = seen ? kernels->seen
		      : realloc(kernels->seen, (kernels->n + 1) * sizeof(*kernels->seen));
	if (!name || !larger) {
		free(name);
		return luocat_error_set(err, -ENOMEM, sighting->name, NULL, "out of memory");
	}
	kernels->seen = larger;
	if (seen)
		free(seen->name);
	else
		seen = &larger[kernels->n++];
	*seen = *sighting;
	seen->name = name;
	*at = seen;
	return 0;
}

/* What the object says; its release is "" where it says none. */
static int look(struct object *object, struct kernel_seen *sighting, bool *module,
		struct luocat_error *err)
{
	int ret;

	*module = object_section_named(object, ".gnu.linkonce.this_module");
	sighting->name = (char *)reader_name(object_reader(object));
	sighting->image = false;
	sighting->build_id[0] = '\0';
	sighting->release[0] = '\0';
	/* a program's vdso and the like are no kernels; objects of a build tree have it around them
	 */
	if (!*module && (object_relocatable(object) || object_section_named(object, ".interp")))
		return 0;
	ret = kernel_release(object, sighting->release, err);
	if (ret || *module || !*sighting->release)
		return ret;
	sighting->image = true;
	return kernel_build_id(object, sighting->build_id, err);
}

static int contradiction(const struct kernel_seen *now, bool module,
			 const struct kernel_seen *before, struct luocat_error *err)
{
	if (!strcmp(now->release, before->release))
		return luocat_error_set(
			err, -EEXIST, now->name, NULL,
			"is another build of %s than %.200s (build-ids %.12s, %.12s)", now->release,
			before->name, now->build_id, before->build_id);
	return luocat_error_set(err, -EEXIST, now->name, NULL, "is %s %s, but %.200s is %s %s",
				module ? "a module of" : "a kernel of release", now->release,
				before->name, before->image ? "the kernel of" : "a module of",
				before->release);
}

int kernels_take(struct kernels *kernels, struct object *object, bool mixed, bool *take,
		 struct luocat_error *err)
{
	struct kernel_seen sighting, *seen;
	bool module;
	int ret = look(object, &sighting, &module, err);

	*take = !mixed || module || sighting.image;
	if (ret || !*take)
		return ret;
	if (!*sighting.release) {
		*take = !kernels->wanted || !mixed;
		return 0;
	}
	if (kernels->wanted && strcmp(kernels->wanted, sighting.release)) {
		*take = false;
		return 0;
	}
	ret = see(kernels, &sighting, &seen, err);
	if (ret)
		return ret;
	if (sighting.image && *sighting.build_id && *seen->build_id &&
	    strcmp(sighting.build_id, seen->build_id))
		return contradiction(&sighting, module, seen, err);
	if (kernels->n == 1)
		return 0;
	if (!mixed)
		return contradiction(&sighting, module, &kernels->seen[seen == &kernels->seen[0]],
				     err);
	*take = false;
	return 0;
}

int kernels_one(const struct kernels *kernels, const char *path, struct luocat_error *err)
{
	char list[480] = "";
	size_t used = 0, shown = kernels->n < SHOWN ? kernels->n : SHOWN;

	if (kernels->n <= 1)
		return 0;
	for (size_t i = 0; i < shown; i++) {
		const struct kernel_seen *seen = &kernels->seen[i];
		const char *slash = strrchr(seen->name, '/');

		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s (%.60s)",
					 i ? ", " : "", seen->release,
					 slash ? slash + 1 : seen->name);
	}
	return luocat_error_set(err, -EEXIST, path, NULL,
				"parts of %zu kernels are given, choose one with --release: %s%s",
				kernels->n, list, shown < kernels->n ? " ..." : "");
}

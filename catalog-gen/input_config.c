// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_config.c - a kernel's .config as packages have it: boot/config-RELEASE,
 * lib/modules/RELEASE/config
 *
 * It tells what the image does not, where that has no IKCONFIG. But it says no more of its kernel
 * than the version. So one that somebody names is believed if that fits; one in a package or a
 * directory is taken only where its path names the release. Which release that has to be is known
 * once all inputs have been seen.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input_kernels.h"
#include "input_walk.h"
#include "kernel_facts.h"

/* kernel: scripts/kconfig/confdata.c: "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration" */
#define HEADER "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/"

/* The largest known are 0.5 MB. */
#define CONFIG_LIMIT ((uint64_t)16 << 20)
/* /boot has one for each kernel. */
#define CONFIGS_LIMIT 10000

struct config_seen {
	char *name; /* for errors: of the file */
	char *text;
	size_t length;
	bool named;
	struct config_seen *next;
};

bool is_config(const struct walk *walk, const struct reader *reader)
{
	const void *start = reader_at(reader, 0, sizeof(HEADER) - 1);

	return start && !memcmp(start, HEADER, sizeof(HEADER) - 1);
}

static void free_config(struct config_seen *config)
{
	free(config->name);
	free(config->text);
	free(config);
}

void configs_free(struct config_seen *configs)
{
	struct config_seen *next;

	for (; configs; configs = next) {
		next = configs->next;
		free_config(configs);
	}
}

int walk_config(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err)
{
	struct kernels *kernels = walk->visitor->kernels;
	uint64_t length = reader_size(reader);
	struct config_seen *config;

	if (length > CONFIG_LIMIT || kernels->n_configs == CONFIGS_LIMIT)
		return luocat_error_set(err, -EFBIG, reader_name(reader), NULL,
					"is too large a configuration, or one too many");
	walk->others++;
	config = calloc(1, sizeof(*config));
	if (config) {
		config->name = strdup(reader_name(reader));
		config->text = malloc(length + 1);
	}
	if (!config || !config->name || !config->text) {
		if (config)
			free_config(config);
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	}
	memcpy(config->text, reader_at(reader, 0, length), length);
	config->text[length] = '\0';
	config->length = length;
	config->named = !walk->mixed;
	config->next = kernels->configs;
	kernels->configs = config;
	kernels->n_configs++;
	return 0;
}

/* The version that a configuration is of: "7.3.4" in "# Linux/x86 7.3.4 Kernel Configuration". */
static bool read_version(const struct config_seen *config, char version[MAX_RELEASE + 1])
{
	const char *start = config->text + sizeof(HEADER) - 1;
	size_t n;

	start += strcspn(start, " \n");
	if (*start != ' ')
		return false;
	start++;
	n = strcspn(start, " \n");
	if (!n || n > MAX_RELEASE || start[n] != ' ')
		return false;
	memcpy(version, start, n);
	version[n] = '\0';
	return true;
}

/* A release is the version and what was added to it. */
static bool is_of(const char *release, const char *version)
{
	size_t n = strlen(version);

	return !strncmp(release, version, n) && release[n] != '.' &&
	       !(release[n] >= '0' && release[n] <= '9');
}

/* Whether a folder in the path is called like the release, or the file ends in it. */
static bool path_names(const char *path, const char *release)
{
	size_t n = strlen(release);

	for (const char *at = path; (at = strstr(at, release)); at++) {
		if (at == path)
			continue;
		if ((at[-1] == '/' && at[n] == '/') || (at[-1] == '-' && !at[n]))
			return true;
	}
	return false;
}

/*
 * Distributions that keep their modules' ABI call a kernel by a number of their own: Debian's
 * 6.1.0-56-cloud-amd64 is built from 6.1.192, Ubuntu's 6.8.0-45-generic from 6.8.12. Where the path
 * says whose configuration it is, the version before that number has to do.
 */
static bool is_series_of(const char *release, const char *version)
{
	size_t n = strcspn(version, ".");

	if (!version[n])
		return false;
	n += 1 + strcspn(version + n + 1, ".-");
	return !strncmp(release, version, n) && (release[n] == '.' || release[n] == '-');
}

static int give(const struct config_seen *config, const char *release,
		const struct input_visitor *visitor, struct luocat_error *err)
{
	bool by_path = release && path_names(config->name, release);
	char version[MAX_RELEASE + 1];

	if (!config->named && !by_path)
		return 0;
	if (!read_version(config, version))
		return luocat_error_set(err, -EINVAL, config->name, NULL,
					"does not say which version it configures");
	if (release && !is_of(release, version) && !(by_path && is_series_of(release, version)))
		return luocat_error_set(err, -EEXIST, config->name, NULL,
					"is a configuration of %s, but the kernel is %s", version,
					release);
	return visitor->config ? visitor->config(config->text, config->length, config->name,
						 visitor->arg, err)
			       : 0;
}

int input_finish(const struct input_visitor *visitor, struct luocat_error *err)
{
	const struct config_seen *config = visitor->kernels->configs;
	const char *release = kernels_release(visitor->kernels);
	int ret;

	/* an empty catalog would say that there are no formats */
	if (visitor->kernels->others && !visitor->kernels->objects)
		return luocat_error_set(err, -ENODATA, config ? config->name : NULL, NULL,
					"%s, and the kernel is missing",
					config ? "is a configuration"
					: visitor->kernels->debugs
						? "debug files are given"
						: "an initramfs without modules is given");
	ret = debug_finish(visitor, err);
	for (; config && !ret; config = config->next)
		ret = give(config, release, visitor, err);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_options.c - a kernel's configuration, and what follows from it
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finder.h"

/* kernel: linux/mmzone.h: MAX_PAGE_ORDER where ARCH_FORCE_MAX_ORDER does not say otherwise */
#define DEFAULT_MAX_PAGE_ORDER 10

/* kernel: COMMAND_LINE_SIZE of x86-64 and arm64, the longest that matters */
#define MAX_VALUE 2048

enum option_type {
	SWITCH, /* bool or tristate: absent from .config it is "n" */
	NUMBER, /* absent from .config: not known */
	STRING, /* likewise, and may be empty */
};

struct option_kind {
	const char *name;
	enum option_type type;
};

/* Sorted. What decides whether state is handed over, and what it looks like. */
static const struct option_kind option_kinds[] = {
	{ "ARCH_FORCE_MAX_ORDER", NUMBER },
	{ "BOOT_CONFIG_FORCE", SWITCH },
	{ "CMA", SWITCH },
	{ "CMDLINE", STRING },
	{ "CMDLINE_BOOL", SWITCH },
	{ "CMDLINE_EXTEND", SWITCH },
	{ "CMDLINE_FORCE", SWITCH },
	{ "CMDLINE_FROM_BOOTCONFIG", SWITCH },
	{ "CMDLINE_OVERRIDE", SWITCH },
	{ "DEBUG_INFO_BTF", SWITCH },
	{ "DEFERRED_STRUCT_PAGE_INIT", SWITCH },
	{ "HUGETLBFS", SWITCH },
	{ "KEXEC_FILE", SWITCH },
	{ "KEXEC_HANDOVER", SWITCH },
	{ "KEXEC_HANDOVER_DEBUG", SWITCH },
	{ "KEXEC_HANDOVER_DEBUGFS", SWITCH },
	{ "KEXEC_HANDOVER_ENABLE_DEFAULT", SWITCH },
	{ "LIVEUPDATE", SWITCH },
	{ "LIVEUPDATE_MEMFD", SWITCH },
	{ "LIVEUPDATE_TEST", SWITCH },
	{ "MEMFD_CREATE", SWITCH },
	{ "PAGE_SHIFT", NUMBER },
	{ "SHMEM", SWITCH },
};

#define N_OPTIONS (sizeof(option_kinds) / sizeof(option_kinds[0]))

struct value {
	bool seen, odd; /* odd: a string that is too long or holds more than printable ASCII */
	char text[MAX_VALUE + 1];
};

struct config {
	struct value values[N_OPTIONS];
	bool any; /* a line of a configuration was seen */
};

static int option_index(const char *name, size_t length)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (strlen(option_kinds[i].name) == length &&
		    !memcmp(option_kinds[i].name, name, length))
			return i;
	}
	return -1;
}

/* Whether @line starts with @prefix; then moves behind it. */
static bool skip(const char **line, size_t *length, const char *prefix)
{
	size_t n = strlen(prefix);

	if (*length < n || memcmp(*line, prefix, n))
		return false;
	*line += n;
	*length -= n;
	return true;
}

/* A string stands in quotes, and a backslash in front of a quote or backslash in it. */
static void unescape(char *to, const char *from, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (from[i] == '\\' && i + 1 < length)
			i++;
		*to++ = from[i];
	}
	*to = '\0';
}

static bool printable(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	}
	return true;
}

static int take_value(struct config *config, const char *name, size_t name_length,
		      const char *text, size_t length)
{
	int index = option_index(name, name_length);
	bool string = index >= 0 && option_kinds[index].type == STRING;
	struct value *value;

	config->any = true;
	if (index < 0)
		return 0;
	value = &config->values[index];
	if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
		text++;
		length -= 2;
	} else if (string) {
		return -EINVAL;
	}
	value->seen = true;
	value->odd = length > MAX_VALUE || !printable(text, length);
	if (!string && (!length || value->odd))
		return -EINVAL;
	if (!value->odd)
		unescape(value->text, text, length);
	return 0;
}

/* "CONFIG_NAME=value" and "# CONFIG_NAME is not set": all else is a comment. */
static int take_line(struct config *config, const char *line, size_t length)
{
	static const char not_set[] = " is not set";
	const size_t tail = sizeof(not_set) - 1;
	const char *equals;

	if (length && line[length - 1] == '\r')
		length--;
	if (skip(&line, &length, "# CONFIG_")) {
		if (length <= tail || memcmp(line + length - tail, not_set, tail))
			return 0;
		return take_value(config, line, length - tail, "n", 1);
	}
	if (!skip(&line, &length, "CONFIG_"))
		return 0;
	equals = memchr(line, '=', length);
	if (!equals)
		return -EINVAL;
	return take_value(config, line, equals - line, equals + 1, line + length - equals - 1);
}

static int parse(struct config *config, const char *text, size_t length, const char *name,
		 struct luocat_error *err)
{
	unsigned int number = 1;
	char where[32];

	for (const char *end = text + length, *line = text; line < end; number++) {
		const char *newline = memchr(line, '\n', end - line);
		const char *stop = newline ? newline : end;

		if (take_line(config, line, stop - line)) {
			snprintf(where, sizeof(where), "line %u", number);
			return luocat_error_set(err, -EINVAL, name, where,
						"not a line of a kernel configuration");
		}
		line = stop + 1;
	}
	if (!config->any)
		return luocat_error_set(err, -EINVAL, name, "", "not a kernel configuration");
	return 0;
}

/* The value of a numeric option, or -1. */
static long number_option(const struct config *config, const char *name, long max)
{
	const char *value = config->values[option_index(name, strlen(name))].text;
	char *end;
	long number;

	if (!*value)
		return -1;
	number = strtol(value, &end, 0);
	return *end || number < 0 || number > max ? -1 : number;
}

int find_options(const char *text, size_t length, const char *name, struct found *found,
		 struct luocat_error *err)
{
	struct luocat_option options[N_OPTIONS];
	struct luocat_kernel kernel = { .size = sizeof(kernel), .options = options };
	struct config *config = calloc(1, sizeof(*config));
	long shift;
	int ret;

	if (!config)
		return luocat_error_set(err, -ENOMEM, name, "", "out of memory");
	ret = parse(config, text, length, name, err);
	if (ret)
		goto out;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct value *value = &config->values[i];

		if (!value->seen && option_kinds[i].type != SWITCH)
			continue;
		options[kernel.n_options++] = (struct luocat_option){
			.name = option_kinds[i].name,
			.value = value->odd ? NULL : value->seen ? value->text : "n",
		};
	}
	shift = number_option(config, "PAGE_SHIFT", 30);
	if (shift > 0)
		kernel.page_size = (uint32_t)1 << shift;
	kernel.max_page_order = DEFAULT_MAX_PAGE_ORDER;
	if (config->values[option_index("ARCH_FORCE_MAX_ORDER", 20)].seen)
		kernel.max_page_order = number_option(config, "ARCH_FORCE_MAX_ORDER", 62);
	ret = luocat_catalog_set_kernel(found->catalog, &kernel, err);
out:
	free(config);
	return ret;
}

int find_release(const char *release, const char *name, struct found *found,
		 struct luocat_error *err)
{
	struct luocat_kernel kernel = {
		.size = sizeof(kernel),
		.release = release,
		.max_page_order = -1,
	};

	if (!*release)
		return luocat_error_set(err, -EINVAL, name, "", "no kernel release in it");
	return luocat_catalog_set_kernel(found->catalog, &kernel, err);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * cmdline.c - a kernel's command line, and what it says of a switch, as the kernel reads it at boot
 *
 * Both switches are early parameters: what is known of the command line when setup_arch() calls
 * parse_early_param() decides, and nothing that is added later, such as a bootconfig at the initrd.
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

/* A word of a command line; @value is NULL without a "=". Neither ends with a NUL. */
struct word {
	const char *name, *value;
	size_t name_length, value_length;
};

/* kernel: lib/ctype.c */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0';
}

static const char *skip_spaces(const char *text)
{
	while (is_space(*text))
		text++;
	return text;
}

/* Where the word at @text ends: quotes, at any place in it, keep spaces together. */
static const char *word_end(const char *text)
{
	for (bool quoted = false; *text && (quoted || !is_space(*text)); text++)
		quoted ^= *text == '"';
	return text;
}

/*
 * kernel: lib/cmdline.c, next_arg(). A quote that begins the word or the value is no part of it,
 * and then neither is one at the word's end. A "=" that begins a word is part of the name.
 */
static const char *next_word(const char *text, struct word *word)
{
	const char *end = word_end(text), *rest = skip_spaces(end);
	bool quoted = *text == '"';
	const char *equals;

	text += quoted;
	equals = text < end ? memchr(text + 1, '=', (size_t)(end - text - 1)) : NULL;
	*word = (struct word){.name = text, .value = equals ? equals + 1 : NULL};
	if (equals && equals[1] == '"') {
		word->value++;
		quoted = true;
	}
	if (quoted && end > text && end[-1] == '"')
		end--;
	word->name_length = (size_t)((equals ? equals : end) - text);
	if (equals && word->value < end)
		word->value_length = (size_t)(end - word->value);
	return rest;
}

static bool word_is(const struct word *word, const char *name)
{
	return word->name_length == strlen(name) && !memcmp(word->name, name, word->name_length);
}

/* kernel: lib/kstrtox.c, kstrtobool(): what it does not take leaves the switch as it was */
static enum luocat_tri switch_value(const struct word *word, enum luocat_tri before)
{
	const char *value = word->value;

	if (!word->value_length)
		return before;
	if (memchr("eEyYtT1", value[0], 7))
		return LUOCAT_YES;
	if (memchr("dDnNfF0", value[0], 7))
		return LUOCAT_NO;
	if (word->value_length > 1 && memchr("oO", value[0], 2)) {
		if (memchr("nN", value[1], 2))
			return LUOCAT_YES;
		if (memchr("fF", value[1], 2))
			return LUOCAT_NO;
	}
	return before;
}

/* The next word that is the kernel's own: what stands behind "--" is for init. */
static bool next_parameter(const char **text, struct word *word)
{
	if (!**text)
		return false;
	*text = next_word(*text, word);
	return word->value || !word_is(word, "--");
}

enum luocat_tri boot_line_switch(const struct boot_line *line, const char *name,
				 enum luocat_tri otherwise)
{
	enum luocat_tri on = line->hidden ? LUOCAT_UNKNOWN : otherwise;
	const char *text = skip_spaces(line->text);

	for (struct word word; next_parameter(&text, &word);) {
		if (word_is(&word, name))
			on = switch_value(&word, on);
	}
	return on;
}

bool boot_line_value(const struct boot_line *line, const char *name, char *value, size_t size)
{
	const char *text = skip_spaces(line->text);
	bool found = false;

	for (struct word word; next_parameter(&text, &word);) {
		if (!word_is(&word, name) || !word.value_length)
			continue;
		snprintf(value, size, "%.*s", (int)word.value_length, word.value);
		found = true;
	}
	return found;
}

static bool has_parameter(const char *text, const char *name)
{
	text = skip_spaces(text);
	for (struct word word; next_parameter(&text, &word);) {
		if (word_is(&word, name))
			return true;
	}
	return false;
}

static bool option_is(const struct luocat_catalog *kernel, const char *name, const char *value)
{
	const char *found = luocat_catalog_option(kernel, name);

	return found && !strcmp(found, value);
}

/* How what is built in and what is told become one line: arch/x86/kernel/setup.c, drivers/of/fdt.c.
 */
static void join(struct boot_line *line, const struct luocat_catalog *kernel, const char *builtin,
		 const char *told)
{
	const char *arch = luocat_catalog_kernel(kernel)->arch;
	const char *before = "", *after = "";

	if (!*told || (arch && !strcmp(arch, "x86_64")))
		before = builtin;
	else if (option_is(kernel, "CMDLINE_EXTEND", "y"))
		after = builtin;
	snprintf(line->text, sizeof(line->text), "%s%s%s%s%s", before, *before ? " " : "", told,
		 *after ? " " : "", after);
}

/* Parameters in front of the line that are not seen. */
static bool hidden(const struct luocat_catalog *kernel, const struct boot_line *line)
{
	if (!line->builtin_known)
		return true;
	return option_is(kernel, "CMDLINE_FROM_BOOTCONFIG", "y") &&
	       (option_is(kernel, "BOOT_CONFIG_FORCE", "y") ||
		has_parameter(line->text, "bootconfig"));
}

void boot_line_make(struct boot_line *line, const struct luocat_catalog *kernel, const char *told)
{
	const char *builtin = luocat_catalog_option(kernel, "CMDLINE");

	*line = (struct boot_line){
		/* without the option that allows one there is none */
		.builtin_known = builtin || option_is(kernel, "CMDLINE_BOOL", "n"),
		.overrides = option_is(kernel, "CMDLINE_OVERRIDE", "y") ||
			     option_is(kernel, "CMDLINE_FORCE", "y"),
	};
	line->whole = told || line->overrides;
	join(line, kernel, builtin ? builtin : "", told && !line->overrides ? told : "");
	line->hidden = line->whole && hidden(kernel, line);
}

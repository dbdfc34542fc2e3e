// SPDX-License-Identifier: GPL-2.0-only
/*
 * outputs.c - where reports go
 */
#include "outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "options.h"

/* ---- What was asked for ---- */

static bool to_stdout(const struct output *output)
{
	return !output->path || !strcmp(output->path, "-");
}

static const struct report_formats *formats_of(const struct outputs *outputs)
{
	return outputs->formats ? outputs->formats : &verdict_formats;
}

int outputs_add(struct outputs *outputs, const char *spec, struct luocat_error *err)
{
	const char *colon = strchrnul(spec, ':');
	struct output output = {
		.format = report_format_find(formats_of(outputs), spec, (size_t)(colon - spec)),
		.path = *colon ? colon + 1 : NULL,
	};

	outputs->json |= (size_t)(colon - spec) == strlen("json") && !strncmp(spec, "json", 4);
	if (!output.format) {
		char names[80], fmt[160];

		report_format_names(formats_of(outputs), names, sizeof(names));
		snprintf(fmt, sizeof(fmt), "--format is %s, then :FILE if wanted, not \"%%s\"", names);
		return option_complain(err, fmt, spec);
	}
	if (output.path && !*output.path)
		return option_complain(err, "--format %s names no file", spec);
	if (outputs->n == MAX_OUTPUTS)
		return option_complain(err, "too many --format, the last is %s", spec);
	for (size_t i = 0; i < outputs->n; i++) {
		const struct output *other = &outputs->list[i];

		if (to_stdout(&output) ? to_stdout(other)
				       : !to_stdout(other) && !strcmp(output.path, other->path))
			return option_complain(err, "two reports for one place: --format %s", spec);
	}
	outputs->list[outputs->n++] = output;
	return 0;
}

int outputs_color(struct outputs *outputs, const char *when, struct luocat_error *err)
{
	static const char *const words[] = {
		[COLOUR_AUTO] = "auto",
		[COLOUR_ALWAYS] = "always",
		[COLOUR_NEVER] = "never",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(words[i], when)) {
			outputs->colour = (enum colour)i;
			return 0;
		}
	}
	return option_complain(err, "--color is auto, always or never, not \"%s\"", when);
}

void outputs_default(struct outputs *outputs)
{
	if (!outputs->n)
		outputs->list[outputs->n++] =
			(struct output){.format = report_format_find(formats_of(outputs), "text", strlen("text"))};
}

/* ---- Putting it out ---- */

struct rendered {
	char *text;
	size_t length;
};

static int write_outputs(const struct outputs *outputs, const struct rendered *rendered,
			 struct luocat_error *err)
{
	for (int standard = 0; standard < 2; standard++) {
		for (size_t i = 0; i < outputs->n; i++) {
			int ret;

			if (to_stdout(&outputs->list[i]) != standard)
				continue;
			ret = cli_write(outputs->list[i].path, rendered[i].text, rendered[i].length, err);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/* auto: where a person looks at it, and did not ask for none (no-color.org) */
static bool want_colours(const struct outputs *outputs, const struct output *output)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (outputs->colour != COLOUR_AUTO)
		return outputs->colour == COLOUR_ALWAYS;
	return to_stdout(output) && (!no || !*no) && term && strcmp(term, "dumb") &&
	       isatty(STDOUT_FILENO);
}

int outputs_put(const struct outputs *outputs, struct report *report, struct luocat_error *err)
{
	struct rendered rendered[MAX_OUTPUTS] = {0};
	int ret = 0;

	for (size_t i = 0; i < outputs->n && !ret; i++) {
		const struct output *output = &outputs->list[i];

		report->colours = want_colours(outputs, output);
		ret = output->format->render(report, &rendered[i].text, &rendered[i].length, err);
	}
	if (!ret)
		ret = write_outputs(outputs, rendered, err);
	for (size_t i = 0; i < outputs->n; i++)
		free(rendered[i].text);
	return ret;
}

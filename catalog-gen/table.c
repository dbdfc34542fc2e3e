// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - a catalog for people: the kernel's facts, then one line for each version of a format
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "table.h"

enum column { KIND, NAME, COMPATIBLE, VERSION, READ, WRITE, EVIDENCE, PROVIDER, ORIGIN, N_COLUMNS };

static const char *const titles[N_COLUMNS] = {
	"KIND", "NAME", "COMPATIBLE", "VERSION", "READ", "WRITE", "EVIDENCE", "PROVIDER", "ORIGIN",
};

struct row {
	char *cells[N_COLUMNS];
};

static char *known(const char *text)
{
	return strdup(text ? text : "?");
}

/* "mm/memfd_luo.c:600", else the symbol, section or object that it was found in. */
static char *origin_text(const struct luocat_origin *origin)
{
	char *text;
	int n;

	if (origin->source && origin->line)
		n = asprintf(&text, "%s:%" PRIu32, origin->source, origin->line);
	else if (origin->source)
		n = asprintf(&text, "%s", origin->source);
	else if (origin->symbol || origin->section)
		n = asprintf(&text, "%s %s", origin->object ? origin->object : "?",
			     origin->symbol ? origin->symbol : origin->section);
	else
		n = asprintf(&text, "%s", origin->object ? origin->object : "?");
	return n < 0 ? NULL : text;
}

/* "off": the code can write it, and the build switched that off. */
static char *write_text(const struct luocat_version *version)
{
	if (version->write == LUOCAT_YES && version->enable_write == LUOCAT_NO)
		return strdup("off");
	return known(luocat_tri_name(version->write));
}

static char *version_text(const struct luocat_version *version)
{
	char *text;

	if (!version->has_version)
		return strdup("-");
	return asprintf(&text, "%" PRIu32, version->version) < 0 ? NULL : text;
}

/* "vfio_pci (initramfs)": where its file was seen; "not initramfs": there was one, without it. */
static char *provider_text(const struct luocat_version *version)
{
	static const char *const initramfs[] = {
		[LUOCAT_YES] = "initramfs", [LUOCAT_NO] = "not initramfs"};
	const char *in = initramfs[version->in_initramfs];
	const char *tree = version->in_modules_tree == LUOCAT_YES ? "modules tree" : NULL;
	char *text;

	if (!version->provider || (!in && !tree))
		return known(version->provider);
	return asprintf(&text, "%s (%s%s%s)", version->provider, in ? in : "",
			in && tree ? ", " : "", tree ? tree : "") < 0
		       ? NULL
		       : text;
}

static bool fill_row(struct row *row, const struct luocat_version *version)
{
	row->cells[KIND] = known(luocat_kind_name(version->kind));
	row->cells[NAME] = known(version->name);
	row->cells[COMPATIBLE] = known(version->compatible);
	row->cells[VERSION] = version_text(version);
	row->cells[READ] = known(luocat_tri_name(version->read));
	row->cells[WRITE] = write_text(version);
	row->cells[EVIDENCE] = known(luocat_evidence_name(version->origin.evidence_id));
	row->cells[PROVIDER] = provider_text(version);
	row->cells[ORIGIN] = origin_text(&version->origin);
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (!row->cells[i])
			return false;
	}
	return true;
}

static void print_row(FILE *out, const char *const cells[], const size_t *widths)
{
	for (size_t i = 0; i + 1 < N_COLUMNS; i++)
		fprintf(out, "%-*s  ", (int)widths[i], cells[i]);
	fprintf(out, "%s\n", cells[N_COLUMNS - 1]);
}

static void print_formats(FILE *out, const struct row *rows, size_t n)
{
	size_t widths[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++) {
		widths[i] = strlen(titles[i]);
		for (size_t k = 0; k < n; k++) {
			size_t length = strlen(rows[k].cells[i]);

			if (length > widths[i])
				widths[i] = length;
		}
	}
	print_row(out, titles, widths);
	for (size_t k = 0; k < n; k++)
		print_row(out, (const char *const *)rows[k].cells, widths);
}

static void print_fact(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%-15s %s\n", name, value ? value : "?");
}

static void print_number(FILE *out, const char *name, int64_t value, bool is_known)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	print_fact(out, name, is_known ? text : NULL);
}

static void print_kernel(FILE *out, const struct luocat_kernel *kernel)
{
	print_fact(out, "release", kernel->release);
	print_fact(out, "arch", kernel->arch);
	print_fact(out, "byte order", kernel->byte_order);
	print_number(out, "pointer size", kernel->pointer_size, kernel->pointer_size);
	print_number(out, "page size", kernel->page_size, kernel->page_size);
	print_number(out, "max page order", kernel->max_page_order, kernel->max_page_order >= 0);
	print_fact(out, "build-id", kernel->build_id);
	print_fact(out, "write control", luocat_tri_name(kernel->write_control));
	for (size_t i = 0; i < kernel->n_options; i++)
		fprintf(out, "%-15s %s=%s\n", i ? "" : "options", kernel->options[i].name,
			kernel->options[i].value ? kernel->options[i].value : "?");
}

/* A line for each thing that could not be cataloged: what and where, and why. */
static bool print_gaps(FILE *out, const struct luocat_catalog *catalog)
{
	size_t n = luocat_catalog_n_gaps(catalog);

	for (size_t i = 0; i < n; i++) {
		const struct luocat_gap *gap = luocat_catalog_gap(catalog, i);
		char *where = origin_text(&gap->origin);

		if (!where)
			return false;
		if (!i)
			fputs("\nnot cataloged, so that more may be there:\n", out);
		fprintf(out, "%s  %s%s%s: %s\n",
			gap->kind ? luocat_kind_name(gap->kind) : "file-handler or flb",
			gap->origin.symbol ? gap->origin.symbol : "",
			gap->origin.symbol ? "  " : "", where, gap->why);
		free(where);
	}
	return true;
}

/* A line for each constant; nothing where none is known. */
static void print_constants(FILE *out, const struct luocat_catalog *catalog)
{
	bool any = false;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		for (size_t k = 0; k < version->n_constants; k++) {
			if (!any)
				fputs("\nconstants:\n", out);
			any = true;
			fprintf(out, "%s  %s 0x%" PRIx64 "\n", version->compatible,
				version->constants[k].name, version->constants[k].value);
		}
	}
}

static bool print_catalog(FILE *out, const struct luocat_catalog *catalog)
{
	size_t n = luocat_catalog_n_versions(catalog);
	struct row *rows = calloc(n ? n : 1, sizeof(*rows));
	bool complete = rows != NULL;

	for (size_t i = 0; complete && i < n; i++)
		complete = fill_row(&rows[i], luocat_catalog_version(catalog, i));
	if (complete) {
		print_kernel(out, luocat_catalog_kernel(catalog));
		fputc('\n', out);
		if (n)
			print_formats(out, rows, n);
		else
			fputs("no formats found\n", out);
		print_constants(out, catalog);
		complete = print_gaps(out, catalog);
	}
	for (size_t i = 0; rows && i < n; i++) {
		for (size_t k = 0; k < N_COLUMNS; k++)
			free(rows[i].cells[k]);
	}
	free(rows);
	return complete;
}

int table_from_catalog(const struct luocat_catalog *catalog, char **text, size_t *length,
		       struct luocat_error *err)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *out = cli_text_open(&buffer, &size);
	bool complete = out && print_catalog(out, catalog);

	if (out && fclose(out))
		complete = false;
	if (!complete) {
		free(buffer);
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	}
	*text = buffer;
	*length = size;
	return 0;
}

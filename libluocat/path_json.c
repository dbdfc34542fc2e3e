// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * path_json.c - a path for machines: schemas/path.schema.json
 */
#include "path.h"
#include "report_json.h"

/* A kexec from one kernel to the next, or one that is missing. */
static void write_hop(struct emit *emit, const struct luocat_path *path, size_t writer,
		      size_t reader)
{
	emit_begin(emit, NULL, '{');
	matrix_write_pair(emit, path->matrix, writer, reader);
	matrix_write_answer(emit, path->matrix, path_answer(path, writer, reader));
	emit_end(emit, '}');
}

static void write_names(struct emit *emit, const char *key, const struct luocat_path *path,
			const size_t *distances)
{
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < path->matrix->n; i++) {
		if (distances[i] != PATH_FAR)
			emit_string(emit, NULL, path->matrix->names[i]);
	}
	emit_end(emit, ']');
}

/* The worst hop; where there is no path, that of the best one that is missing. */
static enum luocat_outcome outcome_of(const struct luocat_path *path)
{
	enum luocat_outcome worst = LUOCAT_COMPATIBLE;

	if (!path->n)
		return path_answer(path, path->gaps[0].writer, path->gaps[0].reader)->outcome;
	for (size_t i = 1; i < path->n; i++) {
		enum luocat_outcome hop =
			path_answer(path, path->kernels[i - 1], path->kernels[i])->outcome;

		worst = hop > worst ? hop : worst;
	}
	return worst;
}

int luocat_path_to_json(const struct luocat_path *path, char **text, size_t *length,
			struct luocat_error *err)
{
	enum luocat_outcome outcome = outcome_of(path);
	struct emit emit = {0};

	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "path_version", LUOCAT_PATH_VERSION);
	report_write_generator(&emit);
	emit_string(&emit, "outcome", luocat_outcome_name(outcome));
	emit_number(&emit, "exit_code", report_exit_code(path->n ? outcome : LUOCAT_INCOMPATIBLE));
	matrix_write_policy(&emit, path->matrix);
	matrix_write_kernel(&emit, "from", &path->matrix->kernels[path->from]);
	matrix_write_kernel(&emit, "to", &path->matrix->kernels[path->to]);
	emit_bool(&emit, "found", path->n);
	emit_begin(&emit, "hops", '[');
	for (size_t i = 1; i < path->n; i++)
		write_hop(&emit, path, path->kernels[i - 1], path->kernels[i]);
	emit_end(&emit, ']');
	write_names(&emit, "reached", path, path->from_start);
	write_names(&emit, "reaches", path, path->to_end);
	emit_begin(&emit, "missing", '[');
	for (size_t i = 0; i < path->n_gaps; i++)
		write_hop(&emit, path, path->gaps[i].writer, path->gaps[i].reader);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}

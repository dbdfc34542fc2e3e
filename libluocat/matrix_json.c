// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_json.c - a matrix for machines: schemas/matrix.schema.json
 *
 * Each different answer is written once, so that a thousand kernels make a document of a few
 * megabytes.
 */
#include "emit.h"
#include "matrix.h"
#include "report_json.h"

static void write_finding(struct emit *emit, const struct luocat_finding *finding, bool policy)
{
	emit_begin(emit, NULL, '{');
	report_write_said(emit, finding, policy);
	emit_end(emit, '}');
}

void matrix_write_answer(struct emit *emit, const struct luocat_matrix *matrix,
			 const struct luocat_answer *answer)
{
	emit_string(emit, "outcome", luocat_outcome_name(answer->outcome));
	emit_bool(emit, "fails", answer->fails);
	emit_begin(emit, "findings", '[');
	for (size_t i = 0; i < answer->n_findings; i++)
		write_finding(emit, &answer->findings[i], matrix->asked);
	emit_end(emit, ']');
	if (answer->n_plan)
		report_write_entries(emit, "plan", answer->plan, answer->n_plan);
	else
		emit_null(emit, "plan");
}

void matrix_write_pair(struct emit *emit, const struct luocat_matrix *matrix, size_t writer,
		       size_t reader)
{
	emit_string(emit, "writer", matrix->names[writer]);
	emit_string(emit, "reader", matrix->names[reader]);
}

static void write_answers(struct emit *emit, const struct luocat_matrix *matrix)
{
	emit_begin(emit, "answers", '[');
	for (size_t i = 0; i < luocat_matrix_n_answers(matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(matrix, i);

		emit_begin(emit, NULL, '{');
		emit_number(emit, "pairs", (int64_t)answer->n_pairs);
		matrix_write_answer(emit, matrix, answer);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

void matrix_write_kernel(struct emit *emit, const char *key,
			 const struct luocat_matrix_kernel *kernel)
{
	const struct luocat_kernel *facts = luocat_catalog_kernel(kernel->catalog);

	emit_begin(emit, key, '{');
	emit_string(emit, "name", kernel->name);
	emit_string(emit, "key", kernel->key);
	emit_string(emit, "release", facts->release);
	emit_string(emit, "arch", facts->arch);
	emit_string(emit, "build_id", facts->build_id);
	emit_tri(emit, "write_control", facts->write_control);
	emit_end(emit, '}');
}

void matrix_write_kernels(struct emit *emit, const struct luocat_matrix *matrix,
			  const size_t *order)
{
	emit_begin(emit, "kernels", '[');
	for (size_t i = 0; i < matrix->n; i++)
		matrix_write_kernel(emit, NULL, &matrix->kernels[order ? order[i] : i]);
	emit_end(emit, ']');
}

static void write_cells(struct emit *emit, const struct luocat_matrix *matrix)
{
	emit_begin(emit, "cells", '[');
	for (size_t w = 0; w < matrix->n; w++) {
		emit_begin_flat(emit, NULL, '[');
		for (size_t r = 0; r < matrix->n; r++)
			emit_number(emit, NULL, (int64_t)luocat_matrix_cell(matrix, w, r));
		emit_end(emit, ']');
	}
	emit_end(emit, ']');
}

void matrix_write_policy(struct emit *emit, const struct luocat_matrix *matrix)
{
	if (!matrix->asked)
		return;
	emit_begin(emit, "policy", '{');
	report_write_asked(emit, matrix->asked);
	emit_end(emit, '}');
}

/* The same, and what it comes to over all pairs. */
static void write_policy(struct emit *emit, const struct luocat_verdict *asked)
{
	if (!asked)
		return;
	emit_begin(emit, "policy", '{');
	report_write_asked(emit, asked);
	report_write_off(emit, asked);
	emit_begin(emit, "findings", '[');
	for (size_t i = 0; i < asked->n_findings; i++)
		write_finding(emit, &asked->findings[i].pub, true);
	emit_end(emit, ']');
	emit_end(emit, '}');
}

int luocat_matrix_to_json(const struct luocat_matrix *matrix, char **text, size_t *length,
			  struct luocat_error *err)
{
	enum luocat_outcome worst = luocat_matrix_outcome(matrix);
	struct emit emit = {0};

	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "matrix_version", LUOCAT_MATRIX_VERSION);
	report_write_generator(&emit);
	emit_string(&emit, "outcome", luocat_outcome_name(worst));
	emit_number(&emit, "exit_code",
		    luocat_matrix_fails(matrix) ? report_exit_code(LUOCAT_INCOMPATIBLE)
						: report_exit_code(worst));
	write_policy(&emit, matrix->asked);
	matrix_write_kernels(&emit, matrix, NULL);
	write_answers(&emit, matrix);
	write_cells(&emit, matrix);
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}

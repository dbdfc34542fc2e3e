// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * verdict_json.c - verdicts for machines: schemas/verdict.schema.json
 */
#include <errno.h>
#include <stdlib.h>

#include "emit.h"
#include "fields.h"
#include "judge.h"
#include "report_json.h"

static const char *const directions[] = {
	[LUOCAT_FORWARD] = "forward",
	[LUOCAT_ROLLBACK] = "rollback",
};

/* A verdict and what is said of its kernels more than once. */
struct question {
	const struct luocat_verdict *verdict;
	char writer_key[80];
	char reader_key[80];
};

/* The finding that decides; null where nothing stands in the way. */
static void write_reason(struct emit *emit, const struct luocat_verdict *verdict)
{
	const struct luocat_finding *finding = luocat_verdict_fails(verdict);

	if (!finding && verdict->outcome != LUOCAT_COMPATIBLE)
		finding = luocat_verdict_finding(verdict, 0);
	report_write_decision(emit, "reason", finding);
}

static void write_versions(struct emit *emit, const char *side,
			   const struct luocat_version *const *versions, size_t n)
{
	emit_begin(emit, side, '[');
	for (size_t i = 0; i < n; i++)
		fields_write(emit, NULL, version_fields, versions[i]);
	emit_end(emit, ']');
}

static void write_formats(struct emit *emit, const struct luocat_verdict *verdict)
{
	emit_begin(emit, "formats", '[');
	for (size_t i = 0; i < verdict->n_formats; i++) {
		const struct luocat_format_verdict *f = &verdict->formats[i];

		emit_begin(emit, NULL, '{');
		emit_string(emit, "kind", luocat_kind_name(f->kind));
		emit_string(emit, "name", f->name);
		emit_bool(emit, "counts", f->counts);
		emit_string(emit, "outcome", luocat_outcome_name(f->outcome));
		write_versions(emit, "writer", f->writer, f->n_writer);
		write_versions(emit, "reader", f->reader, f->n_reader);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_row(struct emit *emit, const struct luocat_running_version *row)
{
	emit_begin_flat(emit, NULL, '{');
	emit_string(emit, "kind", luocat_kind_name(row->kind));
	emit_string(emit, "compatible", row->compatible);
	emit_tri(emit, "enable_write", row->enable_write);
	if (row->has_in_use)
		emit_number(emit, "in_use", row->in_use);
	else
		emit_null(emit, "in_use");
	emit_end(emit, '}');
}

static void write_state(struct emit *emit, const struct luocat_state *state)
{
	const struct luocat_running *running;

	if (!state) {
		emit_null(emit, "state");
		return;
	}
	running = luocat_state_running(state);
	emit_begin(emit, "state", '{');
	emit_bool(emit, "table", running->table);
	emit_tri(emit, "default_enable_write", running->default_enable_write);
	emit_bool(emit, "half_applied", running->half_applied);
	emit_tri(emit, "liveupdate", running->liveupdate);
	emit_begin(emit, "versions", '[');
	for (size_t i = 0; i < luocat_state_n_versions(state); i++)
		write_row(emit, luocat_state_version(state, i));
	emit_end(emit, ']');
	emit_end(emit, '}');
}

static void write_plan(struct emit *emit, const struct question *question)
{
	const struct luocat_verdict *verdict = question->verdict;

	if (!verdict->n_plan) {
		emit_null(emit, "plan");
		return;
	}
	emit_begin(emit, "plan", '{');
	emit_string(emit, "direction", directions[verdict->direction]);
	emit_string(emit, "writer_key", question->writer_key);
	emit_string(emit, "reader_key", question->reader_key);
	emit_bool(emit, "default_enable_write", false);
	report_write_entries(emit, "set", verdict->plan, verdict->n_plan);
	emit_end(emit, '}');
}

static void write_question(struct emit *emit, const struct question *question)
{
	const struct luocat_verdict *verdict = question->verdict;

	emit_begin(emit, NULL, '{');
	emit_string(emit, "direction", directions[verdict->direction]);
	report_write_kernel(emit, "writer", verdict->writer, question->writer_key);
	report_write_kernel(emit, "reader", verdict->reader, question->reader_key);
	write_state(emit, verdict->state);
	emit_string(emit, "outcome", luocat_outcome_name(verdict->outcome));
	write_reason(emit, verdict);
	report_write_policy(emit, verdict);
	write_formats(emit, verdict);
	emit_begin(emit, "findings", '[');
	for (size_t i = 0; i < verdict->n_findings; i++)
		report_write_finding(emit, &verdict->findings[i].pub, "writer", "reader",
				     verdict->policy);
	emit_end(emit, ']');
	write_plan(emit, question);
	emit_bool(emit, "applied", verdict->applied);
	emit_end(emit, '}');
}

static int ask(const struct luocat_verdict *verdict, struct question *question,
	       struct luocat_error *err)
{
	int ret = luocat_catalog_key(verdict->writer, question->writer_key, err);

	question->verdict = verdict;
	return ret ? ret : luocat_catalog_key(verdict->reader, question->reader_key, err);
}

static void write_head(struct emit *emit, const struct luocat_verdict *worst,
		       enum luocat_outcome outcome)
{
	emit_number(emit, "verdict_version", LUOCAT_VERDICT_VERSION);
	report_write_generator(emit);
	emit_string(emit, "outcome", luocat_outcome_name(outcome));
	emit_number(emit, "exit_code", report_verdict_code(worst));
	write_reason(emit, worst);
}

/* What fails is worst, and a plan that is yet to be applied is worse than one that is. */
static bool is_worse(const struct luocat_verdict *a, const struct luocat_verdict *b)
{
	bool a_fails = luocat_verdict_fails(a), b_fails = luocat_verdict_fails(b);

	if (a_fails != b_fails)
		return a_fails;
	return a->outcome > b->outcome || (a->outcome == b->outcome && b->applied && !a->applied);
}

int luocat_verdicts_to_json(struct luocat_verdict *const *verdicts, size_t n_verdicts, char **text,
			    size_t *length, struct luocat_error *err)
{
	enum luocat_outcome outcome = LUOCAT_COMPATIBLE;
	const struct luocat_verdict *worst = NULL;
	struct emit emit = {0};

	for (size_t i = 0; i < n_verdicts; i++) {
		if (!worst || is_worse(verdicts[i], worst))
			worst = verdicts[i];
		if (verdicts[i]->outcome > outcome)
			outcome = verdicts[i]->outcome;
	}
	if (!worst)
		return luocat_error_set(err, -EINVAL, NULL, NULL, "no question was asked");
	emit_begin(&emit, NULL, '{');
	write_head(&emit, worst, outcome);
	emit_begin(&emit, "questions", '[');
	for (size_t i = 0; i < n_verdicts; i++) {
		struct question question;
		int ret = ask(verdicts[i], &question, err);

		if (ret) {
			free(emit.text);
			return ret;
		}
		write_question(&emit, &question);
	}
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}

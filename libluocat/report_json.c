// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * report_json.c - what verdicts, lints and changelogs say alike in JSON
 */
#include "fields.h"
#include "judge.h"
#include "layout_json.h"
#include "report_json.h"

int report_exit_code(enum luocat_outcome outcome)
{
	static const int codes[] = {
		[LUOCAT_COMPATIBLE] = 0,
		[LUOCAT_COMPATIBLE_WITH_PLAN] = 3,
		[LUOCAT_OUTCOME_UNKNOWN] = 1,
		[LUOCAT_INCOMPATIBLE] = 1,
	};

	return codes[outcome];
}

int report_verdict_code(const struct luocat_verdict *verdict)
{
	if (luocat_verdict_fails(verdict))
		return report_exit_code(LUOCAT_INCOMPATIBLE);
	return report_exit_code(verdict->applied ? LUOCAT_COMPATIBLE : verdict->outcome);
}

void report_write_generator(struct emit *emit)
{
	emit_begin(emit, "generator", '{');
	emit_string(emit, "name", "libluocat");
	emit_string(emit, "version", LUOCAT_VERSION);
	emit_end(emit, '}');
}

void report_write_kernel(struct emit *emit, const char *side, const struct luocat_catalog *catalog,
			 const char *key)
{
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);

	emit_begin(emit, side, '{');
	emit_string(emit, "key", key);
	emit_string(emit, "release", kernel->release);
	emit_string(emit, "arch", kernel->arch);
	emit_string(emit, "build_id", kernel->build_id);
	emit_tri(emit, "write_control", kernel->write_control);
	emit_end(emit, '}');
}

static void write_origin(struct emit *emit, const char *side, const struct luocat_version *version)
{
	if (version)
		fields_write(emit, side, origin_fields, version);
	else
		emit_null(emit, side);
}

static void write_waiver(struct emit *emit, const struct luocat_waiver *waiver)
{
	if (!waiver) {
		emit_null(emit, "waiver");
		return;
	}
	emit_begin(emit, "waiver", '{');
	emit_string(emit, "rule", waiver->rule);
	emit_string(emit, "format", waiver->format);
	emit_string(emit, "writer", waiver->writer);
	emit_string(emit, "reader", waiver->reader);
	emit_string(emit, "reason", waiver->reason);
	emit_string(emit, "owner", waiver->owner);
	emit_string(emit, "expires", waiver->expires);
	emit_string(emit, "file", waiver->file);
	emit_string(emit, "where", waiver->where);
	emit_end(emit, '}');
}

static void write_policy(struct emit *emit, const struct luocat_finding *finding)
{
	emit_string(emit, "judged", luocat_severity_name(finding->judged));
	emit_string(emit, "changed_by", finding->changed_by);
	write_waiver(emit, finding->waiver);
}

void report_write_said(struct emit *emit, const struct luocat_finding *finding, bool policy)
{
	bool has_consequence = finding->consequence != LUOCAT_CONSEQUENCE_UNKNOWN;

	emit_string(emit, "rule", finding->rule->id);
	emit_string(emit, "severity", luocat_severity_name(finding->severity));
	if (policy)
		write_policy(emit, finding);
	emit_string(emit, "kind", finding->name ? luocat_kind_name(finding->kind) : NULL);
	emit_string(emit, "name", finding->name);
	emit_string(emit, "compatible", finding->compatible);
	emit_string(emit, "consequence",
		    has_consequence ? luocat_consequence_name(finding->consequence) : NULL);
	emit_string(emit, "message", finding->message);
	emit_string(emit, "advice", finding->advice);
}

void report_write_finding(struct emit *emit, const struct luocat_finding *finding,
			  const char *writer, const char *reader, bool policy)
{
	emit_begin(emit, NULL, '{');
	report_write_said(emit, finding, policy);
	write_origin(emit, writer, finding->writer);
	write_origin(emit, reader, finding->reader);
	differences_write(emit, finding->layout, writer, reader);
	emit_end(emit, '}');
}

void report_write_asked(struct emit *emit, const struct luocat_verdict *verdict)
{
	emit_string(emit, "profile", luocat_verdict_profile(verdict));
	emit_string(emit, "now", luocat_verdict_now(verdict));
	emit_string(emit, "fail_on", luocat_severity_name(verdict->fail_on));
}

void report_write_off(struct emit *emit, const struct luocat_verdict *verdict)
{
	emit_begin(emit, "off", '[');
	for (size_t i = 0; i < verdict->n_off; i++) {
		const struct luocat_off *off = &verdict->off[i];

		emit_begin_flat(emit, NULL, '{');
		emit_string(emit, "rule", off->rule->id);
		emit_string(emit, "changed_by", off->changed_by);
		emit_string(emit, "judged", luocat_severity_name(off->judged));
		emit_number(emit, "findings", (int64_t)off->n);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

void report_write_decision(struct emit *emit, const char *key, const struct luocat_finding *finding)
{
	if (!finding) {
		emit_null(emit, key);
		return;
	}
	emit_begin(emit, key, '{');
	emit_string(emit, "severity", luocat_severity_name(finding->severity));
	emit_string(emit, "rule", finding->rule->id);
	emit_string(emit, "message", finding->message);
	emit_end(emit, '}');
}

void report_write_policy(struct emit *emit, const struct luocat_verdict *verdict)
{
	if (!verdict->policy)
		return;
	emit_begin(emit, "policy", '{');
	report_write_asked(emit, verdict);
	report_write_decision(emit, "fails", luocat_verdict_fails(verdict));
	report_write_off(emit, verdict);
	emit_end(emit, '}');
}

void report_write_entries(struct emit *emit, const char *key, const struct luocat_plan_entry *plan,
			  size_t n)
{
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < n; i++) {
		emit_begin(emit, NULL, '{');
		emit_string(emit, "kind", luocat_kind_name(plan[i].kind));
		emit_string(emit, "name", plan[i].name);
		emit_string(emit, "compatible", plan[i].compatible);
		emit_bool(emit, "enable_write", plan[i].value);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * judge.h - what the parts of the pair engine share; not installed
 *
 *	judge.c		what counts, in which order the rules run, what they add up to
 *	plan.c		which flags make an unreadable version harmless
 *	rules.c		the one table of rules, with their texts
 *	rules_*.c	the functions in that table
 *	judge_side.c	what is worked out once of a kernel, in however many pairs it is
 *	judge_state.c	what the writer's state says of what it writes
 *	judge_layout.c	whether the layouts of a version agree, and its constants
 *	format.c	the formats of both sides, and which of them count
 *	requires.c	what a version needs besides itself
 *	cmdline.c	what a command line says of a switch
 *	names.c		lists of names for messages
 *	verdict.c	the result, and how findings get into it
 *	severity.c	what findings do to it
 *	policy.h	what a policy makes of them
 */
#ifndef LIBLUOCAT_JUDGE_H
#define LIBLUOCAT_JUDGE_H

#include "internal.h"
#include "state.h"

/* What came of comparing the layouts and constants of a version that both sides have. */
struct layout_answer {
	bool done;
	bool unchecked;		   /* both are unknown, so there was nothing to compare */
	enum luocat_tri agree;	   /* NO: the bytes differ; UNKNOWN: known on one side only */
	enum luocat_change worst;  /* where they do not agree */
	enum luocat_tri constants; /* see constants_agree() */
	struct luocat_differences *differences; /* NULL where a layout is not known */
	bool pointers_sought;
	char *pointers; /* that are handed over: a list for people, NULL: none */
};

/* Layouts with one digest are the same to a comparison, see layout_memo.c. */
struct layout_digest {
	uint8_t bytes[32];
};

/* What is worked out once of a kernel, in however many pairs it is. */
struct judge_side {
	struct luocat_catalog *catalog;
	const struct luocat_version **sorted; /* by address, so that one has a number */
	size_t n;
	size_t n_required; /* of all versions */
	/* by number of a version: what it reaches by number, then whether all is known; of a writer */
	bool **reached;
	struct layout_digest *layouts; /* by number; NULL: there is no memo */
};

enum { WRITER, READER, N_SIDES };

/* A version that the writer may write. */
struct written {
	const struct luocat_version *w;
	const struct luocat_version *r; /* the same identity in the reader, or NULL */
	const struct luocat_running_version *row; /* in the writer's table, or NULL */
	size_t format;			/* index in the verdict's formats */
	bool surely;			/* written for certain; else it is not known */
	bool counts;
	enum luocat_tri readable; /* NO or UNKNOWN once a rule objected whose word counts */
	bool planned;		  /* harmless once the plan is applied */
	/* the same where neither severities nor waivers of a policy count */
	enum luocat_tri judged_readable;
	bool judged_planned;
};

struct finding {
	struct luocat_finding pub;
	char *message; /* what @pub points to */
	char *advice;
	size_t order;
	const struct written *about; /* an objection to it: severity is settled after the plan */
	enum luocat_tri answer;	     /* NO: does not work; UNKNOWN: cannot be told */
	bool raised; /* an objection only because a policy raised it */
	bool has_level; /* what a policy makes of it */
	enum luocat_level level;
	const char *by;
};

/* What one of the policy's waivers did. */
struct waiver_use {
	bool of_pair; /* it is about these two kernels */
	bool malformed;
	bool expired;
	bool used;
	size_t missed; /* findings that it would have excused, had it not expired */
};

struct luocat_verdict {
	unsigned int refs;
	struct luocat_catalog *writer;
	struct luocat_catalog *reader;
	struct luocat_state *state; /* of the writer, or NULL */
	enum luocat_direction direction;
	enum luocat_outcome outcome;
	struct finding *findings;
	size_t n_findings;
	struct luocat_format_verdict *formats;
	size_t n_formats;
	const struct luocat_version **versions; /* what @formats points to */
	struct luocat_plan_entry *plan;
	size_t n_plan;
	bool applied; /* @plan is what is set now */
	struct luocat_policy *policy; /* or NULL */
	const struct policy_profile *profile; /* or NULL */
	enum luocat_severity fail_on;
	char now[sizeof("2026-11-28")]; /* or "" */
	bool lint; /* luocat_lint()'s: it does not ask all rules */
	struct waiver_use *waivers; /* of the policy's */
	size_t n_waivers;
	struct luocat_off *off;
	size_t n_off;
	size_t n_said; /* findings, with those that are off */
	struct layout_answer *layouts; /* of the writer's versions, by number; NULL: there is a memo */
	size_t n_layouts;
};

/* One judgement while it is made. */
struct judge {
	struct luocat_verdict *verdict;
	const struct luocat_catalog *writer;
	const struct luocat_catalog *reader;
	const struct luocat_judge_opts *opts;
	struct written *written; /* in the verdict's order of formats */
	size_t n_written;
	struct judge_side *side[N_SIDES];
	const struct rule_order *order;
	struct layout_memo *memo; /* or NULL */
	bool no_notes;		  /* nobody wants to hear what decides nothing */
	struct luocat_ref *flbs; /* of either side, each once */
	size_t n_flbs;
	bool absent; /* one side has no KHO or no LUO, or off: there is nothing to compare */
	bool ends; /* so says what is found next, if its word counts: sets @absent */
	struct written *version; /* the one that a rule of RULE_VERSION looks at */
	bool changed; /* a policy made something of an objection, or one */
	struct luocat_error *err;
};

/* What a rule looks at, and so how often it runs. */
enum rule_scope {
	RULE_KERNEL,  /* once, the kernels as a whole */
	RULE_VERSION, /* for each written version that counts */
	RULE_VERDICT, /* once, after the plan is made */
	N_SCOPES,
};

/* There are tens of rules. */
#define MAX_RULES 128

/* The rules of each scope, in the table's order. */
struct rule_order {
	const struct rule *rules[N_SCOPES][MAX_RULES];
	size_t n[N_SCOPES];
};

/* What a policy has to know of a rule. */
enum rule_flags {
	RULE_LAYOUT = 1,	/* about what a layout looks like: waivers are bound to fingerprints */
	RULE_NAMES_FORMATS = 2, /* its findings are about a format, as all of RULE_VERSION are */
	RULE_WAIVER = 4,	/* about waivers, and not to be waived */
	RULE_CONSTANT = 8,	/* about what constants are: waivers are bound to their values */
	RULE_LINT = 16,		/* luocat_lint() asks it */
};

struct rule {
	struct luocat_rule pub;
	enum rule_scope scope;
	/* @v is NULL but for RULE_VERSION. 0 or -errno; what it has to say goes into findings. */
	int (*check)(struct judge *j, const struct rule *rule, struct written *v);
	unsigned int flags; /* enum rule_flags */
};

extern const struct rule rules[];
extern const size_t n_rules;

/* ---- judge.c ---- */

/* From both sides: the catalogs and an empty verdict. -E2BIG: more than is judged in reasonable time. */
int judge_begin(struct judge *j, enum luocat_direction direction);
/* The rules that are asked; @no_notes: but for those that have notes only. */
void judge_order(struct rule_order *order, bool no_notes);
/* luocat_judge() of @j's sides, options as they are and whatever else is set: *@verdict. */
int judge_sides(struct judge *j, struct luocat_verdict **verdict);

/* ---- judge_side.c ---- */

/* @side is to be freed also where it fails. */
int judge_side_init(struct judge_side *side, struct luocat_catalog *catalog,
		    struct luocat_error *err);
void judge_side_free(struct judge_side *side);
size_t side_number(const struct judge_side *side, const struct luocat_version *version);

/* ---- severity.c ---- */

/* Findings about versions get their severity, now that the plan is made. */
void settle_findings(struct luocat_verdict *verdict);
/* Findings that are not shown, more of those that are counted already or others. */
int verdict_add_off(struct luocat_verdict *verdict, const struct luocat_off *off,
		    struct luocat_error *err);
/* What a finding does to the verdict, and would do without severities and waivers of a policy. */
void settle(struct finding *finding);
/* All findings are in: outcomes, and the order in which they are read. */
int verdict_finish(struct judge *j);

/* ---- verdict.c ---- */

/* What a rule says. Texts are copied; @message is cleaned of control characters. */
struct remark {
	const struct rule *rule;
	enum luocat_severity severity; /* ignored where @about is set */
	const struct written *about;
	enum luocat_tri answer;
	enum luocat_consequence consequence;
	const char *advice;
	const struct luocat_version *w; /* taken from @about where that is set */
	const struct luocat_version *r;
};

int verdict_add(struct judge *j, const struct remark *remark, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* An objection to a written version: what it does to the verdict is settled after the plan. */
int verdict_object(struct judge *j, const struct rule *rule, struct written *v,
		   enum luocat_tri answer, enum luocat_consequence consequence, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
/* More of the last finding: what of its layouts differs, and (NULL: nothing) what to do. Not behind a note
 * of a rule that has more than notes: where they are not wanted, that was not kept. */
int verdict_detail(struct judge *j, const struct luocat_differences *differences,
		   const char *advice);
struct luocat_verdict *verdict_new(struct luocat_catalog *writer, struct luocat_catalog *reader,
				   enum luocat_direction direction);

/* ---- format.c ---- */

/* Group both catalogs' versions into the verdict's formats and list what is written. */
int judge_formats(struct judge *j);
/* Decide which of them count; -EINVAL where --in-use names something that is not there. */
int judge_counts(struct judge *j);

/* ---- judge_state.c ---- */

/* Take the state, if it is the writer's. */
void judge_state(struct judge *j);
/* @version in the writer's table, or NULL. */
const struct luocat_running_version *state_row(const struct judge *j,
					       const struct luocat_version *version);
/* Whether the writer may write @version now; @surely is left alone where not. */
bool state_may_write(const struct judge *j, const struct luocat_version *version, bool *surely);
/* In a kernel that obeys its flags: @version is written, and not only because it was once. */
bool state_stays_on(const struct judge *j, const struct luocat_version *version);
/* Whether objects are preserved in @version now. Without a state NO: nobody asked. */
enum luocat_tri state_in_use(const struct judge *j, const struct luocat_version *version);
/* A module provides @version, and is known not to be loaded in the writer. */
bool state_not_loaded(const struct judge *j, const struct luocat_version *version);
/* Module names are one where they differ in '-' and '_' only. */
bool same_module(const char *a, const char *b);

/* ---- judge_layout.c ---- */

int judge_layouts(struct judge *j);
void judge_layouts_free(struct luocat_verdict *verdict);
void layout_answer_free(struct layout_answer *answer);
/* 0 or -errno. @w and @r have one id; @answer belongs to the verdict, or the memo. */
int layouts_agree(struct judge *j, const struct luocat_version *w, const struct luocat_version *r,
		  const struct layout_answer **answer);
/* Likewise the pointers that they hand over: a list for people, NULL where there are none. */
int layouts_pointers(struct judge *j, const struct luocat_version *w,
		     const struct luocat_version *r, const char **pointers);

/* ---- requires.c ---- */

/*
 * Whether @handler, of @catalog, has @flb attached. That is done by a call at run time, so only
 * descriptors on both prove that it is not.
 */
enum luocat_tri flb_attached(const struct luocat_catalog *catalog,
			     const struct luocat_version *handler, const struct luocat_ref *flb);
/* Whether the writer's @version needs its @target, an FLB or a structure, to be there. */
enum luocat_tri writer_needs(const struct judge *j, const struct luocat_version *version,
			     const struct luocat_version *target);

/* ---- cmdline.c ---- */

/* What the kernel reads of it: COMMAND_LINE_SIZE - 1 on x86-64 and arm64. */
#define CMDLINE_MAX 2047

/* The command line that a kernel is booted with, as far as it is known. */
struct boot_line {
	bool builtin_known; /* the part that is built in stands in @text, if there is one */
	bool overrides;	    /* that part is all of it */
	bool whole;	    /* @text is all of it: it was told what a boot loader, or kexec, adds */
	bool hidden;	    /* but for parameters in front of it, which no catalog shows */
	char text[CMDLINE_MAX + 1];
};

void boot_line_make(struct boot_line *line, const struct luocat_catalog *kernel, const char *told);
/* Whether the line leaves switch @name on; @otherwise where it does not say. */
enum luocat_tri boot_line_switch(const struct boot_line *line, const char *name,
				 enum luocat_tri otherwise);

/* The last value of parameter @name, cut to @size; false where it has none. */
bool boot_line_value(const struct boot_line *line, const char *name, char *value, size_t size);

/* ---- rules_flb.c ---- */

int judge_flbs(struct judge *j);

/* ---- rules_kernel.c ---- */

/* The kernel is to have this core format, and nothing of it was found: the catalog is of a part. */
bool core_not_covered(const struct luocat_catalog *catalog, const char *name);

/* ---- rules_version.c ---- */

/* Whether the version numbers that go over the wire agree. */
enum luocat_tri numbers_agree(const struct luocat_version *w, const struct luocat_version *r);
/* What a mismatch of this version does, from what either side knows and from its kind. */
enum luocat_consequence mismatch_consequence(const struct luocat_version *w,
					     const struct luocat_version *r);
/* What another layout under one id does: nothing notices, so that anything may come of it. */
enum luocat_consequence drift_consequence(const struct luocat_version *w,
					  const struct luocat_version *r);

/* ---- rules_constant.c ---- */

/*
 * Whether what both sides say of a version's constants agrees. NO: a name has two values; UNKNOWN: one side
 * lacks a name, though it looked as the other one did. What nobody said is no disagreement: see
 * LUO-CONSTANT-UNCHECKED.
 */
enum luocat_tri constants_agree(const struct luocat_version *w, const struct luocat_version *r);
/*
 * A descriptor names what its code knows, a probe what headers have: that one of them lacks a name
 * which the other one has says nothing.
 */
bool constants_seen_alike(const struct luocat_version *w, const struct luocat_version *r);
/* Of some constant only the writer, or only the reader, could say anything. */
bool constants_unchecked(const struct luocat_version *of, const struct luocat_version *other);
/* One constant of one name with two values, or that one side lacks: "A (0x1, 0x2 in the reader)". */
typedef void constant_words(const struct constant_pair *pair, char *text, size_t size);
/* Add those with two values, or those that one side lacks, to @list. */
void constants_list(const struct luocat_version *a, const struct luocat_version *b, bool both,
		    constant_words *words, struct name_list *list);

/* ---- rules_layout.c ---- */

/* The number that a new version of this format would have; 0 where versions have none. */
uint32_t next_version(const struct luocat_catalog *a, const struct luocat_catalog *b,
		      enum luocat_kind kind, const char *name);

/* ---- plan.c ---- */

void judge_plan(struct judge *j);
/* The plan as entries of the verdict. */
int judge_plan_entries(struct judge *j);

/* ---- rules_*.c: the functions of the table ---- */

#define RULE_FUNCTION(name) int name(struct judge *j, const struct rule *rule, struct written *v)

RULE_FUNCTION(rule_arch);
RULE_FUNCTION(rule_byte_order);
RULE_FUNCTION(rule_pointer_size);
RULE_FUNCTION(rule_page_size);
RULE_FUNCTION(rule_max_page_order);
RULE_FUNCTION(rule_no_kho);
RULE_FUNCTION(rule_no_luo);
RULE_FUNCTION(rule_boot_parameters);
RULE_FUNCTION(rule_running);
RULE_FUNCTION(rule_writer_off);
RULE_FUNCTION(rule_table);
RULE_FUNCTION(rule_image);
RULE_FUNCTION(rule_scratch);
RULE_FUNCTION(rule_core_write);
RULE_FUNCTION(rule_gap);

RULE_FUNCTION(rule_unreadable);
RULE_FUNCTION(rule_read_unknown);
RULE_FUNCTION(rule_kind_unknown);
RULE_FUNCTION(rule_version_differs);
RULE_FUNCTION(rule_requires);
RULE_FUNCTION(rule_layout_drift);
RULE_FUNCTION(rule_layout_appended);
RULE_FUNCTION(rule_layout_one_sided);
RULE_FUNCTION(rule_layout_renamed);
RULE_FUNCTION(rule_layout_pointer);
RULE_FUNCTION(rule_constant_changed);
RULE_FUNCTION(rule_constant_one_sided);
RULE_FUNCTION(rule_flb_writer_only);
RULE_FUNCTION(rule_flb_reader_only);

RULE_FUNCTION(rule_evidence_asked);
RULE_FUNCTION(rule_profile_extra);
RULE_FUNCTION(rule_profile_layout);

RULE_FUNCTION(rule_profile_missing);
RULE_FUNCTION(rule_mandatory);
RULE_FUNCTION(rule_format_off);
RULE_FUNCTION(rule_waiver_expired);
RULE_FUNCTION(rule_waiver_unused);
RULE_FUNCTION(rule_no_write_control);
RULE_FUNCTION(rule_in_use);
RULE_FUNCTION(rule_module_not_loaded);
RULE_FUNCTION(rule_module);
RULE_FUNCTION(rule_writer_module);
RULE_FUNCTION(rule_flb_unseen);
RULE_FUNCTION(rule_layout_unchecked);
RULE_FUNCTION(rule_layout_given);
RULE_FUNCTION(rule_constant_unchecked);
RULE_FUNCTION(rule_evidence);

/* rules_gap.c - whether a format of this kind may be in the reader and not in its catalog. */
bool reader_may_hide(const struct judge *j, enum luocat_kind kind);

#endif

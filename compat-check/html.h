/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html.h - HTML that stands by itself: pages, escaping, and what all pages show alike
 *
 * A page asks for nothing: style and script are in it, and a policy in its head allows these two by
 * their hashes and nothing else, no connection, no other script. Names come from catalogs, that is
 * from anybody; they reach the page through html_put() only.
 */
#ifndef COMPAT_CHECK_HTML_H
#define COMPAT_CHECK_HTML_H

#include <stdio.h>

#include <luocat.h>

#include "excerpt.h"

/* ---- Style and scripts: files of html/, embedded by the build ---- */

struct html_asset {
	const char *tag; /* "style", "script" */
	const char *text;
	size_t length;
	const char *hash; /* as a Content-Security-Policy names it */
};

extern const struct html_asset html_page_css, html_page_js, html_matrix_css, html_matrix_js;

/* ---- Pages ---- */

/*
 * printf() for HTML: what %s stands for is escaped, to be the text of an element or the value of a
 * quoted attribute. There are %s, %d and %zu.
 */
void html_put(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Down to <main>; @assets ends with NULL. */
void html_begin(FILE *out, const char *title, const struct html_asset *const *assets);
/* From </main>. Scripts come last, when everything that they look for is there. */
void html_end(FILE *out, const struct html_asset *const *assets);

/* ---- What pages show alike ---- */

/* How an outcome or a severity looks: never by colour alone. */
struct html_mark {
	const char *style; /* a class */
	const char *sign;  /* one character */
	const char *words;
};

const struct html_mark *html_outcome(enum luocat_outcome outcome);
const struct html_mark *html_severity(enum luocat_severity severity);
/* "× incompatible" as a label. */
void html_put_mark(FILE *out, const struct html_mark *mark);

/* One finding; @plan: what a plan does about it. -1: out of memory. */
int html_finding(FILE *out, const struct luocat_finding *finding, const struct excerpt *excerpt,
		 const char *plan);
/* A plan's commands, which can be copied. -1: out of memory. */
int html_plan(FILE *out, const struct luocat_plan_entry *entries, size_t n);
/* What is not shown, and who says so, as a list. -1: out of memory. */
int html_off(FILE *out, const struct luocat_verdict *verdict);
/* What rules mean: those of luocat_rule() that @used says, to which findings link. */
void html_rules(FILE *out, const bool *used);
void html_use_rule(const struct luocat_rule *rule, bool *used);
/* All that a verdict names. */
void html_use_rules(const struct luocat_verdict *verdict, bool *used);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_message.c - differences in words, and the list of them
 */
#include "layout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Longer ways to a type are cut in their middle. */
#define MAX_CHAIN 1024
/* Names and expressions are bounded by the catalog. */
#define MAX_HOW	    (2 * MAX_EXPRESSION + 64)
#define MAX_MESSAGE (MAX_HOW + 3 * MAX_WORD + 256)

/* ---- The list ---- */

struct luocat_differences *luocat_differences_unref(struct luocat_differences *differences)
{
	if (!differences)
		return NULL;
	for (size_t i = 0; i < differences->n; i++)
		free(differences->list[i].texts);
	free(differences->list);
	luocat_catalog_unref(differences->catalog[A]);
	luocat_catalog_unref(differences->catalog[B]);
	free(differences);
	return NULL;
}

size_t luocat_n_differences(const struct luocat_differences *differences)
{
	return differences->n;
}

const struct luocat_difference *luocat_difference(const struct luocat_differences *differences,
						  size_t index)
{
	return index < differences->n ? &differences->list[index].pub : NULL;
}

static struct difference *add_difference(struct compare *c)
{
	struct luocat_differences *out = c->out;

	if (out->n == MAX_DIFFERENCES) {
		luocat_error_set(c->err, -E2BIG, NULL, c->version[A]->compatible,
				 "its layouts differ in more than %d places", MAX_DIFFERENCES);
		return NULL;
	}
	if (out->n == out->room) {
		size_t room = out->room ? out->room * 2 : 8;
		struct difference *list = realloc(out->list, room * sizeof(*list));

		if (!list) {
			error_no_memory(c->err);
			return NULL;
		}
		out->list = list;
		out->room = room;
	}
	return &out->list[out->n];
}

const struct luocat_difference *
luocat_differences_worst(const struct luocat_differences *differences)
{
	const struct luocat_difference *worst = NULL;

	for (size_t i = 0; i < differences->n; i++) {
		const struct luocat_difference *d = &differences->list[i].pub;

		if (!worst || d->change > worst->change)
			worst = d;
	}
	return worst;
}

/* ---- The way to a type ---- */

static const struct luocat_type *any_type(const struct frame *frame)
{
	return frame->type[A] ? frame->type[A] : frame->type[B];
}

static size_t put(char *chain, size_t used, const char *text)
{
	size_t length = strlen(text);

	if (used + length >= MAX_CHAIN)
		length = MAX_CHAIN - 1 - used;
	memcpy(chain + used, text, length);
	chain[used + length] = '\0';
	return used + length;
}

static size_t put_chain(char *chain, const struct frame *frame)
{
	size_t used = 0;

	if (frame->up)
		used = put(chain, put_chain(chain, frame->up), " > ");
	used = put(chain, used, any_type(frame)->name);
	if (frame->member) {
		used = put(chain, used, ".");
		used = put(chain, used, frame->member);
		used = put(chain, used, frame->array ? "[]" : "");
	}
	return used;
}

/* ---- One difference ---- */

static const struct luocat_type *owned_by(const struct compare *c, const struct frame *here,
					  enum luocat_kind *kind, const char **name)
{
	const struct luocat_type *type = here ? any_type(here) : NULL;
	const struct luocat_version *version = c->version[type && !here->type[A] ? B : A];

	*kind = version->kind;
	*name = version->name;
	if (type && foreign_owner(version, type)) {
		*kind = type->owner_kind;
		*name = type->owner_name;
	}
	return type;
}

/* Texts are copied into one block: message, undo, chain. */
static int record(struct compare *c, const struct frame *here,
		  const struct luocat_difference *about, enum distance distance,
		  const char *message, const char *undo)
{
	size_t lengths[] = {strlen(message) + 1, undo ? strlen(undo) + 1 : 0};
	struct difference *difference = add_difference(c);
	const struct luocat_type *type;
	char chain[MAX_CHAIN] = "";
	char *texts;

	if (!difference)
		return c->out->n == MAX_DIFFERENCES ? -E2BIG : -ENOMEM;
	if (here)
		put_chain(chain, here);
	texts = malloc(lengths[0] + lengths[1] + strlen(chain) + 1);
	if (!texts)
		return error_no_memory(c->err);
	*difference = (struct difference){.pub = *about, .texts = texts};
	type = owned_by(c, here, &difference->pub.owner_kind, &difference->pub.owner_name);
	difference->pub.change = (enum luocat_change)(distance - RENAMED);
	difference->pub.type = type ? type->name : NULL;
	difference->pub.type_a = here ? here->type[A] : NULL;
	difference->pub.type_b = here ? here->type[B] : NULL;
	difference->pub.message = memcpy(texts, message, lengths[0]);
	if (undo)
		difference->pub.undo = memcpy(texts + lengths[0], undo, lengths[1]);
	difference->pub.chain = strcpy(texts + lengths[0] + lengths[1], chain);
	c->out->n++;
	c->out->worst = distance > c->out->worst ? distance : c->out->worst;
	return 0;
}

int tell(struct compare *c, const struct frame *here, enum distance distance, const char *member,
	 const char *undo, const char *fmt, ...)
{
	const struct luocat_difference about = {.member = member};
	char message[MAX_MESSAGE];
	va_list args;

	if (c->quiet)
		return 0;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	return record(c, here, &about, distance, message, undo);
}

/* ---- Members ---- */

struct words {
	char place[64];			/* "16", "16 bit 3" */
	char type[MAX_EXPRESSION + 16]; /* "u32", "u32:5" */
};

static void put_words(const struct luocat_member *member, struct words *words)
{
	uint64_t byte = member->bit_offset / 8;
	unsigned int bit = (unsigned int)(member->bit_offset % 8);

	if (member->bits) {
		snprintf(words->place, sizeof(words->place), "%" PRIu64 " bit %u", byte, bit);
		snprintf(words->type, sizeof(words->type), "%s:%" PRIu32, member->type,
			 member->bits);
	} else {
		snprintf(words->place, sizeof(words->place), "%" PRIu64, byte);
		snprintf(words->type, sizeof(words->type), "%s", member->type);
	}
}

struct texts {
	char message[MAX_MESSAGE];
	char undo[MAX_MESSAGE];
};

static void added(struct texts *texts, const struct luocat_type *type,
		  const struct luocat_member *b, const struct words *words, bool behind)
{
	snprintf(texts->message, sizeof(texts->message), "member %s (%s) was added %sat offset %s",
		 b->name, words->type, behind ? "behind the last one, " : "", words->place);
	snprintf(texts->undo, sizeof(texts->undo), "remove member %s from %s", b->name, type->name);
}

static void removed(struct texts *texts, const struct luocat_member *a, const struct words *words,
		    bool behind)
{
	snprintf(texts->message, sizeof(texts->message), "member %s (%s) was removed from %s%s",
		 a->name, words->type, behind ? "the end, offset " : "offset ", words->place);
	snprintf(texts->undo, sizeof(texts->undo), "restore member %s (%s) at offset %s", a->name,
		 words->type, words->place);
}

static void changed(struct texts *texts, const struct luocat_member *a,
		    const struct luocat_member *b, const struct words words[],
		    const struct luocat_member *swapped)
{
	bool moved = strcmp(words[A].place, words[B].place);
	bool retyped = strcmp(words[A].type, words[B].type);
	char how[MAX_HOW] = "";

	if (retyped)
		snprintf(how, sizeof(how), "%schanged from %s to %s", moved ? " and " : "",
			 words[A].type, words[B].type);
	else if (swapped)
		snprintf(how, sizeof(how), ": it and %s changed places", swapped->name);
	if (moved)
		snprintf(texts->message, sizeof(texts->message),
			 "member %s moved from offset %s to %s%s", a->name, words[A].place,
			 words[B].place, how);
	else
		snprintf(texts->message, sizeof(texts->message), "member %s at offset %s %s",
			 a->name, words[A].place, how);
	snprintf(texts->undo, sizeof(texts->undo), "restore member %s%s%s at offset %s", a->name,
		 retyped ? " as " : "", retyped ? words[A].type : "", words[A].place);
}

static void renamed(struct texts *texts, const struct luocat_member *a,
		    const struct luocat_member *b, const struct words *words)
{
	snprintf(texts->message, sizeof(texts->message),
		 "member %s (%s at offset %s) was renamed to %s", a->name, words->type,
		 words->place, b->name);
	snprintf(texts->undo, sizeof(texts->undo), "rename member %s to %s", b->name, a->name);
}

int tell_member(struct compare *c, const struct frame *here, enum distance distance,
		const struct luocat_member *a, const struct luocat_member *b,
		const struct luocat_member *swapped)
{
	struct luocat_difference about = {.member = a ? a->name : b->name, .a = a, .b = b};
	struct words words[N_SIDES_COMPARED];
	struct texts texts;

	if (c->quiet)
		return 0;
	if (a)
		put_words(a, &words[A]);
	if (b)
		put_words(b, &words[B]);
	if (!a)
		added(&texts, here->type[B], b, &words[B], distance == APPENDED);
	else if (!b)
		removed(&texts, a, &words[A], distance == APPENDED);
	else if (distance == RENAMED)
		renamed(&texts, a, b, &words[A]);
	else
		changed(&texts, a, b, words, swapped);
	return record(c, here, &about, distance, texts.message, texts.undo);
}

int tell_elements(struct compare *c, const struct frame *here, const struct luocat_member *a,
		  const struct luocat_member *b, const uint64_t bytes[N_SIDES_COMPARED])
{
	struct luocat_difference about = {.member = a->name, .a = a, .b = b};
	struct texts texts;

	if (c->quiet)
		return 0;
	snprintf(texts.message, sizeof(texts.message),
		 "the elements of member %s (%s) changed from %" PRIu64 " to %" PRIu64 " bytes",
		 a->name, a->type, bytes[A], bytes[B]);
	snprintf(texts.undo, sizeof(texts.undo),
		 "restore the elements of member %s to %" PRIu64 " bytes", a->name, bytes[A]);
	return record(c, here, &about, DRIFT, texts.message, texts.undo);
}

/* ---- Enumerators ---- */

static const char *put_value(const struct luocat_type *type, const struct luocat_enumerator *of,
			     char text[24])
{
	if (type->is_signed)
		snprintf(text, 24, "%" PRId64, (int64_t)of->value);
	else
		snprintf(text, 24, "%" PRIu64, of->value);
	return text;
}

int tell_enumerator(struct compare *c, const struct frame *here, enum distance distance,
		    const struct luocat_enumerator *a, const struct luocat_enumerator *b)
{
	const char *name = a ? a->name : b->name, *was = NULL, *is = NULL;
	char values[N_SIDES_COMPARED][24], undo[MAX_WORD * 2 + 64];

	if (a)
		was = put_value(here->type[A], a, values[A]);
	if (b)
		is = put_value(here->type[B], b, values[B]);
	if (!a) {
		snprintf(undo, sizeof(undo), "remove enumerator %s", name);
		return tell(c, here, distance, name, undo, "enumerator %s (%s) was added%s", name,
			    is, distance == APPENDED ? " behind the last one" : "");
	}
	snprintf(undo, sizeof(undo), "restore enumerator %s as %s", name, was);
	if (!b)
		return tell(c, here, distance, name, undo, "enumerator %s (%s) was removed%s", name,
			    was, distance == APPENDED ? " from the end" : "");
	if (distance != RENAMED)
		return tell(c, here, distance, name, undo, "enumerator %s changed from %s to %s",
			    name, was, is);
	snprintf(undo, sizeof(undo), "rename enumerator %s to %s", b->name, name);
	return tell(c, here, distance, name, undo, "enumerator %s (%s) was renamed to %s", name,
		    was, b->name);
}

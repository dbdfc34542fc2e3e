// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * plan.c - which enable_write flags make what the reader cannot read harmless
 *
 * Only file handlers have a flag that can be set; core formats and subtrees are written once at
 * boot, and an FLB goes with its handlers.
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>

/*
 * Turn off the unreadable versions of one handler's format where something readable stays on, or a policy
 * can do without the format. What is preserved keeps its version, so one in use cannot be turned off; and
 * what a profile lists has to stay.
 */
static void plan_format(struct judge *j, size_t first, size_t end)
{
	const struct policy_profile *profile = j->verdict->profile;
	bool stays = false;

	for (size_t i = first; i < end; i++)
		stays |= (j->written[i].readable == LUOCAT_YES &&
			  state_stays_on(j, j->written[i].w)) ||
			 may_go(j, j->written[i].w);
	for (size_t i = first; stays && i < end; i++)
		j->written[i].planned = j->written[i].readable != LUOCAT_YES &&
					state_in_use(j, j->written[i].w) == LUOCAT_NO &&
					!(profile && profile_find(profile, j->written[i].w));
}

/*
 * An unreadable FLB or structure does no harm when only versions that the plan turns off need it.
 * Where one that stays may need it too, or nothing that is turned off does, it stands as it is.
 */
static bool covered(const struct judge *j, const struct written *v)
{
	bool turned_off = false;

	if (state_in_use(j, v->w) != LUOCAT_NO)
		return false;
	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *by = &j->written[i];

		/* what needs a structure through another one is found through that */
		if (by == v || !by->counts || by->w->kind == LUOCAT_KIND_STRUCTURE)
			continue;
		switch (writer_needs(j, by->w, v->w)) {
		case LUOCAT_NO:
			break;
		case LUOCAT_YES:
			turned_off |= by->planned;
			/* fall through */
		case LUOCAT_UNKNOWN:
			if (!by->planned)
				return false;
		}
	}
	return turned_off;
}

void judge_plan(struct judge *j)
{
	if (luocat_catalog_kernel(j->writer)->write_control != LUOCAT_YES)
		return;
	for (size_t i = 0, end; i < j->n_written; i = end) {
		for (end = i + 1;
		     end < j->n_written && j->written[end].format == j->written[i].format; end++)
			;
		if (j->written[i].counts && j->written[i].w->kind == LUOCAT_KIND_FILE_HANDLER)
			plan_format(j, i, end);
	}
	for (size_t i = 0; i < j->n_written; i++) {
		struct written *v = &j->written[i];

		if ((v->w->kind == LUOCAT_KIND_FLB || v->w->kind == LUOCAT_KIND_STRUCTURE) &&
		    v->counts && v->readable != LUOCAT_YES)
			v->planned = covered(j, v);
	}
}

int judge_plan_entries(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;

	verdict->plan = calloc(j->n_written + 1, sizeof(*verdict->plan));
	if (!verdict->plan)
		return error_no_memory(j->err);
	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *v = &j->written[i];

		if (v->planned && v->w->kind == LUOCAT_KIND_FILE_HANDLER)
			verdict->plan[verdict->n_plan++] = (struct luocat_plan_entry){
				.kind = v->w->kind,
				.name = v->w->name,
				.compatible = v->w->compatible,
				.value = false,
			};
	}
	return 0;
}

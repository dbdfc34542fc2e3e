// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_kind.c - the structs that are registered, and what their callbacks mean
 */
#include "handler_kind.h"
#include "finder.h"

const struct handler_kind handler_kinds[HANDLER_KINDS] = {
	{
		.kind = LUOCAT_KIND_FILE_HANDLER,
		.required = {"preserve", "unpreserve", "retrieve", "finish", "can_preserve"},
		.to_read = {"retrieve", "finish"},
	},
	{
		.kind = LUOCAT_KIND_FLB,
		.required = {"preserve", "unpreserve", "retrieve", "finish"},
	},
};

const char *const handler_types[] = {"liveupdate_file_handler", "liveupdate_flb", NULL};

/* Whether all of @names are set: one that is not decides, then one that cannot be told. */
static int all_set(const char *const names[HANDLER_CALLBACKS], handler_callback callback, void *arg,
		   enum luocat_tri *all)
{
	enum luocat_tri set;
	int ret = 0;

	*all = LUOCAT_YES;
	for (size_t i = 0; i < HANDLER_CALLBACKS && names[i] && !ret; i++) {
		ret = callback(arg, names[i], &set);
		if (set == LUOCAT_NO || (set == LUOCAT_UNKNOWN && *all == LUOCAT_YES))
			*all = set;
	}
	return ret;
}

/*
 * A stock kernel refuses to register an object that lacks one callback: it neither reads nor
 * writes. With write control a handler may read only; whether the kernel has it may not be known.
 */
int handler_directions(struct luocat_version *version, const struct handler_kind *kind,
		       enum luocat_tri write_control, enum luocat_evidence evidence,
		       handler_callback callback, void *arg)
{
	enum luocat_tri complete, readable;
	int ret = all_set(kind->required, callback, arg, &complete);

	if (!ret)
		ret = all_set(kind->to_read, callback, arg, &readable);
	if (ret)
		return ret;
	version->read = complete;
	version->write = complete;
	if (complete == LUOCAT_NO && kind->to_read[0] && readable != LUOCAT_NO)
		version->read = write_control == LUOCAT_YES ? readable : write_control;
	version->origin.evidence_read = version->read ? evidence : LUOCAT_EVIDENCE_NONE;
	version->origin.evidence_write = version->write ? evidence : LUOCAT_EVIDENCE_NONE;
	return 0;
}

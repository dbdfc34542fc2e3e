// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_find.c - the finder of layouts: where an object's definitions of types come from
 */
#include "btf_types.h"
#include "layout.h"

int find_layouts(struct object *object, struct found *found, struct luocat_error *err)
{
	const char *const *names;
	struct object *debug;
	int ret = btf_types_see(found->btf, object, err);

	if (!ret)
		ret = layouts_wanted(found->layouts, object, found, &names, err);
	if (ret || !*names)
		return ret;
	ret = object_debug(object, &debug, err);
	if (ret)
		return ret;
	return debug ? layouts_from_dwarf(debug, names, found->layouts, err)
		     : btf_types_add(found->btf, found->layouts, object, names, err);
}

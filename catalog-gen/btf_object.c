// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_object.c - one object's BTF, opened on whatever it builds on
 *
 * A kernel's stands alone. A module's goes on where its kernel's ends; if it was built outside of the
 * kernel's tree, it goes on where a copy of that ends which it brings along, cut down to names.
 */
#include <errno.h>

#include "btf_object.h"

static int open_distilled(struct btf_object *btf, struct object *object, struct luocat_error *err)
{
	struct btf_bytes bytes;
	int ret = btf_bytes_of(object, BTF_BASE_SECTION, &bytes, err);

	if (!ret && bytes.split)
		return btf_error(&bytes, -EINVAL, err, "builds on another one");
	if (!ret)
		ret = btf_source_open(&btf->distilled, &bytes, NULL, err);
	btf->has_distilled = !ret;
	return ret == -ENODATA ? 0 : ret;
}

int btf_object_open(struct btf_object *btf, struct object *object, const struct btf_source *kernel,
		    struct luocat_error *err)
{
	const struct btf_source *base = NULL;
	struct btf_bytes bytes;
	int ret = btf_bytes_of(object, BTF_SECTION, &bytes, err);

	*btf = (struct btf_object){.structs = kernel, .kernel = kernel};
	if (!ret && bytes.split) {
		ret = open_distilled(btf, object, err);
		base = btf->has_distilled ? &btf->distilled : kernel;
		/* nothing can be read of it then */
		if (!ret && !base)
			return 0;
	}
	if (!ret)
		ret = btf_source_open(&btf->own, &bytes, base, err);
	if (ret) {
		btf_object_close(btf);
		return ret == -ENODATA ? 0 : ret;
	}
	btf->has_own = true;
	btf->functions = &btf->own;
	if (!btf->has_distilled)
		btf->structs = &btf->own;
	return 0;
}

void btf_object_close(struct btf_object *btf)
{
	if (btf->has_own)
		btf_source_close(&btf->own);
	if (btf->has_distilled)
		btf_source_close(&btf->distilled);
	btf->has_own = btf->has_distilled = false;
}

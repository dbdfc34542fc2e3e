// SPDX-License-Identifier: GPL-2.0-only
/*
 * catalog_given.c - catalogs that were made before, as parts of the one that is made now
 *
 * A module that is built outside of its kernel's tree has a catalog of its own. Together with the
 * kernel's it says what the kernel can do once the module is loaded.
 */
#include <errno.h>

#include "catalog_given.h"
#include "reader.h"

bool catalog_is_given(const struct reader *reader)
{
	const char *first = reader_at(reader, 0, 1);

	return first && *first == '{';
}

static int give_all(struct luocat_catalog *to, const struct luocat_catalog *from,
		    struct luocat_error *err)
{
	int ret = luocat_catalog_set_kernel(to, luocat_catalog_kernel(from), err);

	for (size_t i = 0; i < luocat_catalog_n_types(from) && !ret; i++)
		ret = luocat_catalog_add_type(to, luocat_catalog_type(from, i), err);
	for (size_t i = 0; i < luocat_catalog_n_versions(from) && !ret; i++)
		ret = luocat_catalog_add(to, luocat_catalog_version(from, i), err);
	for (size_t i = 0; i < luocat_catalog_n_gaps(from) && !ret; i++)
		ret = luocat_catalog_add_gap(to, luocat_catalog_gap(from, i), err);
	return ret;
}

int catalog_give(struct luocat_catalog *catalog, const struct reader *reader,
		 struct luocat_error *err)
{
	const char *text = reader_at(reader, 0, reader_size(reader));
	struct luocat_catalog *given = NULL;
	struct luocat_error why;
	int ret;

	if (!text)
		return luocat_error_set(err, -EIO, reader_name(reader), NULL, "cannot be read");
	ret = luocat_catalog_load(text, reader_size(reader), reader_name(reader), &given, err);
	if (ret)
		return ret;
	ret = give_all(catalog, given, &why);
	if (ret)
		luocat_error_set(err, ret, reader_name(reader), NULL,
				 "does not go with the inputs before it: %.400s", why.what);
	luocat_catalog_unref(given);
	return ret;
}

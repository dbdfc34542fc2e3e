// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_source.c - source file and line of a DIE
 */
#include <errno.h>
#include <string.h>

#include "dwarf_die.h"

/* @path below a directory whose name has that length. */
static bool below(const char *path, const char *directory, size_t length)
{
	return length && !strncmp(path, directory, length) && path[length] == '/';
}

/*
 * The length of the name of the tree that @path is in. A kernel that is built outside of its source
 * tree (O=) is compiled where its objects are; all of it takes something from include/linux.
 */
static size_t tree_length(const char *path, char *const *files, Dwarf_Signed n)
{
	for (Dwarf_Signed i = 0; i < n; i++) {
		const char *headers = strstr(files[i], "/include/linux/");

		if (headers && below(path, files[i], (size_t)(headers - files[i])))
			return (size_t)(headers - files[i]);
	}
	return 0;
}

/*
 * @path relative to @directory, where it was compiled, else to the tree of its headers among the @n
 * @files; outside of both, its last component.
 */
static const char *relative(const char *path, const char *directory, char *const *files,
			    Dwarf_Signed n)
{
	size_t length = strlen(directory);
	const char *slash;

	while (length && directory[length - 1] == '/')
		length--;
	if (!below(path, directory, length))
		length = tree_length(path, files, n);
	if (length)
		path += length;
	else if (*path == '/')
		path = (slash = strrchr(path, '/')) ? slash : path;
	while (*path == '/' || !strncmp(path, "./", 2) || !strncmp(path, "../", 3))
		path = strchr(path, '/') + 1;
	return path;
}

static int out_of_memory(const struct dwarf *dwarf)
{
	return luocat_error_set(dwarf->err, -ENOMEM, object_name(dwarf->object), "",
				"out of memory");
}

/* Entry @index of the unit's line table; its files count from 1 before DWARF 5. */
static int file_name(const struct dwarf *dwarf, Dwarf_Die unit, uint64_t index, char **source)
{
	Dwarf_Error error = NULL;
	Dwarf_Half version, offset_size;
	Dwarf_Signed n;
	const char *directory;
	char **files;
	int res = dwarf_srcfiles(unit, &files, &n, &error);
	int ret;

	if (res == DW_DLV_ERROR)
		return dwarf_fail(dwarf, error, "broken line table");
	if (res != DW_DLV_OK)
		return 0;
	ret = die_string(dwarf, unit, DW_AT_comp_dir, &directory);
	if (!ret && dwarf_get_version_of_die(unit, &version, &offset_size) != DW_DLV_OK)
		ret = dwarf_fail(dwarf, NULL, "broken unit");
	if (!ret && version < 5)
		index--;
	if (!ret && index < (uint64_t)n) {
		*source = strdup(relative(files[index], directory ? directory : "", files, n));
		if (!*source)
			ret = out_of_memory(dwarf);
	}
	for (Dwarf_Signed i = 0; i < n; i++)
		dwarf_dealloc(dwarf->dbg, files[i], DW_DLA_STRING);
	dwarf_dealloc(dwarf->dbg, files, DW_DLA_LIST);
	return ret;
}

int die_unit_source(const struct dwarf *dwarf, Dwarf_Die unit, char **source)
{
	const char *name, *directory;
	int ret = die_name(dwarf, unit, &name);

	*source = NULL;
	if (!ret)
		ret = die_string(dwarf, unit, DW_AT_comp_dir, &directory);
	if (ret || !*name)
		return ret;
	*source = strdup(relative(name, directory ? directory : "", NULL, 0));
	return *source ? 0 : out_of_memory(dwarf);
}

int die_source(const struct dwarf *dwarf, Dwarf_Die die, char **source, uint32_t *line)
{
	uint64_t file, number;
	bool has_file, has_line;
	Dwarf_Die unit;
	int ret = die_number(dwarf, die, DW_AT_decl_file, &file, &has_file);

	*source = NULL;
	*line = 0;
	if (!ret)
		ret = die_number(dwarf, die, DW_AT_decl_line, &number, &has_line);
	if (ret || !has_file || !has_line || number > UINT32_MAX)
		return ret;
	ret = die_unit(dwarf, die, &unit);
	if (ret)
		return ret;
	ret = file_name(dwarf, unit, file, source);
	if (!ret && *source)
		*line = (uint32_t)number;
	die_close(dwarf, unit);
	return ret;
}

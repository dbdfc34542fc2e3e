// SPDX-License-Identifier: GPL-2.0-only
/*
 * layouts.c - what layouts add to the time of a catalog: layouts KERNEL TURNS
 *
 * All of luo-catalog-gen's work on one input, with and without the finder of layouts and what is
 * searched for on its behalf, in turn, each time in a new process. Prints medians in seconds: CPU
 * time without and with, wall time without and with.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "btf_types.h"
#include "finder.h"
#include "input.h"
#include "input_kernels.h"
#include "layout.h"
#include "probe.h"

#define MAX_TURNS 1000

enum { CPU, WALL, TIMES };
enum { WITHOUT, WITH, MODES };

static int on_object(const struct input_object *input, void *arg, struct luocat_error *err)
{
	struct found *found = arg;
	int ret = 0;

	found->provider = input->provider;
	for (const struct finder *finder = finders; !ret && finder->name; finder++) {
		if (found->layouts || finder->find != find_layouts)
			ret = finder->find(input->object, found, err);
	}
	return ret ? ret : object_failed(input->object, err);
}

static int on_config(const char *text, size_t length, const char *name, void *arg,
		     struct luocat_error *err)
{
	return find_options(text, length, name, arg, err);
}

static int on_release(const char *release, const char *name, void *arg, struct luocat_error *err)
{
	return find_release(release, name, arg, err);
}

/* As make_catalog() in catalog-gen/main.c, for one input. */
static int make_catalog(const char *kernel, bool with_layouts, struct luocat_error *err)
{
	struct probed probed = {.catalog = NULL}; /* no kernel's image is a probe */
	struct found found = {
		.catalog = luocat_catalog_new(),
		.layouts = with_layouts ? layouts_new() : NULL,
		.btf = btf_types_new(),
		.probed = &probed,
	};
	struct kernels kernels = {.wanted = NULL};
	const struct input_visitor visitor = {
		.kernels = &kernels,
		.object = on_object,
		.config = on_config,
		.release = on_release,
		.arg = &found,
	};
	char *text = NULL;
	int ret = -ENOMEM;

	if (found.catalog && found.btf && (found.layouts || !with_layouts))
		ret = input_visit(kernel, &visitor, err);
	if (!ret && with_layouts) {
		ret = btf_types_finish(&found, err);
		if (!ret)
			ret = layouts_finish(found.layouts, found.catalog, err);
	}
	if (!ret)
		ret = luocat_catalog_to_json(found.catalog, &text, NULL, err);
	free(text);
	kernels_free(&kernels);
	btf_types_free(found.btf);
	layouts_free(found.layouts);
	luocat_catalog_unref(found.catalog);
	return ret;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static void take_turn(const char *kernel, bool with_layouts, double *times[TIMES])
{
	struct luocat_error err = {0};
	double start = now();
	struct rusage usage;
	pid_t child = fork();
	int status;

	if (!child) {
		if (!make_catalog(kernel, with_layouts, &err))
			_exit(0);
		fprintf(stderr, "layouts: %s: %s\n", err.file, err.what);
		_exit(2);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child || status) {
		fprintf(stderr, "layouts: a turn failed\n");
		exit(2);
	}
	*times[WALL]++ = now() - start;
	*times[CPU]++ = seconds(&usage.ru_utime) + seconds(&usage.ru_stime);
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	static double times[MODES][TIMES][MAX_TURNS];
	long turns = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	double *next[MODES][TIMES] = {{times[WITHOUT][CPU], times[WITHOUT][WALL]},
				      {times[WITH][CPU], times[WITH][WALL]}};

	if (turns < 1 || turns > MAX_TURNS) {
		fprintf(stderr, "usage: layouts KERNEL TURNS\n");
		return 2;
	}
	for (long turn = 0; turn < turns; turn++) {
		for (int mode = 0; mode < MODES; mode++)
			take_turn(argv[1], mode == WITH, next[mode]);
	}
	for (int time = 0; time < TIMES; time++) {
		for (int mode = 0; mode < MODES; mode++) {
			qsort(times[mode][time], (size_t)turns, sizeof(double), compare);
			printf("%.6f ", times[mode][time][turns / 2]);
		}
	}
	putchar('\n');
	return 0;
}

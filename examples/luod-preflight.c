// SPDX-License-Identifier: GPL-2.0-only
/*
 * luod-preflight.c - the whole pre-flight inside a daemon: libluocat alone, no fork, directory fds
 *
 *	luod-preflight RUNNING.json NEXT.json [FORMATS]
 *
 * What luod would do when it is asked for a live update: may the next kernel read what this one
 * hands over, and if only once some versions are no longer written, stop writing them. Prints one
 * line of JSON as luod does for its clients. Exit status: 0 go on and kexec, 1 do not, 2 it could
 * not be told.
 *
 * FORMATS is a directory that `luo-sysfs-emitter tree` wrote; without it the running kernel's table
 * is read and set.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <luocat.h>

/* What luod knows of the kernel that it will boot: it loads that kernel and writes its command
 * line. */
#define NEXT_CMDLINE "kho=on liveupdate=on"

enum { GO = 0, STOP = 1, FAILED = 2 };

/* ---- JSON, as little as one line needs ---- */

static void put_string(const char *text)
{
	putchar('"');
	for (; text && *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '"' || byte == '\\')
			putchar('\\');
		if (byte < 0x20)
			printf("\\u%04x", byte);
		else
			putchar(byte);
	}
	putchar('"');
}

static int answer_error(const struct luocat_error *err)
{
	fputs("{\"preflight\":{\"status\":\"error\",\"message\":", stdout);
	put_string(err->what);
	fputs(",\"where\":", stdout);
	put_string(err->where[0] ? err->where : err->file);
	puts("}}");
	return FAILED;
}

/* The first finding is the one that decides. */
static void put_reason(const struct luocat_verdict *verdict)
{
	const struct luocat_finding *finding = luocat_verdict_finding(verdict, 0);

	if (luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE || !finding) {
		fputs(",\"rule\":null,\"reason\":null", stdout);
		return;
	}
	fputs(",\"rule\":", stdout);
	put_string(finding->rule->id);
	fputs(",\"reason\":", stdout);
	put_string(finding->message);
}

static int answer(const struct luocat_verdict *verdict)
{
	bool go = luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE ||
		  luocat_verdict_applied(verdict);

	printf("{\"preflight\":{\"status\":\"%s\",\"outcome\":\"%s\"", go ? "ok" : "refused",
	       luocat_outcome_name(luocat_verdict_outcome(verdict)));
	put_reason(verdict);
	printf(",\"applied\":%s,\"not_written\":[",
	       luocat_verdict_applied(verdict) ? "true" : "false");
	for (size_t i = 0; i < luocat_verdict_n_plan(verdict); i++) {
		if (i)
			putchar(',');
		put_string(luocat_verdict_plan(verdict, i)->compatible);
	}
	puts("]}}");
	return go ? GO : STOP;
}

/* ---- Where things are ---- */

static int load_catalog(const char *path, struct luocat_catalog **catalog, struct luocat_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return luocat_error_set(err, -errno, path, NULL, "%s", strerror(errno));
	ret = luocat_catalog_load_fd(fd, path, catalog, err);
	close(fd);
	return ret;
}

/* A daemon opens these once, before it gives up its privileges. */
static int open_live(const char *formats, struct luocat_live *live, struct luocat_error *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	*live = (struct luocat_live){
		.size = sizeof(*live), .formats = -1, .kernel = -1, .proc = -1, .journal = -1};
	if (formats) {
		live->formats = open(formats, flags);
		if (live->formats < 0)
			return luocat_error_set(err, -errno, formats, NULL, "%s", strerror(errno));
		live->journal = live->formats; /* a written table keeps its own */
		return 0;
	}
	/* a stock kernel has no table: that is no error, it cannot be told what to write */
	live->formats = open("/sys/kernel/liveupdate/formats", flags);
	live->kernel = open("/sys/kernel", flags);
	if (live->kernel < 0)
		return luocat_error_set(err, -errno, "/sys/kernel", NULL, "%s", strerror(errno));
	live->proc = open("/proc", flags);
	if (live->proc < 0)
		return luocat_error_set(err, -errno, "/proc", NULL, "%s", strerror(errno));
	/* without a journal an apply that is killed half way stays unnoticed */
	if (live->formats >= 0 && mkdir("/run/luocat", 0755) && errno != EEXIST)
		return luocat_error_set(err, -errno, "/run/luocat", NULL, "%s", strerror(errno));
	live->journal = open("/run/luocat", flags | O_NOFOLLOW);
	if (live->formats >= 0 && live->journal < 0)
		return luocat_error_set(err, -errno, "/run/luocat", NULL, "%s", strerror(errno));
	return 0;
}

static void close_live(const struct luocat_live *live)
{
	if (live->journal >= 0 && live->journal != live->formats)
		close(live->journal);
	if (live->formats >= 0)
		close(live->formats);
	if (live->kernel >= 0)
		close(live->kernel);
	if (live->proc >= 0)
		close(live->proc);
}

/* ---- The pre-flight ---- */

static int judge(const struct luocat_live *live, struct luocat_catalog *running,
		 struct luocat_catalog *next, struct luocat_verdict **verdict,
		 struct luocat_error *err)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts),
		.preflight = true,
		.reader_cmdline = NEXT_CMDLINE,
		.loaded_told =
			true, /* this initrd loads no modules before luod opens /dev/liveupdate */
	};
	int ret = luocat_live_read(live, &opts.state, err);

	if (ret)
		return ret;
	ret = luocat_judge(running, next, &opts, verdict, err);
	luocat_state_unref(opts.state); /* the verdict has its own reference */
	return ret;
}

/* A daemon blocks the signals that would end it around this; it takes milliseconds. */
static int apply(const struct luocat_live *live, struct luocat_verdict *verdict,
		 struct luocat_error *err)
{
	struct luocat_plan *plan;
	int ret = luocat_plan_of(verdict, &plan, err);

	if (ret)
		return ret;
	ret = luocat_live_apply(live, plan, NULL, err);
	luocat_plan_unref(plan);
	return ret ? ret : luocat_verdict_set_applied(verdict);
}

static int preflight(const struct luocat_live *live, struct luocat_catalog *running,
		     struct luocat_catalog *next)
{
	struct luocat_verdict *verdict = NULL;
	struct luocat_error err = {0};
	int ret = 0, status;

	/* what an apply that was killed left */
	if (live->formats >= 0)
		ret = luocat_live_restore(live, NULL, &err);
	if (!ret)
		ret = judge(live, running, next, &verdict, &err);
	if (!ret && luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE_WITH_PLAN)
		ret = apply(live, verdict, &err);
	status = ret ? answer_error(&err) : answer(verdict);
	luocat_verdict_unref(verdict);
	return status;
}

int main(int argc, char **argv)
{
	struct luocat_catalog *running = NULL, *next = NULL;
	struct luocat_error err = {0};
	struct luocat_live live;
	int ret, status;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: luod-preflight RUNNING.json NEXT.json [FORMATS]\n");
		return FAILED;
	}
	ret = open_live(argv[3], &live, &err);
	if (!ret)
		ret = load_catalog(argv[1], &running, &err);
	if (!ret)
		ret = load_catalog(argv[2], &next, &err);
	status = ret ? answer_error(&err) : preflight(&live, running, next);
	luocat_catalog_unref(running);
	luocat_catalog_unref(next);
	close_live(&live);
	return fflush(stdout) ? FAILED : status;
}

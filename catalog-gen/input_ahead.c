// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_ahead.c - a ring of compressed files, unpacked by several threads and looked at in order
 *
 * A thread gets a window of its own into a file's reader: counts of references are not atomic, and
 * those of a window are only touched by who works on it. It reads through pread(), never through
 * the mapping: what a file that shrinks does to that is the main thread's to answer.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "input_ahead.h"

#define AHEAD	    16
#define MAX_THREADS 7
/* The largest modules have some 4 MB; so that all of the ring fits into packed.c's limits. */
#define SIZE_LIMIT ((uint64_t)4 << 20)

enum state {
	WAITING,
	WORKING,
	DONE,
};

/**
 * struct job - one file
 * @walk:   as it was when the file was met; its provider is the job's own
 * @result: unpacked, or NULL where it is passed over, or an @initramfs
 */
struct job {
	enum state state;
	struct walk walk;
	uint64_t total_before;
	struct reader *source;
	const struct packing *packing;
	char *name;
	char *provider;
	struct reader *result;
	bool initramfs;
	struct luocat_error err;
	int ret;
};

struct ahead {
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct job jobs[AHEAD];
	size_t first, n;
	pthread_t threads[MAX_THREADS];
	size_t n_threads;
	bool started, stop;
};

struct ahead *ahead_new(void)
{
	struct ahead *ahead = calloc(1, sizeof(*ahead));

	if (!ahead)
		return NULL;
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->change, NULL);
	return ahead;
}

static void free_job(struct job *job)
{
	reader_unref(job->result);
	reader_unref(job->source);
	free(job->provider);
	free(job->name);
	memset(job, 0, sizeof(*job));
}

void ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_cond_broadcast(&ahead->change);
	pthread_mutex_unlock(&ahead->lock);
	for (size_t i = 0; i < ahead->n_threads; i++)
		pthread_join(ahead->threads[i], NULL);
	for (size_t i = 0; i < ahead->n; i++)
		free_job(&ahead->jobs[(ahead->first + i) % AHEAD]);
	pthread_cond_destroy(&ahead->change);
	pthread_mutex_destroy(&ahead->lock);
	free(ahead);
}

static void work(struct job *job)
{
	job->ret = unpack_file(&job->walk, job->source, job->packing, &job->initramfs, &job->result,
			       &job->err);
}

/* The first that nobody works on. */
static struct job *find_waiting(struct ahead *ahead)
{
	for (size_t i = 0; i < ahead->n; i++) {
		struct job *job = &ahead->jobs[(ahead->first + i) % AHEAD];

		if (job->state == WAITING)
			return job;
	}
	return NULL;
}

/* With the lock, which is free during the work. */
static void work_on(struct ahead *ahead, struct job *job)
{
	job->state = WORKING;
	pthread_mutex_unlock(&ahead->lock);
	work(job);
	pthread_mutex_lock(&ahead->lock);
	job->state = DONE;
	pthread_cond_broadcast(&ahead->change);
}

static void *work_until_stopped(void *arg)
{
	struct ahead *ahead = arg;
	struct job *job;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->stop) {
		job = find_waiting(ahead);
		if (job)
			work_on(ahead, job);
		else
			pthread_cond_wait(&ahead->change, &ahead->lock);
	}
	pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

/* One thread less than processors: this one works as well. None can be started, none is missed. */
static void start(struct ahead *ahead)
{
	cpu_set_t set;
	size_t cpus = sched_getaffinity(0, sizeof(set), &set) ? 1 : (size_t)CPU_COUNT(&set);

	ahead->started = true;
	while (ahead->n_threads + 1 < cpus && ahead->n_threads < MAX_THREADS &&
	       !pthread_create(&ahead->threads[ahead->n_threads], NULL, work_until_stopped, ahead))
		ahead->n_threads++;
}

bool ahead_wants(const struct walk *walk, const struct reader *reader)
{
	return walk->ahead && !walk->draining && reader_size(reader) <= SIZE_LIMIT;
}

/* Until the oldest is done, and out of the ring as @job. */
static void take_oldest(struct ahead *ahead, struct job *job)
{
	struct job *oldest = &ahead->jobs[ahead->first], *other;

	pthread_mutex_lock(&ahead->lock);
	while (oldest->state != DONE) {
		other = find_waiting(ahead);
		if (other)
			work_on(ahead, other);
		else
			pthread_cond_wait(&ahead->change, &ahead->lock);
	}
	*job = *oldest;
	memset(oldest, 0, sizeof(*oldest));
	ahead->first = (ahead->first + 1) % AHEAD;
	ahead->n--;
	pthread_mutex_unlock(&ahead->lock);
}

/* Where in the inputs @walk is, from what @as remembers of it. */
static void stand_where(struct walk *walk, const struct walk *as)
{
	walk->provider = as->provider;
	walk->named = as->named;
	walk->mixed = as->mixed;
	walk->archived = as->archived;
	walk->place = as->place;
	walk->depth = as->depth;
	walk->unpacked = as->unpacked;
}

static int look_at(struct walk *walk, struct job *job, struct luocat_error *err)
{
	struct walk then = *walk;
	int ret;

	stand_where(walk, &job->walk);
	walk->provider = job->provider;
	walk->draining = true;
	ret = job->initramfs ? walk_initramfs(walk, job->source, job->name, err)
			     : walk_unpacked(walk, job->result, job->name, err);
	job->result = NULL;
	stand_where(walk, &then);
	walk->draining = false;
	return ret;
}

static int look_at_oldest(struct walk *walk, struct luocat_error *err)
{
	struct job job;
	int ret;

	take_oldest(walk->ahead, &job);
	walk->unpacking.total += job.walk.unpacking.total - job.total_before;
	walk->unpacking.held += job.walk.unpacking.held;
	ret = job.ret;
	if (ret && err)
		*err = job.err;
	if (!ret && (job.result || job.initramfs))
		ret = look_at(walk, &job, err);
	free_job(&job);
	return ret;
}

int ahead_drain(struct walk *walk, struct luocat_error *err)
{
	int ret = 0;

	while (!ret && walk->ahead && !walk->draining && walk->ahead->n)
		ret = look_at_oldest(walk, err);
	return ret;
}

static int fill(struct job *job, const struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err)
{
	job->walk = *walk;
	job->walk.unpacking.held = 0;
	job->total_before = walk->unpacking.total;
	job->packing = packing_of(reader);
	job->name = strdup(name);
	job->provider = walk->provider ? strdup(walk->provider) : NULL;
	if (!job->name || (walk->provider && !job->provider))
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	return reader_window(reader, 0, reader_size(reader), reader_name(reader), &job->source,
			     err);
}

int ahead_submit(struct walk *walk, struct reader *reader, const char *name,
		 struct luocat_error *err)
{
	struct ahead *ahead = walk->ahead;
	struct job job = {.state = WAITING};
	int ret = 0;

	if (ahead->n == AHEAD)
		ret = look_at_oldest(walk, err);
	if (!ret)
		ret = walk_enter(walk, reader, err);
	if (ret)
		return ret;
	ret = fill(&job, walk, reader, name, err);
	walk_leave(walk);
	if (ret) {
		free_job(&job);
		return ret;
	}
	if (!ahead->started)
		start(ahead);
	pthread_mutex_lock(&ahead->lock);
	ahead->jobs[(ahead->first + ahead->n++) % AHEAD] = job;
	pthread_cond_signal(&ahead->change);
	pthread_mutex_unlock(&ahead->lock);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * work.c - many things to do that do not depend on each other, by several threads
 */
#include "work.h"

#include <pthread.h>

#define MAX_THREADS 64

/* What all workers share. */
struct work {
	work_step *step;
	void *context;
	size_t n;
	size_t next; /* thing that nobody has taken yet; atomic */
	bool failed; /* no further ones are to be taken; atomic */
};

struct worker {
	struct work *work;
	size_t number;
	pthread_t thread;
	int ret;
	size_t thing; /* that failed */
	struct luocat_error err;
};

size_t work_threads(unsigned int wanted, size_t n)
{
	size_t threads = wanted < 1 ? 1 : wanted > MAX_THREADS ? MAX_THREADS : wanted;

	return threads > n ? (n ? n : 1) : threads;
}

static void *run(void *argument)
{
	struct worker *worker = argument;
	struct work *work = worker->work;

	while (!__atomic_load_n(&work->failed, __ATOMIC_RELAXED)) {
		size_t thing = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED);

		if (thing >= work->n)
			break;
		worker->ret = work->step(work->context, worker->number, thing, &worker->err);
		if (worker->ret) {
			worker->thing = thing;
			__atomic_store_n(&work->failed, true, __ATOMIC_RELAXED);
			break;
		}
	}
	return NULL;
}

/* The first one is the caller's own thread. Those that cannot be had do no harm. */
static void run_all(struct worker *workers, size_t n)
{
	bool started[MAX_THREADS] = {false};

	for (size_t i = 1; i < n; i++)
		started[i] = !pthread_create(&workers[i].thread, NULL, run, &workers[i]);
	run(&workers[0]);
	for (size_t i = 1; i < n; i++) {
		if (started[i])
			pthread_join(workers[i].thread, NULL);
	}
}

static int first_failure(const struct worker *workers, size_t n, struct luocat_error *err)
{
	const struct worker *first = NULL;

	for (size_t i = 0; i < n; i++) {
		if (workers[i].ret && (!first || workers[i].thing < first->thing))
			first = &workers[i];
	}
	if (!first)
		return 0;
	return luocat_error_set(err, first->ret, NULL, first->err.where, "%s", first->err.what);
}

int work_share(size_t threads, size_t n, work_step *step, void *context, struct luocat_error *err)
{
	struct worker workers[MAX_THREADS] = {0};
	struct work work = {.step = step, .context = context, .n = n};

	for (size_t i = 0; i < threads; i++)
		workers[i] = (struct worker){.work = &work, .number = i};
	run_all(workers, threads);
	return first_failure(workers, threads, err);
}

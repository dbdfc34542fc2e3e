// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_group.c - kernels that no judgement can tell apart
 *
 * Builds of one tree differ in release, build-id and addresses, and no rule looks at these.
 * Everything else in a catalog is taken for something that a rule looks at, so that one which comes
 * to look at more needs no change here.
 * Waivers may name kernels; then no two are alike.
 */
#include "matrix.h"

#include <stdlib.h>
#include <string.h>

#include "emit.h"
#include "fields.h"
#include "types.h"
#include "work.h"

struct digest {
	uint8_t bytes[SHA256_DIGEST_LENGTH];
	size_t kernel;
};

static void write_version(struct emit *emit, const struct luocat_version *from)
{
	struct luocat_version version = *from;

	/* where it was found says nothing; how it is known does */
	version.origin = (struct luocat_origin){
		.evidence_id = from->origin.evidence_id,
		.evidence_read = from->origin.evidence_read,
		.evidence_write = from->origin.evidence_write,
		.evidence_constants = from->origin.evidence_constants,
	};
	emit_string(emit, NULL, luocat_kind_name(version.kind));
	emit_string(emit, NULL, version.name);
	fields_write(emit, NULL, version_fields, &version);
}

static int digest_of(const struct luocat_catalog *catalog, struct digest *digest,
		     struct luocat_error *err)
{
	struct luocat_kernel kernel = *luocat_catalog_kernel(catalog);
	struct emit emit = {.dense = true};

	kernel.release = NULL;
	kernel.build_id = NULL;
	emit_begin(&emit, NULL, '[');
	fields_write(&emit, NULL, kernel_fields, &kernel);
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++)
		write_version(&emit, luocat_catalog_version(catalog, i));
	/* a finding names the place of a gap */
	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++)
		fields_write(&emit, NULL, gap_fields, luocat_catalog_gap(catalog, i));
	types_write(&emit, catalog->types);
	emit_end(&emit, ']');
	return emit_digest(&emit, digest->bytes, err);
}

static int compare_digests(const void *left, const void *right)
{
	const struct digest *a = left, *b = right;
	int order = memcmp(a->bytes, b->bytes, sizeof(a->bytes));

	if (order)
		return order;
	return a->kernel < b->kernel ? -1 : a->kernel > b->kernel;
}

/* Of each kernel the first one like it, from sorted digests. */
static void number_groups(struct luocat_matrix *matrix, const struct digest *digests,
			  size_t *first_like)
{
	for (size_t i = 0, first = 0; i < matrix->n; i++) {
		if (memcmp(digests[i].bytes, digests[first].bytes, sizeof(digests[i].bytes)) != 0)
			first = i;
		first_like[digests[i].kernel] = digests[first].kernel;
	}
	for (size_t i = 0; i < matrix->n; i++) {
		if (first_like[i] == i) {
			matrix->groups[i] = (uint32_t)matrix->n_groups;
			matrix->firsts[matrix->n_groups++] = i;
		} else {
			matrix->groups[i] = matrix->groups[first_like[i]];
		}
	}
}

/* What the threads that work out digests share. */
struct digesting {
	const struct luocat_matrix *matrix;
	struct digest *digests;
};

static int digest_kernel(void *context, size_t thread, size_t kernel, struct luocat_error *err)
{
	const struct digesting *digesting = context;

	return digest_of(digesting->matrix->kernels[kernel].catalog, &digesting->digests[kernel],
			 err);
}

/* The number of a kernel is like no other one's. */
static void name_digests(struct digest *digests, size_t n)
{
	for (size_t i = 0; i < n; i++)
		memcpy(digests[i].bytes, &i, sizeof(i));
}

int matrix_group(struct luocat_matrix *matrix, bool by_name, unsigned int threads,
		 struct luocat_error *err)
{
	struct digest *digests = calloc(matrix->n, sizeof(*digests));
	size_t *first_like = calloc(matrix->n, sizeof(*first_like));
	int ret = 0;

	matrix->groups = calloc(matrix->n, sizeof(*matrix->groups));
	matrix->firsts = calloc(matrix->n, sizeof(*matrix->firsts));
	if (!digests || !first_like || !matrix->groups || !matrix->firsts)
		ret = error_no_memory(err);
	for (size_t i = 0; i < matrix->n && !ret; i++)
		digests[i].kernel = i;
	if (!ret && by_name)
		name_digests(digests, matrix->n);
	else if (!ret)
		ret = work_share(work_threads(threads, matrix->n), matrix->n, digest_kernel,
				 &(struct digesting){matrix, digests}, err);
	if (!ret) {
		qsort(digests, matrix->n, sizeof(*digests), compare_digests);
		number_groups(matrix, digests, first_like);
	}
	free(digests);
	free(first_like);
	return ret;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fleet.h - several kernels that differ in few things, and what a matrix must say of them
 */
#ifndef TESTS_UNIT_FLEET_H
#define TESTS_UNIT_FLEET_H

#include <luocat.h>

#define FLEET 24

/*
 * FLEET kernels whose formats, flags, layouts, requirements and options are drawn from few
 * possibilities, the same for the same @seed: some are alike but for release and build-id.
 */
void fleet_draw(unsigned int seed, struct luocat_catalog *catalogs[FLEET]);

/*
 * Each cell of @matrix is what luocat_judge() says of its pair, asked with the same @opts: outcome, whether
 * it fails, findings and what a policy made of them, plan.
 */
void assert_judged(const struct luocat_matrix *matrix, const struct luocat_judge_opts *opts);

#endif

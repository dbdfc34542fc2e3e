/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * number_set.h - numbers that have been seen, each with a small note
 */
#ifndef CATALOG_GEN_NUMBER_SET_H
#define CATALOG_GEN_NUMBER_SET_H

#include <stddef.h>
#include <stdint.h>

/* All zero is an empty set. */
struct number_set {
	uint64_t *numbers;
	uint8_t *notes; /* 0 = no number here */
	size_t n, room; /* a power of two */
};

/* The note of @number, or 0 where it is not in the set. */
uint8_t number_set_get(const struct number_set *set, uint64_t number);
/* @note is not 0; it replaces an earlier one. 0 or -ENOMEM. */
int number_set_put(struct number_set *set, uint64_t number, uint8_t note);
void number_set_free(struct number_set *set);

#endif

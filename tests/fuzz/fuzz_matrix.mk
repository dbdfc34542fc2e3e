# SPDX-License-Identifier: GPL-2.0-only
# Seeds of fuzz_matrix.c are the pairs that fail and pass a rule, together: four kernels each.

.PHONY: fuzz-matrix-seeds
fuzz-run: fuzz-matrix-seeds
fuzz-matrix-seeds: tests/fuzz/seed_matrix.sh
	$(Q)$< $(O)/corpus/matrix tests/cli/rules

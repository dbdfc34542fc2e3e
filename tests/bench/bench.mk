# SPDX-License-Identifier: GPL-2.0-only
# How long things take, beside what one would run instead, in one run. Reports; never fails a build.

BENCH_COMPARE := $(O)/tests/bench/compare

$(BENCH_COMPARE).o: PART_CPPFLAGS = -Ilibluocat
$(BENCH_COMPARE): $(BENCH_COMPARE).o $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(LIB_LIBS)

.PHONY: bench
bench: deps-bench
	$(Q)$(MAKE) all $(BENCH_COMPARE)
	$(Q)LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 \
		tests/kernel/kernels.sh $(PYTHON) tests/bench/bench.py $(BENCH_FLAGS)

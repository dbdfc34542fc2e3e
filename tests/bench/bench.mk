# SPDX-License-Identifier: GPL-2.0-only
# How long things take, beside what one would run instead, in one run. Reports; never fails a build.

BENCH_COMPARE := $(O)/tests/bench/compare

$(BENCH_COMPARE).o: PART_CPPFLAGS = -Ilibluocat
$(BENCH_COMPARE): $(BENCH_COMPARE).o $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(LIB_LIBS)

# luo-catalog-gen's own objects, with and without its last finder
BENCH_LAYOUTS := $(O)/tests/bench/layouts

$(BENCH_LAYOUTS).o: PART_CPPFLAGS = $(CATALOG_GEN_CPPFLAGS)
$(BENCH_LAYOUTS): $(BENCH_LAYOUTS).o $(O)/tests/parts.a $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(CATALOG_GEN_LIBS) $(LIB_LIBS)

.PHONY: bench
bench: deps-bench
	$(Q)$(MAKE) all static $(BENCH_COMPARE) $(BENCH_LAYOUTS)
	$(Q)LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 \
		tests/kernel/kernels.sh --only 7.2,7.3,7.3-formats,debian,debian-7.3-cloud \
		$(PYTHON) tests/bench/bench.py $(BENCH_FLAGS)

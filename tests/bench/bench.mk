# SPDX-License-Identifier: GPL-2.0-only
# How long things take, beside what one would run instead, in one run. Reports; never fails a build.

.PHONY: bench
bench: deps-bench
	$(Q)$(MAKE) all
	$(Q)LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 \
		tests/kernel/kernels.sh $(PYTHON) tests/bench/bench.py $(BENCH_FLAGS)

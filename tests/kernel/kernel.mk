# SPDX-License-Identifier: GPL-2.0-only
# Catalogs and verdicts of real kernels (kernels.sh builds and caches them), held against readelf, nm,
# the kernels' sources and configurations, and against what they do in a kexec.

# how outcomes are read from consoles, and what is shown of the table of truth, needs no kernels: part of
# check
.PHONY: check-outcome
check-outcome:
	$(say) TEST tests/kernel/test_outcome.py test_pages.py
	$(Q)cd tests/kernel && PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m unittest \
		$(if $(filter 1,$(V)),-v) test_outcome test_pages

.PHONY: check-kernel check-kernel-full
check-kernel: deps-kernel
	$(Q)$(MAKE) all static
	$(say) TEST tests/kernel
	$(Q)cd tests/kernel && LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=../cli \
		./kernels.sh $(KERNELS_FLAGS) $(PYTHON) -m unittest $(if $(filter 1,$(V)),-v) $(TESTS)

check-kernel-full: deps-kernel-full
	$(Q)$(MAKE) check-kernel KERNELS_FLAGS=--full

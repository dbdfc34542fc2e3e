# SPDX-License-Identifier: GPL-2.0-only
# Seeds of fuzz_image.c are made, not kept: the unit tests' fixtures in each form in which kernels ship.

.PHONY: fuzz-image-seeds
fuzz-run: fuzz-image-seeds
fuzz-image-seeds: $(FIXTURE_FILES) tests/fuzz/seed_image.py
	$(Q)$(PYTHON) -B tests/fuzz/seed_image.py $(O)/corpus/image $(FIXTURES)/linked \
		$(firstword $(filter %.o,$(FIXTURE_FILES)))

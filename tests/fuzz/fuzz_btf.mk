# SPDX-License-Identifier: GPL-2.0-only
# Seeds of fuzz_btf.c are compiled, not kept: what clang writes in either byte order, and a
# module's behind it.

.PHONY: fuzz-btf-seeds
fuzz-run: fuzz-btf-seeds
fuzz-btf-seeds: $(addprefix $(FIXTURES)/,$(FIXTURE_BTF)) tests/fuzz/seed_btf.py
	$(Q)$(PYTHON) tests/fuzz/seed_btf.py $(O)/corpus/btf $(filter %.o,$^)

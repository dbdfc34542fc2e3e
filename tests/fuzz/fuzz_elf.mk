# SPDX-License-Identifier: GPL-2.0-only
# Seeds of fuzz_elf.c are compiled, not kept: the unit tests' fixtures, and seed_elf.c as both compilers
# write it in DWARF 4 and 5, relocatable, linked, with type units, compressed, in archives.

ELF_SEEDS := $(O)/corpus/elf

.PHONY: fuzz-elf-seeds
fuzz-run: fuzz-elf-seeds
fuzz-elf-seeds: $(FIXTURE_FILES) tests/fuzz/seed_elf.sh
	$(Q)tests/fuzz/seed_elf.sh $(ELF_SEEDS) $(FIXTURES)

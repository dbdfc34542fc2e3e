# SPDX-License-Identifier: GPL-2.0-only
# Each tests/fuzz/fuzz_NAME.c is a libFuzzer target; corpus/NAME/ holds its seeds, NAME.dict its words.
# What it finds first goes to $(O)/fuzz/corpus/NAME/; an input that fails goes to $(O)/fuzz/.

FUZZ_SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ_SANITIZE := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all

FUZZ_SRCS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_PROGRAMS := $(patsubst %.c,$(O)/%,$(FUZZ_SRCS))

$(patsubst %.c,$(O)/%.o,$(FUZZ_SRCS)): PART_CPPFLAGS = $(CATALOG_GEN_CPPFLAGS) \
	$(call pkg,--cflags libmd)

$(FUZZ_PROGRAMS): $(O)/%: $(O)/%.o $(O)/tests/parts.a $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) -fsanitize=fuzzer $(CATALOG_GEN_LIBS) $(LIB_LIBS)

.PHONY: fuzz fuzz-run
fuzz: deps-fuzz
	$(Q)$(MAKE) O=$(O)/fuzz CC=$(FUZZ_CC) SANITIZE='$(FUZZ_SANITIZE)' fuzz-run

fuzz-run: $(FUZZ_PROGRAMS)
	$(Q)tests/fuzz/run.sh $(FUZZ_SECONDS) $(O) $(FUZZ_PROGRAMS)

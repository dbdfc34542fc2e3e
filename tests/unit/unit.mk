# SPDX-License-Identifier: GPL-2.0-only
# Each tests/unit/test_*.c is a program of Check suites over the parts' own objects.

UNIT_SRCS := $(sort $(wildcard tests/unit/test_*.c))
UNIT_PROGRAMS := $(patsubst %.c,$(O)/%,$(UNIT_SRCS))
UNIT_SUPPORT := $(patsubst %.c,$(O)/%.o,$(filter-out $(UNIT_SRCS),$(wildcard tests/unit/*.c)))

$(patsubst %.c,$(O)/%.o,$(UNIT_SRCS)) $(UNIT_SUPPORT): PART_CPPFLAGS = -Itests/unit \
	$(CATALOG_GEN_CPPFLAGS) $(call pkg,--cflags jansson check) -DTOP='"$(CURDIR)"' \
	-DBUILD='"$(abspath $(O))"'

# the parts as archives, so that a test links what it calls and no more
$(O)/tests/parts.a: $(filter-out %/main.o,$(CATALOG_GEN_OBJS) $(COMMON_OBJS))
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^

UNIT_OBJS := $(O)/tests/parts.a $(O)/libluocat.a

$(UNIT_PROGRAMS): $(O)/%: $(O)/%.o $(UNIT_SUPPORT) $(UNIT_OBJS)
	$(say) LINK $@
	$(Q)$(link) $(call pkg,--libs check) $(CATALOG_GEN_LIBS) $(LIB_LIBS)

comma := ,
# lets the test make the library's allocations fail
$(O)/tests/unit/test_alloc: override LDFLAGS += $(patsubst %,-Wl$(comma)--wrap=%,malloc calloc realloc \
	free strdup vasprintf)

# what changes a table of formats fails, or kills
$(O)/tests/unit/test_live_kill: override LDFLAGS += $(patsubst %,-Wl$(comma)--wrap=%,pwrite64 renameat \
	unlinkat openat64)

# and this one the parts'
$(O)/tests/unit/test_btf_alloc: override LDFLAGS += $(patsubst %,-Wl$(comma)--wrap=%,malloc calloc realloc \
	reallocarray strdup strndup)

# Check's own 4 seconds are not enough where a machine does other things as well
.PHONY: check-unit
check-unit: $(UNIT_PROGRAMS)
	$(Q)failed=0; for test in $(UNIT_PROGRAMS); do CK_DEFAULT_TIMEOUT=60 $$test || failed=1; done; \
		exit $$failed

# SPDX-License-Identifier: GPL-2.0-only
# What others build with libluocat: linked as they would, with nothing but the shared library.

EXAMPLES := $(patsubst %.c,$(O)/%,$(wildcard examples/*.c))

$(addsuffix .o,$(EXAMPLES)): PART_CPPFLAGS = -Ilibluocat
$(EXAMPLES): %: %.o $(O)/libluocat.so
	$(say) LINK $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -L$(O) -lluocat -Wl,-rpath,'$$ORIGIN/..' -Wl,-rpath-link,$(O)

check-cli: $(EXAMPLES)

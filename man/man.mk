# SPDX-License-Identifier: GPL-2.0-only
# The manuals are written in scdoc(5), one NAME.SECTION.scd each. A page bears the date of its source's last
# change, so that the same tree gives the same page.

MAN_PAGES := $(patsubst %.scd,$(O)/%,$(sort $(wildcard man/*.scd)))
MAN_SECTIONS := $(sort $(patsubst .%,%,$(suffix $(MAN_PAGES))))
SCDOC ?= scdoc

all: $(MAN_PAGES)

man_date = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct -- $(1) 2>/dev/null),$(shell stat -c %Y $(1)))

$(O)/man/%: man/%.scd Makefile
	$(say) MAN $@
	$(Q)command -v $(SCDOC) >/dev/null || { echo "$<: scdoc is missing (Debian's package scdoc); 'make programs'" \
		"builds all but the manuals" >&2; exit 1; }
	$(Q)mkdir -p $(@D)
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< | SOURCE_DATE_EPOCH=$(call man_date,$<) $(SCDOC) > $@.new && mv $@.new $@

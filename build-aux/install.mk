# SPDX-License-Identifier: GPL-2.0-only
# Where distributions expect things. Each variable may be set on its own; DESTDIR goes before all of them.

BINDIR ?= $(PREFIX)/bin
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
DOCDIR ?= $(DATADIR)/doc/luocat
BASHCOMPDIR ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR ?= $(DATADIR)/zsh/site-functions
FISHCOMPDIR ?= $(DATADIR)/fish/vendor_completions.d
# what a kernel tree needs: the descriptor header, and the probe for kernels without descriptors
HOOKSDIR = $(DATADIR)/luocat/kbuild-hooks

INSTALL_PARTS := programs library manuals completions data hooks doc
PROGRAM_NAMES := $(notdir $(PROGRAMS))

# $(call put,MODE,FILES,FOLDER)
put = $(Q)$(INSTALL) -d $(DESTDIR)$(3) && $(INSTALL) -m $(1) $(2) $(DESTDIR)$(3)

.PHONY: install uninstall install-start $(addprefix install-,$(INSTALL_PARTS))
install: $(addprefix install-,$(INSTALL_PARTS))
$(addprefix install-,$(INSTALL_PARTS)): install-start
install-start: all
	$(say) INSTALL $(DESTDIR)$(PREFIX)

install-programs:
	$(call put,755,$(PROGRAMS),$(BINDIR))

# The .pc file is made here: PREFIX may be another one than when the library was built.
install-library:
	$(call put,644,libluocat/luocat.h,$(INCLUDEDIR))
	$(call put,644,$(O)/libluocat.a,$(LIBDIR))
	$(Q)$(INSTALL) -m 755 $(O)/libluocat.so $(DESTDIR)$(LIBDIR)/libluocat.so.$(VERSION)
	$(Q)ln -sf libluocat.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libluocat.so.$(SOVERSION)
	$(Q)ln -sf libluocat.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libluocat.so
	$(call put,644,libluocat/libluocat.pc.in,$(LIBDIR)/pkgconfig)
	$(Q)cd $(DESTDIR)$(LIBDIR)/pkgconfig && sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' libluocat.pc.in > libluocat.pc && \
		rm libluocat.pc.in

# Plain: distributions compress them as they like.
install-manuals: $(addprefix install-man,$(MAN_SECTIONS))
.PHONY: $(addprefix install-man,$(MAN_SECTIONS))
$(addprefix install-man,$(MAN_SECTIONS)): install-man%: install-start
	$(call put,644,$(filter %.$*,$(MAN_PAGES)),$(MANDIR)/man$*)

# bash and fish look for a file by the program's name, zsh reads what a file is for.
install-completions:
	$(call put,644,$(O)/completions/luocat.bash,$(BASHCOMPDIR))
	$(Q)cd $(DESTDIR)$(BASHCOMPDIR) && mv luocat.bash $(firstword $(PROGRAM_NAMES)) && \
		for name in $(wordlist 2,9,$(PROGRAM_NAMES)); do ln -sf $(firstword $(PROGRAM_NAMES)) $$name; done
	$(call put,644,$(O)/completions/luocat.fish,$(FISHCOMPDIR))
	$(Q)cd $(DESTDIR)$(FISHCOMPDIR) && mv luocat.fish $(firstword $(PROGRAM_NAMES)).fish && \
		for name in $(wordlist 2,9,$(PROGRAM_NAMES)); do \
			ln -sf $(firstword $(PROGRAM_NAMES)).fish $$name.fish; done
	$(call put,644,$(O)/completions/luocat.zsh,$(ZSHCOMPDIR))
	$(Q)mv $(DESTDIR)$(ZSHCOMPDIR)/luocat.zsh $(DESTDIR)$(ZSHCOMPDIR)/_luocat

install-data:
	$(call put,644,$(wildcard schemas/*.json),$(DATADIR)/luocat/schemas)

install-hooks:
	$(call put,644,$(wildcard kbuild-hooks/include/linux/*.h),$(HOOKSDIR)/include/linux)
	$(call put,644,kbuild-hooks/probe/Kbuild kbuild-hooks/probe/luocat-probe.c,$(HOOKSDIR)/probe)
	$(Q)$(INSTALL) -m 755 kbuild-hooks/probe/report.sh $(DESTDIR)$(HOOKSDIR)/probe
	$(Q)sed '/^O ?= /d' kbuild-hooks/Makefile > $(DESTDIR)$(HOOKSDIR)/Makefile
	$(Q)chmod 644 $(DESTDIR)$(HOOKSDIR)/Makefile

EXAMPLE_FILES := $(filter-out %.mk,$(shell find examples -type f))

install-doc:
	$(call put,644,README.md $(wildcard LICENSES/*.txt),$(DOCDIR))
	$(Q)for file in $(EXAMPLE_FILES); do mode=644; [ ! -x $$file ] || mode=755; \
		$(INSTALL) -D -m $$mode $$file $(DESTDIR)$(DOCDIR)/$$file || exit; done

# What this version installs, and the folders that are luocat's alone.
uninstall:
	$(say) REMOVE $(DESTDIR)$(PREFIX)
	$(Q)rm -rf $(O)/uninstall
	$(Q)$(MAKE) install DESTDIR=$(abspath $(O))/uninstall >/dev/null
	$(Q)cd $(O)/uninstall && find . ! -type d | while read -r file; do rm -f "$(DESTDIR)/$$file"; done
	$(Q)cd $(O)/uninstall && find . -depth -type d -path '*/luocat*' | while read -r folder; do \
		rmdir "$(DESTDIR)/$$folder" 2>/dev/null || :; done
	$(Q)rm -rf $(O)/uninstall

# SPDX-License-Identifier: GPL-2.0-only

# what a kernel tree needs: the descriptor header, and the probe for kernels without descriptors
HOOKS_DIR = $(DESTDIR)$(PREFIX)/share/luocat/kbuild-hooks

.PHONY: install
install: all
	$(say) INSTALL $(DESTDIR)$(PREFIX)
	$(Q)$(INSTALL) -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
		$(DESTDIR)$(LIBDIR)/pkgconfig $(addprefix $(DESTDIR)$(MANDIR)/man,$(MAN_SECTIONS)) \
		$(DESTDIR)$(PREFIX)/share/luocat/schemas \
		$(HOOKS_DIR)/include/linux $(HOOKS_DIR)/probe
	$(if $(PROGRAMS),$(Q)$(INSTALL) -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin)
	$(Q)$(INSTALL) -m 644 libluocat/luocat.h $(DESTDIR)$(PREFIX)/include
	$(Q)$(INSTALL) -m 644 $(O)/libluocat.a $(DESTDIR)$(LIBDIR)
	$(Q)$(INSTALL) -m 755 $(O)/libluocat.so $(DESTDIR)$(LIBDIR)/libluocat.so.$(VERSION)
	$(Q)ln -sf libluocat.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libluocat.so.$(SOVERSION)
	$(Q)ln -sf libluocat.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libluocat.so
	$(Q)$(INSTALL) -m 644 $(O)/libluocat.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	$(Q)$(foreach n,$(MAN_SECTIONS), \
		$(INSTALL) -m 644 $(filter %.$(n),$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man$(n) &&) :
	$(Q)$(INSTALL) -m 644 schemas/*.json $(DESTDIR)$(PREFIX)/share/luocat/schemas
	$(Q)$(INSTALL) -m 644 kbuild-hooks/include/linux/*.h $(HOOKS_DIR)/include/linux
	$(Q)$(INSTALL) -m 644 kbuild-hooks/probe/Kbuild kbuild-hooks/probe/luocat-probe.c $(HOOKS_DIR)/probe
	$(Q)$(INSTALL) -m 755 kbuild-hooks/probe/report.sh $(HOOKS_DIR)/probe
	$(Q)sed '/^O ?= /d' kbuild-hooks/Makefile > $(HOOKS_DIR)/Makefile
	$(Q)chmod 644 $(HOOKS_DIR)/Makefile

# SPDX-License-Identifier: GPL-2.0-only

$(O)/%.o: %.c
	$(say) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(PART_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/compat-check/html/%.c: compat-check/html/% build-aux/embed.sh
	$(say) EMBED $<
	$(Q)mkdir -p $(@D)
	$(Q)build-aux/embed.sh $< > $@.tmp && mv $@.tmp $@

$(O)/compat-check/html/%.o: $(O)/compat-check/html/%.c
	$(Q)$(CC) $(CPPFLAGS) $(PART_CPPFLAGS) $(CFLAGS) -c -o $@ $<

.SECONDARY: $(patsubst %,$(O)/%.c,$(HTML_ASSETS))

$(O)/libluocat.a: $(LIB_OBJS)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/libluocat.so: $(LIB_OBJS) libluocat/libluocat.map
	$(say) LD $@
	$(Q)$(CC) -shared -Wl,-soname,libluocat.so.$(SOVERSION) \
		-Wl,--version-script=libluocat/libluocat.map -Wl,-z,defs,-z,relro,-z,now \
		$(LDFLAGS) -o $@ $(LIB_OBJS) $(LIB_LIBS)
	$(Q)ln -sf libluocat.so $(O)/libluocat.so.$(SOVERSION)

link = $(CC) $(LDFLAGS) -Wl,--as-needed -o $@ $(filter %.o %.a,$^)

$(O)/luo-catalog-gen: $(CATALOG_GEN_OBJS) $(COMMON_OBJS) $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(CATALOG_GEN_LIBS) $(LIB_LIBS)

$(O)/luo-compat-check: $(COMPAT_CHECK_OBJS) $(COMMON_OBJS) $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(LIB_LIBS)

$(O)/luo-sysfs-emitter: $(SYSFS_EMITTER_OBJS) $(COMMON_OBJS) $(O)/libluocat.a
	$(say) LINK $@
	$(Q)$(link) $(LIB_LIBS)

# For where no shared library is: an initramfs, such as those of tests/kernel's guests.
STATIC_PROGRAMS := $(patsubst %,$(O)/static/luo-%,compat-check sysfs-emitter)
.PHONY: static
static: $(STATIC_PROGRAMS)

$(O)/static/luo-compat-check: $(COMPAT_CHECK_OBJS)
$(O)/static/luo-sysfs-emitter: $(SYSFS_EMITTER_OBJS)
$(STATIC_PROGRAMS): $(COMMON_OBJS) $(O)/libluocat.a
	$(say) LINK $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -static -o $@ $(filter %.o,$^) $(O)/libluocat.a \
		$(call pkg,--static --libs jansson libmd)

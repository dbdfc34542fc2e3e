# SPDX-License-Identifier: GPL-2.0-only
# The parts, what each may include and what each may link: arrows point one way (CONTRIBUTING.md).

pkg = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)

objects = $(patsubst %.c,$(O)/%.o,$(sort $(wildcard $(addsuffix /*.c,$(1)))))

# libluocat -> jansson, libmd
LIB_OBJS := $(call objects,libluocat)
LIB_LIBS = $(call pkg,--libs jansson libmd)
$(LIB_OBJS): PART_CPPFLAGS = -Ilibluocat $(call pkg,--cflags jansson libmd)

# common: what the programs' command lines share -> libluocat
COMMON_OBJS := $(call objects,common)
$(COMMON_OBJS): PART_CPPFLAGS = -Icommon -Ilibluocat $(call pkg,--cflags jansson)

# catalog-gen is the only part that knows ELF, DWARF and BTF
CATALOG_GEN_OBJS := $(call objects,catalog-gen)
# libdwarf has no .pc file before 0.3 (Debian 12), and Debian 13's names a folder that is not there
LIBDWARF_CFLAGS = $(call pkg,--cflags libdwarf) -I/usr/include/libdwarf
LIBDWARF_LIBS = $(or $(call pkg,--libs libdwarf),-ldwarf)
CATALOG_GEN_LIBS = $(LIBDWARF_LIBS) $(call pkg,--libs libarchive libbpf libzstd zlib) -pthread
CATALOG_GEN_CPPFLAGS = -Icatalog-gen -Icommon -Ilibluocat -Ikbuild-hooks/include \
	$(call pkg,--cflags libarchive libbpf) $(LIBDWARF_CFLAGS)
$(CATALOG_GEN_OBJS): PART_CPPFLAGS = $(CATALOG_GEN_CPPFLAGS)

# style and scripts of the HTML reports are embedded
HTML_ASSETS := $(sort $(wildcard compat-check/html/*.css compat-check/html/*.js))
COMPAT_CHECK_OBJS := $(call objects,compat-check) $(patsubst %,$(O)/%.o,$(HTML_ASSETS))
$(COMPAT_CHECK_OBJS): PART_CPPFLAGS = -Icompat-check -Icommon -Ilibluocat $(call pkg,--cflags jansson libmd)

# sysfs-emitter/kernel/ is built by the kernel
SYSFS_EMITTER_OBJS := $(call objects,sysfs-emitter)
$(SYSFS_EMITTER_OBJS): PART_CPPFLAGS = -Isysfs-emitter -Icommon -Ilibluocat $(call pkg,--cflags jansson)

PROGRAMS := $(patsubst %,$(O)/luo-%,catalog-gen compat-check sysfs-emitter)

# SPDX-License-Identifier: GPL-2.0-only
#
# make                 build everything into build/ (O=DIR moves it, V=1 shows the commands)
# make programs        the same without the manuals, which take scdoc
# make demo            two sample kernels, or yours with KDIR= and KDIR_NEXT=
# make demo-kexec      two real kernels in QEMU: a plan makes a kexec work, and what happens without it
# make check           unit and command-line tests        make check-asan     the same under ASan and UBSan
# make check-kernel    real kernels, built and cached      make fuzz           fuzz targets, FUZZ_SECONDS= each
# make check-browser   the HTML reports in a headless Chromium
# make bench           speed beside what one would run instead
# make install         DESTDIR= PREFIX=; LIBDIR= MANDIR= and others: build-aux/install.mk; uninstall takes the same

MAKEFLAGS += --no-print-directory

VERSION := 0.1.0
SOVERSION := 0

O ?= build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
MANDIR ?= $(PREFIX)/share/man
CC ?= gcc
AR ?= ar
PKG_CONFIG ?= pkg-config
PYTHON ?= /usr/bin/python3
INSTALL ?= install

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n'
endif

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wvla -Wundef -Wno-unused-parameter
override CFLAGS += -std=gnu11 $(WARNINGS) -fvisibility=hidden -fPIC -MMD -MP $(SANITIZE)
override CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DPACKAGE_VERSION='"$(VERSION)"'
override LDFLAGS += $(SANITIZE)

include build-aux/parts.mk

.PHONY: all programs
all: programs # and the manuals, see man/man.mk
programs: $(PROGRAMS) $(O)/libluocat.a $(O)/libluocat.so

include build-aux/rules.mk
include build-aux/deps.mk
include build-aux/lint.mk
include completions/completions.mk
include man/man.mk
include demo/demo.mk
include examples/examples.mk
include tests/tests.mk
include build-aux/install.mk

.PHONY: clean
clean:
	$(Q)rm -rf -- $(O)

-include $(shell find $(O) -name '*.d' 2>/dev/null)

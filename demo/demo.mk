# SPDX-License-Identifier: GPL-2.0-only

.PHONY: demo
demo: deps-build
	$(Q)$(MAKE) all
	$(Q)CC='$(CC)' demo/demo.sh $(O) $(KDIR) $(KDIR_NEXT)

# Two real kernels in QEMU: a plan that makes a kexec work, and the same kexec without it. The first run
# builds them.
.PHONY: demo-kexec
demo-kexec: deps-kernel
	$(Q)$(MAKE) all static
	$(Q)LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 \
		tests/kernel/kernels.sh --only sysfs-v2-v3,7.3-sysfs $(PYTHON) demo/demo-kexec.py

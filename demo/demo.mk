# SPDX-License-Identifier: GPL-2.0-only

.PHONY: demo
demo: deps-build
	$(Q)$(MAKE) all
	$(Q)CC='$(CC)' demo/demo.sh $(O) $(KDIR) $(KDIR_NEXT)

# SPDX-License-Identifier: GPL-2.0-only

DEPS := $(addprefix deps-,build check kernel kernel-full bench fuzz browser lint)

.PHONY: $(DEPS)
$(DEPS): deps-%:
	$(Q)build-aux/deps.sh $*

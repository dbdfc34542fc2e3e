# SPDX-License-Identifier: GPL-2.0-only
# Each kind of test is a fragment of its own beside what it runs.

include $(sort $(wildcard tests/*/*.mk))

.PHONY: check check-asan
check: deps-check
	$(Q)$(MAKE) check-unit check-cli check-outcome

check-asan: deps-check
	$(Q)$(MAKE) O=$(O)/asan SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' \
		check-unit check-cli

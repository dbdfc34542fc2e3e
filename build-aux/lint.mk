# SPDX-License-Identifier: GPL-2.0-only

.PHONY: lint
lint: deps-lint
	$(say) LINT
	$(Q)build-aux/lint.sh

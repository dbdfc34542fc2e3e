# SPDX-License-Identifier: GPL-2.0-only

.PHONY: deps-build deps-check deps-kernel deps-bench
deps-build deps-check deps-kernel deps-bench: deps-%:
	$(Q)build-aux/deps.sh $*

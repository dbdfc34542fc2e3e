# SPDX-License-Identifier: GPL-2.0-only

.PHONY: deps-build deps-check deps-kernel deps-kernel-full deps-bench
deps-build deps-check deps-kernel deps-kernel-full deps-bench: deps-%:
	$(Q)build-aux/deps.sh $*

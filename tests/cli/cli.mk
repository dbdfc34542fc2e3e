# SPDX-License-Identifier: GPL-2.0-only
# Each tests/cli/test_*.py runs the built programs as a user would (Python's unittest).

.PHONY: check-cli
check-cli: all
	$(say) TEST tests/cli
	$(Q)cd tests/cli && LUOCAT_BUILD=$(abspath $(O)) LUOCAT_CC='$(CC)' PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) -m unittest $(if $(filter 1,$(V)),-v) $(TESTS)

# SPDX-License-Identifier: GPL-2.0-only
# The HTML reports in a headless Chromium (Debian's, driven by python3-selenium), by Python's unittest.

.PHONY: check-browser
# npm.mk fetches axe-core
check-browser: deps-browser all $(O)/npm/node_modules/.package-lock.json
	$(say) TEST tests/browser
	$(Q)cd tests/browser && LUOCAT_BUILD=$(abspath $(O)) PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) -m unittest $(if $(filter 1,$(V)),-v) $(TESTS)

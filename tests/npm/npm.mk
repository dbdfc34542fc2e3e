# SPDX-License-Identifier: GPL-2.0-only
# Schemas and consumers of reports and examples that npm has: fetched once for each build directory.
# Without a registry to reach, the tests that need them are skipped, but for CI.

NPM_READY := $(O)/npm/node_modules/.package-lock.json

$(NPM_READY): tests/npm/package.json tests/npm/package-lock.json
	$(say) NPM $(O)/npm
	$(Q)mkdir -p $(O)/npm && cp $^ $(O)/npm/
	$(Q)cd $(O)/npm && { npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund >npm.log 2>&1 \
		|| { tail -n 3 npm.log >&2; echo "npm ci failed, see $(O)/npm/npm.log" >&2; \
		     [ -z "$$CI" ]; }; }

check-cli: $(NPM_READY)

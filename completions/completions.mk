# SPDX-License-Identifier: GPL-2.0-only
# One file for each shell, in which help.awk stands as text: it has to work where nothing else is installed.

COMPLETIONS := $(addprefix $(O)/completions/luocat.,bash zsh fish)

all: $(COMPLETIONS)

$(O)/completions/luocat.%: completions/luocat.% completions/help.awk
	$(say) GEN $@
	$(Q)mkdir -p $(@D)
	$(Q)sed -e '/^@HELP@$$/{r completions/help.awk' -e 'd}' $< > $@.new && mv $@.new $@

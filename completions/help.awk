# SPDX-License-Identifier: GPL-2.0-only
# What a --help says, one line each with tabs between:
#	command NAME TEXT
#	option NAME ARGUMENT TEXT	ARGUMENT is - where it takes none
#	value OPTION WORD		of an option that lists its words: A (the default), B or C
# It stands between single quotes in three shells, so it has neither these nor backslashes.
function words_of(name, text,    word, list, n, i, words) {
	word = "[a-z0-9-]+( [(]the default[)])?"
	while (match(text, word "(, " word ")*,? or " word)) {
		list = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		n = split(list, words, ",? or |, ")
		if (n < 3 && list !~ /[(]the default[)]/)
			continue
		for (i = 1; i <= n; i++) {
			sub(/ .*/, "", words[i])
			print "value" tab name tab words[i]
		}
		return
	}
}
function say_option(    names, n, i, argument) {
	if (term == "")
		return
	argument = "-"
	if (term ~ / [^ -][^ ]*$/) {
		argument = term
		sub(/.* /, "", argument)
		sub(/ [^ ]*$/, "", term)
	}
	n = split(term, names, ", ")
	for (i = 1; i <= n; i++) {
		print "option" tab names[i] tab argument tab text
		if (argument != "-")
			words_of(names[i], text)
	}
	term = ""
}
BEGIN { tab = sprintf("%c", 9) }
/^ +(-[A-Za-z], )?--[a-z]/ {
	say_option()
	sub(/^ +/, "")
	term = text = $0
	sub(/  .*/, "", term)
	sub(/^.*[^ ]  +/, "", text)
	next
}
/^            +[^ ]/ {
	sub(/^ +/, " ")
	text = text $0
	next
}
{ say_option() }
/^  [a-z][a-z-]*  +[^ ]/ {
	name = $1
	sub(/^.*  /, "")
	print "command" tab name tab $0
}
END { say_option() }

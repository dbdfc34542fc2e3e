# SPDX-License-Identifier: GPL-2.0-only
# bash completion for luo-catalog-gen, luo-compat-check and luo-sysfs-emitter.
# Commands, options and their words are what the program's own --help says.

# _luocat_help PROGRAM [COMMAND]
_luocat_help()
{
	"$@" --help 2>/dev/null </dev/null | awk '
@HELP@
'
}

# _luocat_words [PREFIX]: matches for what is typed, among the words on standard input
_luocat_words()
{
	local word
	while IFS= read -r word; do
		[[ $word == "$typed"* ]] && COMPREPLY+=("$lead$word")
	done
}

_luocat_rules()
{
	"$program" explain 2>/dev/null </dev/null | awk '{ print $1 }'
}

# _luocat_files [-d]
_luocat_files()
{
	local file
	compopt -o filenames
	while IFS= read -r file; do
		COMPREPLY+=("$lead$file")
	done < <(compgen "${1:--f}" -- "$typed")
}

# _luocat_value OPTION ARGUMENT
_luocat_value()
{
	local words
	words=$(awk -F'\t' -v option="$1" '$1 == "value" && $2 == option { print $3 }' <<<"$help")
	case $2 in
	*'[:FILE]')
		if [[ $typed == *:* ]]; then
			lead+=${typed%%:*}: typed=${typed#*:}
			_luocat_files
			return
		fi ;;
	ID=*)
		if [[ $typed != *=* ]]; then
			compopt -o nospace
			_luocat_words < <(_luocat_rules | sed 's/$/=/')
			return
		fi
		lead+=${typed%%=*}= typed=${typed#*=} ;;
	RULE) words=$(_luocat_rules) ;;
	TEXT)
		[[ $typed == @* ]] || return
		lead+=@ typed=${typed#@}
		_luocat_files
		return ;;
	*DIR | ROOT)
		_luocat_files -d
		return ;;
	*FILE* | CATALOG | PLAN)
		_luocat_files
		return ;;
	esac
	_luocat_words <<<"$words"
}

_luocat()
{
	local program=${1/#\~/$HOME} line=${COMP_LINE:0:COMP_POINT} lead='' typed help commands command='' argument
	local -a words=()
	local i current previous

	# readline takes = and : for ends of words; here only blanks are
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	current=${words[${#words[@]} - 1]}
	previous=${words[${#words[@]} - 2]}
	typed=$current

	commands=$(_luocat_help "$program" | awk -F'\t' '$1 == "command" { print $2 }')
	if [ -n "$commands" ]; then
		# without a command the first one is meant
		command=${commands%%$'\n'*}
		((${#words[@]} > 2)) && grep -qxFe "${words[1]}" <<<"$commands" && command=${words[1]}
	fi
	help=$(_luocat_help "$program" ${command:+"$command"})

	if [[ $current == --*=* ]]; then
		previous=${current%%=*} lead=$previous= typed=${current#*=}
	fi
	argument=
	[[ $previous == -* ]] &&
		argument=$(awk -F'\t' -v option="$previous" '$1 == "option" && $2 == option { print $3 }' <<<"$help")

	COMPREPLY=()
	if [[ -n $argument && $argument != - ]]; then
		_luocat_value "$previous" "$argument"
	elif [[ $current == -* ]]; then
		while IFS=$'\t' read -r i argument; do
			# what takes an argument goes on with =, and a blank would end it
			[[ $argument != - && $i == --* ]] && i+='='
			[[ $i == "$typed"* ]] && COMPREPLY+=("$i")
		done < <(awk -F'\t' '$1 == "option" { print $2 "\t" $3 }' <<<"$help")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
	else
		((${#words[@]} == 2)) && _luocat_words <<<"$commands"
		if [[ $command == explain ]]; then
			_luocat_words < <(_luocat_rules)
		elif ((${#words[@]} > 2)) || [[ ${program##*/} != luo-sysfs-emitter ]]; then
			_luocat_files
		fi
	fi

	# readline replaces its own last word only
	lead=${current%"$2"}
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$lead"}
	done
} && complete -F _luocat luo-catalog-gen luo-compat-check luo-sysfs-emitter

#compdef luo-catalog-gen luo-compat-check luo-sysfs-emitter
# SPDX-License-Identifier: GPL-2.0-only
# zsh completion for luo-catalog-gen, luo-compat-check and luo-sysfs-emitter.
# Commands, options and their words are what the program's own --help says.

# _luocat_help PROGRAM [COMMAND]
_luocat_help() {
	"$@" --help 2>/dev/null </dev/null | awk '
@HELP@
'
}

# _luocat_rules PROGRAM [-S SUFFIX]
_luocat_rules() {
	local -a rules
	rules=(${(f)"$($1 explain 2>/dev/null </dev/null | awk '{ rule = $1; $1 = $2 = ""; sub(/^ +/, ""); print rule ":" $0 }')"})
	_describe -t rules rule rules "${@:2}"
}

# _luocat_value PROGRAM OPTION ARGUMENT: what is typed is the argument alone
_luocat_value() {
	local -a values
	values=(${(M)help:#value$'\t'$2$'\t'*})
	values=(${values##*$'\t'})
	case $3 in
	*'[:FILE]')
		if compset -P '*:'; then
			_files
			return
		fi ;;
	ID=*)
		if ! compset -P '*='; then
			_luocat_rules $1 -S =
			return
		fi ;;
	RULE)
		_luocat_rules $1
		return ;;
	TEXT)
		compset -P @ && _files
		return ;;
	*DIR|ROOT)
		_files -/
		return ;;
	*FILE*|CATALOG|PLAN)
		_files
		return ;;
	esac
	(( $#values )) && compadd -X "${(L)3}" -a values
}

_luocat() {
	local program=${~words[1]} command option argument line
	local -a help commands plain open

	commands=(${(M)${(f)"$(_luocat_help $program)"}:#command$'\t'*})
	commands=(${${commands#*$'\t'}/$'\t'/:})
	if (( $#commands )); then
		# without a command the first one is meant
		command=${commands[1]%%:*}
		(( CURRENT > 2 && ${commands[(I)${words[2]}:*]} )) && command=$words[2]
	fi
	help=(${(f)"$(_luocat_help $program $command)"})

	option=$words[CURRENT-1]
	[[ $PREFIX == --*=* ]] && option=${PREFIX%%=*}
	for line in ${(M)help:#option$'\t'*}; do
		line=${line#*$'\t'}
		argument=${${line#*$'\t'}%%$'\t'*}
		if [[ ${line%%$'\t'*} == $option && $argument != - ]]; then
			compset -P '--*='
			_luocat_value $program $option $argument
			return
		fi
		if [[ $argument == - || $line != --* ]]; then
			plain+=("${line%%$'\t'*}:${line##*$'\t'}")
		else
			open+=("${line%%$'\t'*}:${line##*$'\t'}")
		fi
	done

	if [[ $PREFIX == -* ]]; then
		_describe -o option plain -- open -S =
		return
	fi
	if (( CURRENT == 2 && $#commands )); then
		_describe -t commands command commands
	fi
	if [[ $command == explain ]]; then
		_luocat_rules $program
	elif (( CURRENT > 2 )) || [[ ${program:t} != luo-sysfs-emitter ]]; then
		_files
	fi
}

_luocat "$@"

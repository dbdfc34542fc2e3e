# SPDX-License-Identifier: GPL-2.0-only
# fish completion for luo-catalog-gen, luo-compat-check and luo-sysfs-emitter.
# Commands, options and their words are what the program's own --help says.

# _luocat_help PROGRAM [COMMAND]
function _luocat_help
    $argv --help 2>/dev/null </dev/null | awk '
@HELP@
'
end

function _luocat_rules
    $argv[1] explain 2>/dev/null </dev/null | awk '{ rule = $1; $1 = $2 = ""; sub(/^ +/, ""); print rule "	" $0 }'
end

# _luocat_value PROGRAM LEAD TYPED OPTION ARGUMENT HELP...: what an option takes, each with LEAD in front
function _luocat_value
    set -l program $argv[1]
    set -l lead $argv[2]
    set -l typed $argv[3]
    set -l help $argv[6..-1]
    set -l words (printf '%s\n' $help | awk -F'\t' -v option=$argv[4] '$1 == "value" && $2 == option { print $3 }')
    switch $argv[5]
        case '*[:FILE]'
            if string match -q '*:*' -- $typed
                set lead $lead(string replace -r ':.*' ':' -- $typed)
                set words (__fish_complete_path (string replace -r '^[^:]*:' '' -- $typed))
            end
        case 'ID=*'
            if string match -q '*=*' -- $typed
                set lead $lead(string replace -r '=.*' '=' -- $typed)
            else
                set words (_luocat_rules $program | string replace -r '\t' '=\t')
            end
        case RULE
            set words (_luocat_rules $program)
        case TEXT
            if string match -q '@*' -- $typed
                set lead $lead@
                set words (__fish_complete_path (string replace -r '^@' '' -- $typed))
            end
        case '*DIR' ROOT
            set words (__fish_complete_directories $typed)
        case '*FILE*' CATALOG PLAN
            set words (__fish_complete_path $typed)
    end
    for word in $words
        echo $lead$word
    end
end

function _luocat_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -l commands (_luocat_help $program | string match -r '^command\t.*' | string replace -r '^command\t' '')
    set -l command
    if set -q commands[1]
        # without a command the first one is meant
        set command (string split \t -- $commands[1])[1]
        for line in $commands
            set -l name (string split \t -- $line)[1]
            if set -q words[2]; and test $words[2] = $name
                set command $name
            end
        end
    end
    set -l help (_luocat_help $program $command)

    set -l option $words[-1]
    set -l lead
    set -l typed $current
    if string match -q -- '--*=*' $current
        set option (string replace -r '=.*' '' -- $current)
        set lead $option=
        set typed (string replace -r '^[^=]*=' '' -- $current)
    end
    set -l argument (printf '%s\n' $help | awk -F'\t' -v option=$option '$1 == "option" && $2 == option { print $3 }')
    if test -n "$argument"; and test "$argument" != -
        _luocat_value $program "$lead" "$typed" $option $argument $help
    else if string match -q -- '-*' $current
        printf '%s\n' $help | awk -F'\t' '$1 == "option" { print $2 ($3 != "-" && $2 ~ /^--/ ? "=" : "") "\t" $4 }'
    else
        set -q words[2]; or printf '%s\n' $commands
        if test "$command" = explain
            _luocat_rules $program
        else if set -q words[2]; or test (string replace -r '.*/' '' -- $program) != luo-sysfs-emitter
            __fish_complete_path $current
        end
    end
end

for program in luo-catalog-gen luo-compat-check luo-sysfs-emitter
    complete -c $program -f -a '(_luocat_complete)'
end

# SPDX-License-Identifier: GPL-2.0-only
"""What bash, zsh and fish offer for a line that somebody began to type, each asked in its own way."""
import os
import pty
import select
import shutil
import subprocess
import time

from support import BUILD

FOLDER = BUILD / "completions"

# readline's words, which end at these, are what a completion function gets beside the line
BASH = r"""
compopt() { :; } # may be called while readline completes only
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
words=$COMP_LINE
words=${words//=/ = } words=${words//:/ : }
read -ra COMP_WORDS <<<"$words"
[[ $COMP_LINE == *[[:blank:]=:] ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
current=${COMP_WORDS[COMP_CWORD]}
_luocat "${COMP_WORDS[0]}" "$current" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""

# compadd is where each match ends up; the calls with -O, -A and -D only ask which words match
ZSH = r"""
autoload -U compinit && compinit -u -D
compadd() {
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a hits
	builtin compadd -O hits "$@"
	print -lr -- $hits >>$HITS
	builtin compadd "$@"
}
# it must not see the next line before it is done: zsh hurries where somebody goes on typing
ask() {
	zle list-choices
	BUFFER='print done-$((++asked))'
	zle accept-line
}
zle -N ask
bindkey '^T' ask
asked=0
"""


class Shell:
    """directory: where files are looked for, and where the shell may write."""

    def __init__(self, directory):
        self.directory = directory
        self.environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "HOME": str(directory / "home"),
                            "TERM": "dumb", "HITS": str(directory / "home" / "hits"), "PS1": "$ "}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR"):
            self.environment.pop(name, None)
        (directory / "home").mkdir(exist_ok=True)

    def offers(self, line):
        """The words that are offered, sorted, without what stands before the last = of the one that is typed."""
        words = {word.rstrip("=/") for word in self.ask(line)}
        if "=" in line.split(" ")[-1]:
            words = {word.split("=")[-1] for word in words}
        return sorted(words - {""})

    def run(self, *command):
        return subprocess.run(command, cwd=self.directory, env=self.environment, stdout=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, check=True).stdout.decode().splitlines()

    def close(self):
        pass


class Bash(Shell):
    file = FOLDER / "luocat.bash"

    def ask(self, line):
        return self.run("bash", "--norc", "--noprofile", "-c", BASH, "bash", self.file, line)


class Fish(Shell):
    file = FOLDER / "luocat.fish"

    def ask(self, line):
        quoted = line.replace("\\", "\\\\").replace("'", "\\'")
        found = self.run("fish", "-c", f"source {self.file}; complete -C '{quoted}'")
        return [word.split("\t")[0] for word in found]


class Zsh(Shell):
    """zsh completes on a terminal only, so it gets one."""

    file = FOLDER / "luocat.zsh"

    def __init__(self, directory):
        super().__init__(directory)
        functions = directory / "home" / "functions"
        functions.mkdir()
        shutil.copy(self.file, functions / "_luocat")
        (directory / "home" / "setup").write_text(ZSH)
        self.asked = 0
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.chdir(directory)
            os.execvpe("zsh", ["zsh", "-f", "-i"], self.environment)
        self.wait(f"LISTMAX=10000 fpath=({functions} $fpath); source {directory}/home/setup; print done-$asked\n")

    def wait(self, keys):
        """Type something, and wait until it has done what it says."""
        os.write(self.terminal, keys.encode())
        mark, seen, end = f"done-{self.asked}".encode(), b"", time.monotonic() + 120
        while mark not in seen:
            if not select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError(f"zsh after {keys!r}: {seen!r}")
            seen += os.read(self.terminal, 65536)
        self.asked += 1

    def ask(self, line):
        hits = self.directory / "home" / "hits"
        hits.write_text("")
        self.wait(f"{line}\x14")
        return hits.read_text().splitlines()

    def close(self):
        os.write(self.terminal, b"exit\n")
        os.close(self.terminal)
        os.waitpid(self.pid, 0)

# SPDX-License-Identifier: GPL-2.0-only
"""QEMU, run until it ends, or until waiting longer makes no sense."""
import dataclasses
import os
import re
import selectors
import subprocess
import time

from outcome import HarnessError


@dataclasses.dataclass(frozen=True)
class Architecture:
    """image: what kernels.sh calls the file that is booted, which tells architectures apart; console: the
    parameters that bring all messages, early ones too, to the serial port; cross: before the names of the
    tools that make its programs."""

    image: str
    qemu: tuple
    console: str
    cross: str

    @property
    def compiler(self):
        return f"{self.cross}gcc"


ARCHITECTURES = (
    Architecture("bzImage", ("qemu-system-x86_64", "-machine", "pc", "-cpu", "qemu64"),
                 "console=ttyS0 earlyprintk=ttyS0", ""),
    Architecture("Image", ("qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a57"),
                 "console=ttyAMA0 earlycon=pl011,0x09000000", "aarch64-linux-gnu-"),
)
# TCG, because a /dev/kvm may be there and not work
QEMU = ("-accel", "tcg", "-nodefaults", "-nographic", "-no-reboot", "-serial", "stdio")
# KHO reserves its scratch area in 256 MB or more. One CPU: it is quicker, and with two, on a machine with
# ten times more work than CPUs, one of some hundred first boots got stuck before its init.
HARDWARE = ("-m", "1G", "-smp", "1")
# loglevel before the console: it holds for the early messages as well
CONSOLE = "loglevel=6 console_msg_format=syslog printk.devkmsg=on panic=-1"
BOOTED = b"luocat: writer start"
# what nothing of interest follows: the init's last line, or a panic before panic=-1 was read
ENDED = re.compile(rb"luocat: \w+ end\r?\n|---\[ end Kernel panic - not syncing: [^\n]*\n")


class Patience:
    """How long a silent console is waited for.

    A machine that others load may take ten times as long as usual for everything, so that the time
    that this very run took for its first boot is the measure of its speed. All is in seconds;
    LUOCAT_KEXEC_PATIENCE multiplies it.
    """

    FIRST_BOOT = 180
    SILENCE = 20
    BOOTS = 10
    TOTAL = 600

    def __init__(self, now):
        self.scale = float(os.environ.get("LUOCAT_KEXEC_PATIENCE") or 1)
        self.start = self.last = now
        self.silence = self.FIRST_BOOT * self.scale

    def progress(self, now):
        self.last = now

    def booted(self, now):
        """The first kernel's init runs."""
        self.silence = max(self.SILENCE, self.BOOTS * (now - self.start)) * self.scale

    def left(self, now):
        return min(self.last + self.silence, self.start + self.TOTAL * self.scale) - now

    def over(self, now):
        """Why not to wait any longer; None: wait."""
        if self.left(now) > 0:
            return None
        return f"silent for {now - self.last:.0f} s, {now - self.start:.0f} s after its start"


def cmdline(architecture, parameters):
    """A kernel's command line."""
    return f"{CONSOLE} {architecture.console} {parameters}"


def run(architecture, kernel, initramfs, parameters, console, watch=None, hardware=HARDWARE):
    """Boot; what it prints goes to the file console as it comes, and to watch. Its text, and why it was
    stopped: None when it ended by itself or said all that it had to."""
    command = [*architecture.qemu, *QEMU, *hardware, "-kernel", str(kernel), "-initrd", str(initramfs),
               "-append", cmdline(architecture, parameters)]
    errors = console.with_suffix(".qemu")
    try:
        with open(errors, "wb") as stderr:
            qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=stderr)
    except OSError as error:
        raise HarnessError(f"{command[0]}: {error}") from error
    try:
        with qemu.stdout, open(console, "wb", buffering=0) as copy:
            output, stopped = _follow(qemu.stdout, copy, watch)
        if stopped or ENDED.search(output):
            qemu.kill()
        elif qemu.wait() != 0:
            raise HarnessError(f"{command[0]}: exit {qemu.returncode}: "
                               f"{errors.read_text(errors='replace').strip()}")
    finally:
        qemu.kill()
        qemu.wait()
    return output.decode(errors="replace"), stopped


def _follow(pipe, *copies):
    """All that comes until the end of it, of the test, or of patience."""
    output = bytearray()
    patience = Patience(time.monotonic())
    booted = False
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            ready = selector.select(max(0, patience.left(time.monotonic())))
            now = time.monotonic()
            if not ready:
                stopped = patience.over(now)
                if stopped:
                    return output, stopped
                continue
            chunk = os.read(pipe.fileno(), 1 << 16)
            if not chunk:
                return output, None
            output += chunk
            for copy in filter(None, copies):
                copy.write(chunk)
                copy.flush()
            patience.progress(now)
            if not booted and BOOTED in output:
                booted = True
                patience.booted(now)
            if ENDED.search(output, max(0, len(output) - len(chunk) - 500)):
                return output, None
            # a kernel that prints without end makes progress for ever
            stopped = patience.over(now)
            if stopped:
                return output, stopped

# SPDX-License-Identifier: GPL-2.0-only
"""Our pre-flight inside a running kernel: what the guest gets for it, and the steps that it takes.

The programs are the user's, linked statically. The running kernel's catalog and the next one's are made
here, as a build would leave them; the table of formats, modules and command line are the guest's own.
"""
import pathlib
import re
import subprocess

import kernels
import support
from outcome import HarnessError

COMPAT_CHECK = "/bin/luo-compat-check"
EMITTER = "/bin/luo-sysfs-emitter"
FORMATS = "/sys/kernel/liveupdate/formats"


def ask(reader, *options):
    """A step: the question before the kexec, with all that is known of the next kernel. It loads no modules."""
    words = ["run", COMPAT_CHECK, "preflight", "--running /running.json", "--next-cmdline @/next/cmdline",
             "--next-loaded=", f"--image-build-id {build_id(reader)}", *options, "/next/catalog.json"]
    return " ".join(words)


def obeyed(reader):
    """What a careful user does."""
    return (ask(reader, "--apply"), "go", "preserve")


def build_id(name):
    """As readelf has it, for the image in the initramfs."""
    notes = subprocess.run(["readelf", "-n", kernels.vmlinux(name)], stdout=subprocess.PIPE, check=True)
    return re.search(r"Build ID: ([0-9a-f]+)", notes.stdout.decode())[1]


def static(program):
    path = support.BUILD / "static" / program
    if not path.exists():
        raise HarnessError(f"{path} is missing: make static")
    return path


def files(writer, reader, steps, directory):
    """What the writer's initramfs has for these steps, by name."""
    directory = pathlib.Path(directory)
    texts = {"steps": "".join(f"{step}\n" for step in steps),
             "running.json": kernels.text(kernels.vmlinux(writer)),
             "next/catalog.json": kernels.text(kernels.vmlinux(reader))}
    paths = {f"bin/{program}": static(program) for program in ("luo-compat-check", "luo-sysfs-emitter")}
    for number, (name, text) in enumerate(texts.items()):
        paths[name] = directory / f"preflight-{number}"
        paths[name].write_text(text)
    return paths

# SPDX-License-Identifier: GPL-2.0-only
"""The manuals, man/NAME.SECTION.scd, as the tests read them: plain words, without scdoc's markup."""
import functools
import re

import support

# what scdoc marks: *bold* and _underlined_, none of which is in the middle of a word; \ keeps a character
MARKUP = re.compile(r"\\(.)|(?<!\w)_|_(?!\w)|\*")

PAGES = sorted(path.name[:-len(".scd")] for path in (support.TOP / "man").glob("*.scd"))


def plain(text):
    return " ".join(MARKUP.sub(lambda found: found[1] or "", text).split())


@functools.cache
def source(name):
    return (support.TOP / "man" / f"{name}.scd").read_text()


def text(name):
    """The whole page on one line."""
    return plain(source(name))


def section(name, title):
    """The source of one section, with its subsections."""
    found = re.search(rf"^# {re.escape(title)}\n(.*?)(?=^# |\Z)", source(name), flags=re.M | re.S)
    return found[1]


def subsections(name, title):
    """The source of a section's subsections by their headings; what stands before the first is under ""."""
    parts = re.split(r"^## (.*)\n", section(name, title), flags=re.M)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2]))}


def entries(part):
    """What stands in a definition list: each term, on a line of its own, with the indented text below it."""
    found = re.findall(r"^(\S[^\n]*)\n((?:\t[^\n]*\n|\n(?=\t))+)", part, flags=re.M)
    return {plain(term): plain(below) for term, below in found}


def literal(part):
    """The blocks of literal text in a section, as man shows them."""
    return [re.sub(r"\\(.)", r"\1", block) for block in re.findall(r"^```\n(.*?)^```$", part, flags=re.M | re.S)]

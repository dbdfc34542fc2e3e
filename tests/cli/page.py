# SPDX-License-Identifier: GPL-2.0-only
"""An HTML page as a strict reader takes it, with what must hold of every page that we write."""
import base64
import hashlib
import html.parser
import re

VOID = {"meta", "link", "br", "input"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children = []  # elements and strings

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name):
        return self.attributes.get(name)

    def all(self, tag=None, **attributes):
        """Elements below it, in order; style="x": that has the class x."""
        style = attributes.pop("style", None)
        for child in self.children:
            if isinstance(child, str):
                continue
            if (tag in (None, child.tag)
                    and (not style or style in (child.get("class") or "").split())
                    and all(child.get(key) == value for key, value in attributes.items())):
                yield child
            yield from child.all(tag, **({"style": style} if style else {}), **attributes)

    def one(self, tag=None, **attributes):
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    @property
    def text(self):
        return "".join(child if isinstance(child, str) else child.text
                       for child in self.children)

    @property
    def words(self):
        return " ".join(self.text.split())


class Page(html.parser.HTMLParser):
    """Refuses what a browser would mend: an end without its start, an element that is not ended."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.source = text
        self.root = self.at = Element("", {}, None)
        self.feed(text)
        self.close()
        assert self.at is self.root, f"<{self.at.tag}> is not ended"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, dict(attrs), self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag):
        assert self.at.tag == tag, f"</{tag}> ends <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def all(self, *args, **kwargs):
        return self.root.all(*args, **kwargs)

    def one(self, *args, **kwargs):
        return self.root.one(*args, **kwargs)

    def assert_stands_alone(self):
        """It asks for nothing, runs what its policy names by hash and nothing else, and links work."""
        ids = [element["id"] for element in self.all() if element.get("id")]
        assert len(ids) == len(set(ids)), "an id twice"
        for element in self.all():
            for name, value in element.attributes.items():
                assert not name.startswith("on") and name not in ("src", "style", "srcset"), name
                if name == "href" and element.tag == "a":
                    assert value.startswith("#") and value[1:] in ids, value
                elif name == "href":
                    assert value == "data:,", value
        policy = self.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules.pop("default-src") == "'none'"
        for tag in ("style", "script"):
            elements = list(self.all(tag))
            hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(e.text.encode()).digest()).decode()}'"
                      for e in elements]
            assert rules.pop(f"{tag}-src").split() == hashes
            assert all(not element.attributes for element in elements)
        assert rules == {"base-uri": "'none'", "form-action": "'none'", "img-src": "data:"}, rules
        assert not re.search(r"url\(|@import|https?:", self.source), "an address"

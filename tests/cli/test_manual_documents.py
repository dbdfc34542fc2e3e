# SPDX-License-Identifier: GPL-2.0-only
"""luo-catalog(5) and luo-policy(5) against the schemas: each key is described once, with its types."""
import json
import re
import tempfile
import unittest

import manual
from support import TOP, run, schema, validate

TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", type(None): "null"}


class Described(unittest.TestCase):
    """What a page says of a document, beside what the document's schema says."""

    page = "luo-catalog.5"

    def resolve(self, rule):
        while "$ref" in rule:
            rule = {**at(self.schema, rule["$ref"]), **{k: v for k, v in rule.items() if k != "$ref"}}
        return rule

    def types(self, rule):
        rule = self.resolve(rule)
        for choice in ("oneOf", "anyOf"):
            if choice in rule:
                return set().union(*map(self.types, rule[choice]))
        if "type" in rule:
            return {rule["type"]} if isinstance(rule["type"], str) else set(rule["type"])
        return {TYPES[type(value)] for value in rule.get("enum", [rule.get("const")])}

    def objects(self, rule, path=()):
        """Each object with the keys that it has: its path, in which lists and names of types do not count."""
        rule = self.resolve(rule)
        if "properties" in rule:
            yield path, rule["properties"]
        for key, below in rule.get("properties", {}).items():
            yield from self.objects(below, (*path, key))
        if "items" in rule:
            yield from self.objects(rule["items"], path)
        for pattern, below in rule.get("patternProperties", {}).items():
            for found, keys in self.objects(below, path):
                # structs and enums have keys of their own, what is in them goes by one name
                own = ": struct and union" if "union" in pattern else ": enum"
                yield (*path[:-1], path[-1] + own) if found == path else found, keys
        if isinstance(rule.get("additionalProperties"), dict):
            yield from self.objects(rule["additionalProperties"], path)

    def assertDescribes(self, part, keys, where):
        entries = manual.entries(part)
        terms = {}
        for term, below in entries.items():
            name, _, types = term.partition(" ")
            terms[name] = types
            self.assertTrue(below, (where, name))
        self.assertEqual(list(terms), list(keys), where)
        for name, rule in keys.items():
            self.assertEqual(set(terms[name].strip("()").split(" or ")), self.types(rule), (where, name))
            for word in self.resolve(rule).get("enum", []):
                if isinstance(word, str):
                    self.assertIn(f"*{word}*", manual.source(self.page), (where, name))


def at(document, reference):
    for key in reference.removeprefix("#/").split("/"):
        document = document[key]
    return document


class Catalog(Described):
    def setUp(self):
        self.schema = schema("catalog")

    def test_keys(self):
        parts = manual.subsections(self.page, "KEYS OF A CATALOG")
        parts.pop("")
        seen = {}
        for path, keys in self.objects(self.schema):
            heading = ".".join(path) or "The catalog"
            self.assertIn(heading, parts)
            self.assertDescribes(parts[heading], keys, heading)
            seen[heading] = True
        self.assertEqual(sorted(seen), sorted(parts))

    def test_required(self):
        """What a reader insists on, of which the schema tells in its description."""
        text = manual.text(self.page)
        sentence = re.search(r"A reader of luocat insists on (.*?)\. It works out", text)[1]
        words = re.search(r"except (.*?)\. A catalog", self.schema["description"])[1]
        named = set(re.findall(r"\w+(?:\.\w+)*", sentence))
        for word in re.findall(r"\w+(?:\.\w+)*", words):
            if word not in ("and", "of", "a", "gap"):
                self.assertTrue(any(name == word or name.endswith("." + word) for name in named), word)


class State(Described):
    def test_keys(self):
        self.schema = schema("state")
        parts = manual.subsections(self.page, "KEYS OF A STATE")
        parts.pop("")
        paths = dict(self.objects(self.schema))
        self.assertEqual(len(paths), len(parts))
        for path, keys in paths.items():
            heading = f"{path[0]} of a state" if path else "The state"
            self.assertDescribes(parts[heading], keys, heading)


class Verdict(Described):
    def setUp(self):
        self.schema = schema("verdict")
        self.parts = manual.subsections(self.page, "VERDICT AND PLAN")

    def test_keys(self):
        self.assertDescribes(self.parts[""], self.schema["properties"], "the verdict")
        self.assertDescribes(self.parts["The plan"], self.schema["definitions"]["plan"]["properties"], "the plan")

    def test_questions(self):
        text = self.parts[""]
        for key in self.schema["definitions"]["question"]["properties"]:
            if key != "applied":
                self.assertIn(f"*{key}*", text)


class Policy(Described):
    page = "luo-policy.5"

    def setUp(self):
        self.schema = schema("policy")

    def test_keys(self):
        parts = manual.subsections(self.page, "KEYS")
        parts.pop("")
        paths = dict(self.objects(self.schema))
        self.assertEqual(sorted(".".join(path) or "The policy" for path in paths), sorted(parts))
        for path, keys in paths.items():
            heading = ".".join(path) or "The policy"
            self.assertDescribes(parts[heading], keys, heading)

    def required(self, rule, path=()):
        """As objects(): the keys that have to be there."""
        if "properties" in rule:
            yield path, set(rule.get("required", []))
        for key, below in rule.get("properties", {}).items():
            yield from self.required(below, (*path, key))
        for below in (rule.get("items"), rule.get("additionalProperties")):
            if isinstance(below, dict):
                yield from self.required(below, path)

    def test_required(self):
        parts = manual.subsections(self.page, "KEYS")
        for path, keys in self.required(self.schema):
            part = parts[".".join(path) or "The policy"]
            entries = manual.entries(part)
            said = {term.split(" ")[0] for term, below in entries.items() if "Must be there" in below}
            if re.search("^(Both|All three) must be there\\.$", part, re.MULTILINE):
                said |= {term.split(" ")[0] for term in entries}
            self.assertEqual(said, keys, path)

    def test_rules(self):
        """Rules that the page names are rules."""
        known = [line.split()[0] for line in run("luo-compat-check", "explain").out.splitlines()]
        for rule in re.findall(r"LUO-[A-Z-]*[A-Z](?![A-Z-])", manual.text(self.page)):
            self.assertIn(rule, known)

    def test_example(self):
        example = manual.literal(manual.section(self.page, "EXAMPLE"))[0]
        validate(json.loads(example), "policy")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(example)
            file.flush()
            pair = TOP / "tests" / "cli" / "rules" / "LUO-MAX-PAGE-ORDER" / "fail"
            command = ("luo-compat-check", "--policy", file.name, "--now", "2026-11-28", "--format", "json",
                       pair / "writer.json", pair / "reader.json")
            result = run(*command)
            self.assertEqual(result.err, "")
            questions = result.json("verdict")["questions"]
            self.assertEqual([question["direction"] for question in questions], ["forward", "rollback"])
            found = {finding["rule"]: finding for finding in questions[0]["findings"]}["LUO-MAX-PAGE-ORDER"]
            self.assertEqual((found["severity"], found["judged"]), ("note", "incompatible"))
            self.assertEqual(found["waiver"]["expires"], "2026-12-31")


if __name__ == "__main__":
    unittest.main()

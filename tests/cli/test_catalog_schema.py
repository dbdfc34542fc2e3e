# SPDX-License-Identifier: GPL-2.0-only
"""schemas/catalog.schema.json: complete, closed, and in the order of the canonical text."""
import json
import re

import support
from schema_case import SchemaCase, at, objects


class CatalogSchema(SchemaCase, support.TestCase):
    NAME = "catalog"

    def by_name(self, path):
        return path in (("kernel", "options"), ("types",))

    def test_objects_are_closed(self):
        for path, node in objects(self.schema):
            if node.get("type") == "object" and "properties" in node:
                self.assertIs(node["additionalProperties"], False, path)

    def test_types_are_named_after_structs_unions_and_enums(self):
        self.assertInvalid(self.changed(("types", "surprise"), 1), "types")

    def test_values_that_the_loader_refuses(self):
        version = ("formats", 0, "versions", 0)
        struct = ("types", "struct kho_vmalloc")
        member = (*struct, "members", 0)
        enum = ("types", "enum kho_radix_consts")
        for path, value in (
                (("catalog_version",), 2),
                (("kernel", "page_size"), 0),
                (("kernel", "build_id"), "abc"),
                (("kernel", "release"), "7.3\n"),
                (("formats", 0, "kind"), "pipe"),
                (("formats", 0, "versions"), []),
                ((*version, "version"), -1),
                ((*version, "version"), 2 ** 32),
                ((*version, "compatible"), ""),
                ((*version, "compatible"), "x" * 256),
                ((*version, "derived"), None),
                ((*version, "requires"), [{"kind": "core"}]),
                ((*version, "origin", "address"), "0x00"),
                ((*version, "origin", "line"), 0),
                ((*version, "layout", "properties"), [{"node": "x", "name": "a", "type": "u64"}]),
                ((*version, "layout", "properties"), [{"node": "/", "name": "a b", "type": "u64"}]),
                (("types", "struct"), {"bytes": 0, "owner": None, "members": []}),
                (("types", "struct a\n"), {"bytes": 0, "owner": None, "members": []}),
                ((*struct, "bytes"), 2 ** 32 + 1),
                ((*struct, "bytes"), None),
                ((*struct, "owner"), {"kind": "core"}),
                ((*member, "bit_offset"), -1),
                ((*member, "bits"), 0),
                ((*member, "bits"), 129),
                ((*member, "type"), "int"),
                ((*member, "type"), "u8[0]"),
                ((*member, "type"), "u8[2"),
                ((*member, "type"), "u8" + "[1]" * 17),
                ((*enum, "bytes"), 3),
                ((*enum, "enumerators"), []),
                ((*enum, "enumerators", 0, "value"), 2 ** 53),
                ((*enum, "enumerators", 0, "value"), "0x10"),
                ((*enum, "enumerators", 0, "value"), "7"),
                ((*version, "origin", "object"), "\x1b"),
                ((*version, "origin", "evidence", "id"), None)):
            self.assertInvalid(self.changed(path, value), (path, value))

    def follow(self, rule):
        while "$ref" in rule:
            rule = at(self.schema, rule["$ref"].split("/")[1:])
        return rule

    def test_the_loader_understands_every_key(self):
        """As must_understand names them, which the loader answers from its own tables."""
        def paths(rule, prefix=""):
            rule = self.follow(rule)
            if "items" in rule:
                yield from paths(rule["items"], prefix)
            for child in rule.get("patternProperties", {}).values():
                yield from paths(child, prefix)
            for key, child in rule.get("properties", {}).items():
                yield prefix + key, child
                if key != "requires":  # references are understood as a whole
                    yield from paths(child, prefix + key + ".")

        names = [path for path, _ in paths(self.schema)]
        self.assertIn("formats.versions.origin.evidence.write", names)
        self.assertIn("types.enumerators.value", names)
        catalog = self.dir / "catalog.json"
        catalog.write_text(json.dumps({**self.example, "must_understand": names}))
        result = support.run("luo-compat-check", catalog, catalog)
        self.assertNotEqual(result.status, 2, result.err)
        catalog.write_text(json.dumps({**self.example, "must_understand": names + ["color"]}))
        result = support.run("luo-compat-check", catalog, catalog)
        self.assertRefused(result)
        self.assertIn('"color" must be understood', result.err)

    def test_keys_in_the_order_of_the_canonical_text(self):
        def compare(value, rule, path):
            rule = self.follow(rule)
            if isinstance(value, dict) and "patternProperties" in rule:
                self.assertEqual(list(value), sorted(value), path)
                for key, child in value.items():
                    kind, = (child_rule for pattern, child_rule
                             in rule["patternProperties"].items() if re.search(pattern, key))
                    compare(child, kind, (*path, key))
            elif isinstance(value, dict) and "properties" in rule:
                keys = [key for key in rule["properties"] if key in value]
                self.assertEqual(list(value), keys, path)
                for key, child in value.items():
                    compare(child, rule["properties"][key], (*path, key))
            elif isinstance(value, list):
                for index, child in enumerate(value):
                    compare(child, rule["items"], (*path, index))

        compare(self.example, self.schema, ())

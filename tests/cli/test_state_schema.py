# SPDX-License-Identifier: GPL-2.0-only
"""schemas/state.schema.json: complete, closed, and in the order of the canonical text."""
import copy
import json

import jsonschema

import support
from test_catalog_schema import at, objects

EXAMPLE = support.TOP / "schemas" / "examples" / "state.json"


class StateSchema(support.TestCase):
    def setUp(self):
        super().setUp()
        self.schema = support.schema("state")
        self.example = json.loads(EXAMPLE.read_text())

    def assertInvalid(self, document, why):
        with self.assertRaises(jsonschema.ValidationError, msg=why):
            support.validate(document, "state")

    def test_example(self):
        support.validate(self.example, "state")

    def test_every_key_is_described(self):
        for path, node in objects(self.schema):
            if path and path[0] == "then":
                continue
            for key, rule in node.get("properties", {}).items():
                if path[:1] != ("if",):
                    self.assertIn("description", rule, (*path, key))

    def test_every_key_is_required_and_no_other_is_taken(self):
        for path, node in objects(self.example):
            changed = copy.deepcopy(self.example)
            at(changed, path)["surprise"] = 1
            self.assertInvalid(changed, path)
            for key in node:
                changed = copy.deepcopy(self.example)
                del at(changed, path)[key]
                self.assertInvalid(changed, (*path, key))

    def test_every_value_has_a_type(self):
        for path, node in objects(self.example):
            for key in node:
                changed = copy.deepcopy(self.example)
                at(changed, path)[key] = 1.5
                self.assertInvalid(changed, (*path, key))

    def test_keys_are_in_the_order_of_the_text(self):
        order = [key for key in self.schema["properties"] if key != "must_understand"]
        self.assertEqual(list(self.example), order)
        self.assertEqual(list(self.example["versions"][0]),
                         list(self.schema["$defs"]["version"]["properties"]))

    def test_journal(self):
        """What tests/unit/test_live_kill.c finds when an application is killed."""
        example = json.loads((support.TOP / "schemas" / "examples" / "journal.json").read_text())
        support.validate(example, "journal")
        for key in example:
            changed = {other: example[other] for other in example if other != key}
            with self.assertRaises(jsonschema.ValidationError, msg=key):
                support.validate(changed, "journal")

    def test_no_table_no_flags(self):
        changed = copy.deepcopy(self.example)
        changed.update(table=False, default_enable_write=None)
        self.assertInvalid(changed, "versions")
        changed["versions"] = []
        support.validate(changed, "state")
        changed["default_enable_write"] = True
        self.assertInvalid(changed, "default")

# SPDX-License-Identifier: GPL-2.0-only
"""schemas/state.schema.json: complete, closed, and in the order of the canonical text."""
import json

import jsonschema

import support
from schema_case import SchemaCase


class StateSchema(SchemaCase, support.TestCase):
    NAME = "state"

    def describes(self, path):
        # the condition of a table, and what follows from it, say nothing of their own
        return super().describes(path) and path[:1] not in (("if",), ("then",))

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
        document = {**self.example, "table": False, "default_enable_write": None}
        self.assertInvalid(document, "versions")
        document["versions"] = []
        support.validate(document, "state")
        document["default_enable_write"] = True
        self.assertInvalid(document, "default")

# SPDX-License-Identifier: GPL-2.0-only
"""What holds for each schema of a document: its example is valid, and every key and value is checked."""
import copy
import json

import jsonschema

import support


def objects(value, path=()):
    """Every object in a document, with its path."""
    if isinstance(value, dict):
        yield path, value
        children = value.items()
    else:
        children = enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from objects(child, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


class SchemaCase:
    """A mixin of a TestCase. NAME is the schema's; its example is of the same name."""

    NAME = None

    def setUp(self):
        super().setUp()
        self.schema = support.schema(self.NAME)
        self.example = json.loads(
            (support.TOP / "schemas" / "examples" / f"{self.NAME}.json").read_text())

    def by_name(self, path):
        """Whether an object's keys are names that the document gives, not the schema."""
        return False

    def describes(self, path):
        """Whether the schema's object at path says what its keys mean."""
        # a property may itself be called "properties"
        return not path or path[-1] != "properties"

    def changed(self, path, value):
        document = copy.deepcopy(self.example)
        at(document, path[:-1])[path[-1]] = value
        return document

    def assertInvalid(self, document, why):
        with self.assertRaises(jsonschema.ValidationError, msg=why):
            support.validate(document, self.NAME)

    def test_example(self):
        support.validate(self.example, self.NAME)

    def test_every_key_is_described(self):
        for path, node in objects(self.schema):
            for key, rule in node.get("properties", {}).items():
                if self.describes(path):
                    self.assertIn("description", rule, (*path, key))

    def test_every_key_is_required_and_no_other_is_taken(self):
        for path, node in objects(self.example):
            if self.by_name(path):
                continue
            self.assertInvalid(self.changed((*path, "surprise"), 1), path)
            for key in node:
                changed = copy.deepcopy(self.example)
                del at(changed, path)[key]
                self.assertInvalid(changed, (*path, key))

    def test_every_value_has_a_type(self):
        for path, node in objects(self.example):
            for key in node:
                self.assertInvalid(self.changed((*path, key), 1.5), (*path, key))

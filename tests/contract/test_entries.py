"""A text whose word an answer finds in a dictionary was looked up in that dictionary when it came in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow
from marshmallow import fields, validate

from servicekit.fields import ENTRY
from servicekit.operations import BulkCommand, Command
from services import SERVICES

# Their commands look them up themselves: in a dictionary that another field names, or in what the thing itself has.
BY_HAND = {
    "appraisal.enter_tally/kind",
    "appraisal.prepare_ballot/kinds/key",
    "appraisal.record_talk/role",
    "incentive.apply_for_tolerance/factors",
    "incentive.change_nomination/field",
    "incentive.nominate/field",
    "incentive.open_programme/field_keys",
    "supervision.impose_restriction/kind",
    "supervision.make_agreement/grants/field_codes",
    "supervision.register_agency/kind",
}
ANYWHERE = {"training.open_point/region"}
"""A teaching point may lie in any division of the country; the dictionary has words for those of the city."""


def texts(schema: marshmallow.Schema, path: str = "") -> Iterator[tuple[str, fields.Field[Any]]]:
    for name, one in schema.fields.items():
        yield from _texts(one, f"{path}/{name}")


def _texts(one: Any, path: str) -> Iterator[tuple[str, fields.Field[Any]]]:
    if isinstance(one, fields.Nested):
        yield from texts(one.schema, path)
    elif isinstance(one, fields.List):
        if isinstance(one.metadata.get("words"), str):
            yield path, one
        yield from _texts(one.inner, path)
    elif isinstance(one, fields.String):
        yield path, one


def commands() -> Iterator[tuple[Command, marshmallow.Schema]]:
    for service in SERVICES:
        for module in service.modules("operations"):
            for command in vars(module).values():
                if isinstance(command, Command):
                    yield command, (command.row if isinstance(command, BulkCommand) else command.wish)()


def test_what_is_called_by_a_dictionarys_word_is_one_of_its_entries() -> None:
    unlooked = set()
    for command, wish in commands():
        answer = () if command.answer is None else texts(command.answer())
        words = {path: one.metadata["words"] for path, one in answer if isinstance(one.metadata.get("words"), str)}
        for path, one in texts(wish):
            listed = any(isinstance(check, validate.OneOf) for check in one.validators)
            if path in words and "." in words[path] and not listed and one.metadata.get(ENTRY) != words[path]:
                unlooked.add(f"{command.name}{path}")
    assert unlooked == BY_HAND | ANYWHERE

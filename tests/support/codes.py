"""Which fields of answers may hold codes, and those that have no words on purpose, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import marshmallow
from marshmallow import validate

from gateway.naming import holds_ids, innermost
from gateway.route import Route, SchemaClass
from gateway.table import Row, Table, collect
from gateway.words import Coded
from servicekit.schema import fields, instance

_NAMES = ("pinyin", "initials", "name", "commitment", "seed", "entropy", "list_sha256")
"""Fields of names, hashes and random signs, which only look like codes."""
_CALLED = "people have called it so by themselves"
_BESIDE = "what it is called stands beside it in the same entry"
_MODEL = "a dimension is called by the version of the model, which an administrator writes"
_FOLLOWS = "what it means follows from the field beside it, so that one place holds the same code for several things"
_SENTENCE = "a text of ours or of whoever has entered it, in which no code stands"
_TECHNICAL = "those who operate the platform know it by this name"
NONE: dict[str, str] = {
    "KindColumn.example": "what is typed into a cell, as it is typed",
    **dict.fromkeys(("RuleOut.code", "DictionaryOut.code", "DictionaryOut.entries", "RoleOut.name"), _BESIDE),
    **dict.fromkeys(("HardOut.key", "QuestionOut.key", "QuestionResultOut.question"), _BESIDE),
    **dict.fromkeys(
        ("WorkItem.what", "WorkCount.what", "WorkKept.what", "WorkStuck.what", "Notice.code", "WarningOut.code"),
        _BESIDE,
    ),
    **dict.fromkeys(("CompletedOne.code", "PlacedOut.code", "StatementResult.code"), _BESIDE),
    **dict.fromkeys(("RowError.code", "RowNote.code", "BulkResult.notes", "BulkResult.errors"), _BESIDE),
    **dict.fromkeys(("ReadColumn.field", "KindColumn.field", "KindColumn.form", "Difference.field"), _BESIDE),
    **dict.fromkeys(("AgencyOut.code", "OrganiserOut.key"), _CALLED),
    **dict.fromkeys(("DimensionIn.key", "DimensionOut.key", "CalledOut.key"), _BESIDE),
    **dict.fromkeys(("DifferenceOut.what", "DifferenceOut.before", "DifferenceOut.after"), _MODEL),
    **dict.fromkeys(
        ("RevisionOut.before", "RevisionOut.after", "UnitChangeOut.before", "UnitChangeOut.after"), _FOLLOWS
    ),
    **dict.fromkeys(("RoleOut.rights", "FieldOut.right", "AuditPrincipal.right", "ServiceScopeOut.rights"), _TECHNICAL),
    **dict.fromkeys(("AuditEvent.type", "AuditEvent.changed", "DeadlineOut.kind"), _TECHNICAL),
    **dict.fromkeys(("DeadLetterOut.reason", "DeadLetterBodyOut.reason", "WorkItem.method"), _TECHNICAL),
    **dict.fromkeys(("ServiceStandingOut.service", "MatchOut.index_slot"), _TECHNICAL),
    "ExcludedOut.failed": _BESIDE,
    **dict.fromkeys(("CategoryOut.withheld", "OwnCategoryOut.withheld", "PersonalRequestOut.about"), _SENTENCE),
    **dict.fromkeys(("PartOut.what", "LeftOutOut.what"), _SENTENCE),
    "FigureOut.unit": "said in the reader's language",
    **dict.fromkeys(
        ("TalkOut.role", "TalkOut.state", "WordsOut.classification", "WordsOut.marks"),
        "a talk's own record is its field `words`",
    ),
}
"""By the schema and its field."""
_TEXTS = frozenset(
    (
        *(
            "code",
            "note",
            "findings",
            "grounds",
            "purpose",
            "reason",
            "reasons",
            "end_reason",
            "detail",
            "result",
            "source",
        ),
        *("honour", "value", "weight", "before", "after", "grade"),
    )
)
"""Fields that hold a text here and a code there: where nothing is declared of them they are texts, until an answer of
the demonstration shows a code there."""
_SPOKEN_OF = re.compile(r"代码|“[a-z_]+”")


@cache
def table() -> Table:
    """Every row, with where its answers hold codes."""
    return Table(collect())


def _named(coded: Coded | None) -> Iterator[str]:
    for key, *_ in coded.own if coded else ():
        yield key
    for path, *_ in coded.following if coded else ():
        yield path[-1]
    for _, inner in coded.inner if coded else ():
        yield from _named(inner)


@cache
def _coded_somewhere() -> frozenset[str]:
    return frozenset(name for row in table().rows for name in _named(row.coded))


def without_words(route: Route, coded: Coded | None) -> list[str]:
    """The places of a row's answers that may hold codes of which nobody says what they are called."""
    assert route.answer is not None
    told = set(_placed(coded, follows=True))
    return [
        place
        for place, owner, key, declared in _fields(route.answer, (), "")
        if place not in told and f"{owner}.{key}" not in NONE and key not in _TEXTS and _may_be_coded(key, declared)
    ]


def coded(row: Row) -> set[str]:
    """The places of a row's answers that always hold codes, and not only by what stands beside them."""
    return set(_placed(row.coded))


def _placed(coded: Coded | None, *, follows: bool = False) -> Iterator[str]:
    for _, place, *_ in (*coded.own, *(coded.following if follows else ())) if coded else ():
        yield place
    for _, inner in coded.inner if coded else ():
        yield from _placed(inner, follows=follows)


def excepted(route: Route) -> set[str]:
    """The places of a row's answers that have no words on purpose."""
    if route.answer is None:
        return set()
    return {place for place, owner, key, _ in _fields(route.answer, (), "") if f"{owner}.{key}" in NONE}


def shaped(route: Route) -> set[str]:
    """The places of a row's answers where what things hold is declared field by field."""
    return {place.rpartition(".")[0] for place, *_ in _fields(route.answer, (), "")} if route.answer else set()


def is_name(field: str) -> bool:
    """Whether a field holds ids, names or hashes."""
    return field == "id" or holds_ids(field) or field in _NAMES


def _may_be_coded(key: str, declared: marshmallow.fields.Field[Any]) -> bool:
    kind = innermost(declared)
    if isinstance(kind, fields.Enum):
        return True
    if isinstance(kind, fields.Dict):
        # The names of fields are declared as such nowhere, keys that are values of something are.
        return kind.key_field is not None
    if is_name(key) or not isinstance(kind, marshmallow.fields.String) or isinstance(kind, fields.Secret):
        return False
    listed = any(isinstance(check, validate.OneOf) for check in kind.validators)
    said = declared.metadata.get("zh", "")
    return listed or key in _coded_somewhere() or bool(_SPOKEN_OF.search(said))


def _fields(
    schema: SchemaClass, around: tuple[SchemaClass, ...], where: str
) -> Iterator[tuple[str, str, str, marshmallow.fields.Field[Any]]]:
    for name, declared in instance(schema).fields.items():
        key, kind = declared.data_key or name, innermost(declared)
        place = where if key == "items" and not around else f"{where}.{key}".lstrip(".")
        if isinstance(kind, fields.Nested):
            if type(kind.schema) not in around:
                yield from _fields(type(kind.schema), (*around, schema), place)
        else:
            yield place, schema.__name__, key, declared

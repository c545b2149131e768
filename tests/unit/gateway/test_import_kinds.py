"""What every kind of import takes: no column wants an id that people have no name for, nor a code without its word."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import marshmallow
import pytest

from gateway import whom
from gateway.cells import reader
from gateway.everyday import everyday, title
from gateway.grants import acting_as
from gateway.naming import innermost
from gateway.rights import ROLES
from gateway.route import ImportKind, SchemaClass
from gateway.sheet_columns import Known, no_labels
from gateway.table import collect, import_kinds
from gateway.words import Words, shipped_entries
from servicekit.errors import Forbidden
from servicekit.principal import Principal, Reach, Scope
from servicekit.schema import Id, declared_in, fields, nested_in
from servicekit.service import Service
from services.registry.schemas.cadres import NUMBER_READ

KINDS = import_kinds()
LABELS_OF = Words(collect(), shipped_entries()).labels_of
IN_ANOTHER_WAY = {
    "item_id": ("checklist_code", "number"),
    "request_id": ("vetting_id",),
    "booking_id": ("point_code", "on", "unit_id"),
    "reference_id": ("batch_id", "cadre_id"),
}
"""What has no name of its own, and the columns by which a row says the same."""


READ_BY_THE_SERVICE = {"region", "native_region", "marks", "counts"}
"""Whose words the service itself reads."""
NO_CODES = {"code", "unit_code", "post_code", "parent_code", "guest_code", "record_id", "number"}
"""What people have numbers for."""


def test_numbers_are_tried_without_a_count_by_who_may_be_shown_them_in_full_alone() -> None:
    for role, kind in itertools.product(ROLES, KINDS.values()):
        asks = Principal("acc-1", (role,), scope=Scope(Reach.ALL))
        with suppress(Forbidden):
            assert acting_as(asks, kind).may(NUMBER_READ) == (role == "registry_officer"), (role, kind.name)


def fields_of(schema: SchemaClass) -> Iterator[tuple[SchemaClass, str, marshmallow.fields.Field[Any]]]:
    """Every field of a row, those of its entries too."""
    for name, declared in declared_in(schema).items():
        inner = innermost(declared)
        if isinstance(inner, fields.Nested):
            yield from fields_of(nested_in(inner))
        else:
            yield schema, name, declared


def columns(schema: SchemaClass) -> Iterator[tuple[str, marshmallow.fields.Field[Any]]]:
    """Every field by its name."""
    return ((name, declared) for _, name, declared in fields_of(schema))


def is_coded(name: str, declared: marshmallow.fields.Field[Any]) -> bool:
    """Whether a field takes codes: of a list that it has, or of a dictionary."""
    inner = innermost(declared)
    one_of = any(isinstance(one, marshmallow.validate.OneOf) for field in (declared, inner) for one in field.validators)
    listed = isinstance(inner, fields.Enum) or one_of or "字典" in str(declared.metadata.get("zh", ""))
    return (listed or isinstance(inner, fields.Dict)) and name not in NO_CODES | READ_BY_THE_SERVICE


def service_of(kind: ImportKind) -> type[Service]:
    module = import_module(f"services.{kind.operation.service}.service")
    return next(one for one in vars(module).values() if getattr(one, "name", "") == kind.operation.service)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"appointment-forms"}))
def test_no_column_accepts_an_id_alone(kind: str) -> None:
    row, known = KINDS[kind].operation.row, service_of(KINDS[kind]).known_by
    there = dict(columns(row))
    for name, declared in there.items():
        inner = innermost(declared)
        if isinstance(inner, Id) and whom.kind_of(name) is None and whom.OF_A_PERSON not in declared.metadata:
            assert whom.thing_of(name, inner) in known or set(IN_ANOTHER_WAY[name]) <= there.keys(), name
        elif (thing := whom.thing_of(name, inner)) is not None:
            assert thing in known, name


@pytest.mark.parametrize(
    ("kind", "called", "field"),
    [
        ("enrolments", "班次", "class_id"),
        ("enrolments", "班次编号", "class_code"),
        ("visits", "教学点名称", "point_id"),
        ("grants", "措施名称", "measure_code"),
        ("programme-participants", "培养项目", "programme_code"),
        ("nominations", "批次名称", "batch_id"),
        ("outside-training", "办班主体", "organiser_id"),
        ("appraisal-talks", "谈话人", "talker_ids"),
        ("appraisals", "考察组成员", "appraiser_ids"),
        ("rectification-assignments", "责任单位", "unit_id"),
        ("rectification-assignments", "清单名称", "checklist_code"),
        ("vetting-opinions", "联审对象", "vetting_id"),
        ("secondments", "培养项目名称", "programme_id"),
        ("policies", "所属文件", "part_of"),
        ("teachers", "所属办班主体", "organiser_id"),
        ("cadres", "单位名称", "unit_id"),
        ("cadres", "单位编码", "unit_code"),
    ],
)
def test_a_column_is_known_by_the_thing_that_it_names(kind: str, called: str, field: str) -> None:
    known = Known(KINDS[kind].operation.row, everyday([]), no_labels, from_1904=False)
    assert known.place(title(called)) == field


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"appointment-forms"}))
def test_every_coded_column_reads_its_words(kind: str) -> None:
    known = everyday([])
    for schema, name, declared in fields_of(KINDS[kind].operation.row):
        own = {code: word for word, code in getattr(innermost(declared), "codes", {}).items()}
        labels = LABELS_OF(schema, name, declared) or own
        assert labels or not is_coded(name, declared), f"{name} has no words"
        if not labels or isinstance(innermost(declared), fields.Dict):
            continue
        read = reader(declared, labels, known)
        for code, word in labels.items():
            found = read(word)
            # Two codes of one word are told apart by the code alone.
            assert labels[found[0] if isinstance(found, list) else found] == word, (name, code, word)

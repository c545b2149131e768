"""The compiled reader answers what marshmallow would, or steps aside."""

from __future__ import annotations

import copy
from typing import Any

import marshmallow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.quickload import Doubt, reader
from servicekit.schema import Id, PartialDate, Schema, fields, validate
from services.registry.schemas.cadres import RegisterCadre
from services.registry.schemas.policies import RegisterPolicy
from services.registry.schemas.units import EstablishPost, RegisterUnit
from tests.unit.registry.people import number

ROW: dict[str, Any] = {
    "identity_number": number(),
    "name": "虚构",
    "sex": "1",
    "birth": "1980-05",
    "ethnicity": "02",
    "unit_code": "A",
    "native_region": None,
    "education": [{"mode": "full_time", "level": "21", "ended": "2002"}],
    "selected_graduate_year": 2003,
    "synthetic": True,
    "rewards": [{"kind": "title", "title": "虚构", "on": "2020-02-29"}],
    "appointments": [{"title": "科长", "began": "2012-01", "main": True, "trial_until": "2013-01-01"}],
}
ODD = st.sampled_from(
    [
        None,
        "",
        "1",
        1,
        1.5,
        True,
        [],
        {},
        [None],
        [{}],
        "2020-02-30",
        "2020-W01-1",
        "1980-5",
        "x" * 400,
        "99",
        -1,
        b"1",
        ["a"],
        "a\x00b",
        ["\x00"],
        2**63,
        -(2**70),
    ]
)


def agree(schema: type[Schema], row: Any) -> None:
    read = reader(schema)
    assert read is not None
    try:
        quick = read(copy.deepcopy(row))
    except Doubt:
        return
    assert quick == schema().load(row)


@pytest.mark.parametrize("schema", [RegisterCadre, RegisterUnit, EstablishPost, RegisterPolicy])
def test_every_import_row_can_be_read_quickly(schema):
    assert reader(schema) is not None


def test_a_right_row_is_never_in_doubt():
    read = reader(RegisterCadre)
    assert read is not None
    assert read(ROW) == RegisterCadre().load(ROW)


@given(st.sampled_from([*ROW, "shoe_size", "levels", "unit_id"]), ODD)
def test_any_odd_value_is_read_alike_or_left_to_marshmallow(key, value):
    agree(RegisterCadre, {**ROW, key: value})


@given(st.sampled_from(["mode", "level", "ended", "shoe"]), ODD)
def test_so_is_any_inside(key, value):
    agree(RegisterCadre, {**ROW, "education": [{**ROW["education"][0], key: value}]})


class Every(Schema):
    """One field of each kind."""

    id = Id(required=False)
    number = fields.Int(validate=validate.Range(0, 5))
    any_number = fields.Int()
    numbers = fields.List(fields.Int())
    flag = fields.Bool()
    day = fields.Date()
    partial = PartialDate()
    words = fields.List(fields.String(validate=validate.Length(1, 3)), validate=validate.Length(0, 2))
    named = fields.String(data_key="as", validate=[validate.Length(2), validate.Regexp("^a")])


@given(
    st.dictionaries(
        st.sampled_from(["id", "number", "any_number", "numbers", "flag", "day", "partial", "words", "as", "named"]),
        ODD | st.text(max_size=4) | st.integers(-1, 9),
    )
)
def test_every_kind_of_field_is_read_alike(row):
    agree(Every, row)


def test_what_is_not_known_is_left_alone():
    class Hooked(Schema):
        @marshmallow.post_load
        def change(self, data: Any, **_: Any) -> Any:
            return data

    assert reader(Hooked) is None
    assert reader(Schema.from_dict({"x": fields.Decimal()})) is None

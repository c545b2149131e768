"""What is sent of a file is kept of it: a field that a schema or an entity gets cannot be forgotten in between."""

from __future__ import annotations

from dataclasses import fields

import pytest

from services.registry.model.careers import APPENDABLE, going_on
from services.registry.model.person import HISTORIES, Appointment, Cadre
from services.registry.model.policies import Policy
from services.registry.model.units import Post, Unit
from services.registry.parts.building import PLAIN
from services.registry.schemas import cadres as schemas
from services.registry.schemas.policies import RegisterPolicy
from services.registry.schemas.units import EstablishPost, RegisterUnit


def names(entity: type) -> set[str]:
    return {field.name for field in fields(entity)}


def test_everything_that_is_sent_of_a_file_is_kept():
    sent = set(schemas.RegisterCadre().fields)
    assert set(PLAIN) <= names(Cadre)
    assert sent - set(PLAIN) - {"identity_number", "unit_id", "unit_code", "override"} == {*APPENDABLE, "appointments"}
    assert set(HISTORIES) == {*APPENDABLE, "appointments", "statuses", "moves", "removals"}


def test_what_a_change_names_is_what_a_file_lets_change():
    assert set(schemas.PlainFields().fields) <= names(Cadre)
    assert set(schemas.AddEntries().fields) == {*APPENDABLE, "appointments"}
    assert set(PLAIN) - set(schemas.PlainFields().fields) == {"synthetic"}


@pytest.mark.parametrize("history", sorted({*APPENDABLE, "appointments"}))
def test_every_field_of_an_entry_that_is_sent_is_one_of_the_history(history):
    sent = set(schemas.RegisterCadre().fields[history].inner.schema.fields)
    assert sent - {"unit_code", "post_code"} <= names(HISTORIES[history])


@pytest.mark.parametrize(
    ("wish", "entity", "apart"),
    [(RegisterUnit, Unit, {"parent_code"}), (EstablishPost, Post, {"unit_code"}), (RegisterPolicy, Policy, set())],
)
def test_every_field_of_a_registration_is_one_of_what_is_registered(wish, entity, apart):
    assert set(wish().fields) - apart <= names(entity)


def test_an_appointment_that_goes_on_in_another_unit_is_the_same_in_all_else():
    old = Appointment(
        unit_id="unt-1",
        unit_ids=["unt-1"],
        title="副局长",
        began="2021-03",
        role="deputy",
        post_id="pst-1",
        post_level="132",
        main=False,
        began_by="文",
        ended="2024-01",
        ended_by="文2",
        end_reason="merged",
        end_given=True,
    )
    new = going_on(old, "unt-2", ["unt-0", "unt-2"], "2024-01", "文2")
    other = {"unit_id", "unit_ids", "began", "began_by", "ended", "ended_by", "end_reason", "end_given"}
    same = names(Appointment) - other
    assert {name: getattr(new, name) for name in same} == {name: getattr(old, name) for name in same}
    assert (new.unit_id, new.unit_ids, new.began, new.began_by) == ("unt-2", ["unt-0", "unt-2"], "2024-01", "文2")
    assert (new.ended, new.ended_by, new.end_reason) == (None, "", "")

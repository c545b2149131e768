"""What a dashboard tells somebody to look at is as many as the list that it names has (看板), over HTTP."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.support import boards
from tests.support.awards import done, identity_numbers
from tests.support.days import iso, today
from tests.support.people import PROMOTABLE
from tests.support.polling import poll


@pytest.fixture(scope="module")
def unit(platform: Any) -> str:
    code = f"T-{secrets.token_hex(4)}"
    body = {"code": code, "name": f"虚构单位{code}", "kind": "government", "synthetic": True}
    return str(platform.admin.make("/units", body)["id"])


def a_class(platform: Any, unit: str, begins: str, **more: Any) -> str:
    """A class of one day that is published."""
    admin = platform.admin
    name = f"日常培训{secrets.token_hex(4)}"
    organiser = {"name": name, "tier": "unit", "unit_id": unit, "synthetic": True}
    lesson = {"on": begins, "title": "课程", "category": "theory", "hours": 8, "compulsory": True}
    wish = {
        "code": f"H-{secrets.token_hex(4)}", "title": "班次", "kind": "short", "begins": begins, "ends": begins,
        "organiser_id": poll(lambda: done(admin.post("/training/organisers", organiser)), 20)["id"],
        "capacity": 1, "waiting_places": 1, "sessions": [lesson], "synthetic": True, **more,
    }  # fmt: skip
    id = str(admin.make("/training/classes", wish)["id"])
    admin.make(f"/training/classes/{id}/publication", {})
    return id


def test_classes_past_their_last_day_and_those_with_a_waiting_list_are_told_with_the_lists_of_these_alone(
    platform: Any, unit: str
) -> None:
    yesterday, tomorrow = (today() + timedelta(days=days) for days in (-1, 1))
    a_class(platform, unit, iso())
    a_class(platform, unit, iso(yesterday))
    boards.must_agree(platform.admin, yesterday.year, told="not_settled")

    ahead = a_class(platform, unit, iso(tomorrow))
    cadres = [
        platform.admin.make("/cadres", {**PROMOTABLE, "unit_id": unit, "identity_number": number, "synthetic": True})
        for number in identity_numbers(2)
    ]
    placed = {"cadre_ids": [cadre["id"] for cadre in cadres]}

    def waiting() -> bool:
        return bool(done(platform.admin.post(f"/training/classes/{ahead}/enrolments", placed))["waiting"])

    poll(waiting, 20)
    boards.must_agree(platform.admin, tomorrow.year, told="waiting")

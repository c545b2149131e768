"""What waits for somebody is shown to nobody whom a refusal would keep from it (回避), and is counted alike."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.test_each_role import City, S
from tests.e2e.test_worklist import waits
from tests.support.awards import done, problem
from tests.support.client import Client
from tests.support.polling import poll


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def counted(client: Client, what: str) -> int:
    page = done(client.get("/work", params={"what": what, "count": True}))
    assert {one["what"] for one in page["counts"]} <= {what}, "nothing that was not asked for"
    assert page["total"] == sum(one["count"] for one in page["counts"])
    assert page["unanswered"] == []
    return int(page["total"])


def test_whoever_asked_for_a_vetting_or_answered_in_it_is_not_shown_that_it_is_to_be_concluded(city: City) -> None:
    what = "supervision.conclude_vetting"
    asking, answering, other = (city.platform.as_role("supervision_officer", colleague=n) for n in (61, 62, 63))
    before = [counted(one, what) for one in (asking, answering, other)]
    vetting = city.make(asking, f"{S}/vettings", cadre_id=city.cadre, purpose="pool")["id"]
    agencies = done(asking.get(f"{S}/vettings/{vetting}"))["agencies"]
    for n, agency in enumerate(agencies):
        wish = {"agency_id": agency["id"], "opinion": "clear", "document": f"演示〔{n}〕号"}
        done(answering.post(f"{S}/vettings/{vetting}/opinions", wish))
    item = poll(lambda: waits(other, vetting, what), 20)
    assert item["path"].endswith("/conclusion")
    for kept in (asking, answering):
        assert waits(kept, vetting) is None
        problem(kept.post(f"{S}/vettings/{vetting}/conclusion", {"outcome": "passed"}), 409, "not-independent")
    after = [counted(one, what) for one in (asking, answering, other)]
    assert after == [before[0], before[1], before[2] + 1]
    done(other.post(f"{S}/vettings/{vetting}/conclusion", {"outcome": "passed"}))
    assert waits(other, vetting) is None


def test_an_appeal_is_not_shown_to_whoever_imposed_what_it_is_against(city: City) -> None:
    what = "supervision.decide_appeal"
    writing, sending, lodging, other = (
        city.platform.as_role("supervision_officer", colleague=n) for n in range(64, 68)
    )
    letter = {"kind": "reminder", "subject_code": "duties", "text": "提醒（演示）", "classification": "internal"}
    made = city.make(writing, f"{S}/letters", cadre_id=city.cadre, **letter)["id"]
    done(sending.post(f"{S}/letters/{made}/sending", {}))
    wish = {"against": "letter", "subject_id": made, "grounds": "演示", "classification": "internal"}
    appeal = poll(lambda: done(lodging.post(f"{S}/appeals", wish)), 20)["id"]
    assert poll(lambda: waits(other, appeal, what), 20)
    assert [waits(one, appeal) for one in (writing, sending, lodging)] == [None, None, None]
    assert counted(other, what) > counted(writing, what)

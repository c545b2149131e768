"""Whoever may see a unit, or themselves, and wants to see others: by list, filter, order, count, id, version."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from servicekit.errors import Problem
from servicekit.principal import Principal, Reach, Scope
from services.registry.schemas.cadres import PUNISHMENTS_READ
from tests.attack.guards import everything, guarded_by
from tests.service.registry.conftest import Registry

NO_FILTER = {"servicekit__principal__Scope__filter": lambda *_, **__: {}}
NO_JUDGEMENT = {**NO_FILTER, "servicekit__principal__Scope__allows": everything}
FILTERS: list[dict[str, Any]] = [
    {},
    {"sort": "-strokes"},
    {"sort": "birth"},
    {"limit": 500},
    {"status": "serving"},
    {"q": "单虚构"},
    {"below": False},
    {"as_of": "2026-01-01"},
    {"post_level": ["141"]},
]


def refused(act: Callable[[], Any]) -> tuple[int, str]:
    """With which status and code; 200 where it was done."""
    try:
        act()
    except Problem as problem:
        return problem.status, problem.code
    return 200, ""


@pytest.fixture
def theirs(registry: Registry) -> dict[str, Any]:
    """A cadre of another unit than the attacker's."""
    unit = registry.a_unit()
    return registry.a_cadre(unit, name="单虚构") | {"unit": unit}


@pytest.fixture
def officer(registry: Registry) -> Registry:
    own = registry.a_unit()
    return registry.as_("unit-officer", Scope(Reach.UNIT, unit_id=own["id"]), ())


@guarded_by("the scope in the query", **NO_FILTER)
@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_list_by_any_filter_and_order(theirs: Any, officer: Registry, asked: dict[str, Any]) -> None:
    shown = officer.list_cadres(**{"unit_id": theirs["unit"]["id"], **asked})
    assert shown["items"] == []


@guarded_by("the scope in the query", **NO_FILTER)
def test_a_count(theirs: Any, officer: Registry) -> None:
    assert officer.list_cadres(unit_id=theirs["unit"]["id"], count=True, limit=1)["total"] == 0


@guarded_by("the scope in the query", **NO_JUDGEMENT)
def test_an_id_that_was_guessed(theirs: Any, officer: Registry) -> None:
    assert refused(lambda: officer.get_cadre(cadre_id=theirs["id"]))[0] == 404


@guarded_by("the scope in the query", **NO_JUDGEMENT)
def test_the_version_of_what_one_may_not_see(theirs: Any, officer: Registry) -> None:
    """A stale If-Match answers 412 to whoever may see it; to others it must look like what is not there."""
    wish = {
        "cadre_id": theirs["id"],
        "unit_id": theirs["unit"]["id"],
        "document": "虚构〔2026〕1号",
        "on": "2026-01-05",
    }
    assert refused(lambda: officer.call("transfer", wish, version=9999))[0] == 404


@guarded_by("the scope of oneself", **NO_JUDGEMENT)
def test_a_colleagues_file(registry: Registry, theirs: Any) -> None:
    me = registry.as_("cadre", Scope(Reach.SELF, cadre_id=f"cad-{secrets.token_hex(4)}"), ())
    assert refused(lambda: me.get_cadre(cadre_id=theirs["id"]))[0] == 404


@guarded_by("the cursor's binding to its list", servicekit__cursors__hmac__compare_digest=everything)
def test_a_cursor_of_another_list(registry: Registry, theirs: Any) -> None:
    registry.a_cadre(theirs["unit"])
    cursor = registry.list_cadres(unit_id=theirs["unit"]["id"], limit=1)["next"]
    assert cursor
    other = registry.a_unit()["id"]
    assert refused(lambda: registry.list_cadres(unit_id=other, limit=1, cursor=cursor))[1] == "bad-cursor"


@guarded_by("the right of a field", servicekit__schema__guarded=lambda _: ())
def test_punishments_without_the_right_to_read_them(registry: Registry, theirs: Any) -> None:
    other = registry.as_("training-officer", Scope(Reach.ALL), ())
    assert other.get_cadre(cadre_id=theirs["id"])["punishments"] is None


@pytest.mark.parametrize(
    "asked",
    [{"unit_id": {"$ne": ""}}, {"unit_id[$ne]": "x"}, {"$where": "1"}, {"q": {"$regex": ".*"}}, {"sex": {"$gt": ""}}],
)
def test_an_operator_in_a_filter(registry: Registry, asked: dict[str, Any]) -> None:
    assert refused(lambda: registry.list_cadres(**asked)) == (422, "invalid-fields")


@guarded_by("the bar to one's own matter", servicekit__principal__Principal__kept_from=None)
def test_an_officer_in_their_own_matter(registry: Registry, theirs: Any) -> None:
    who = Principal("officer", ("registry_officer",), "*", Scope(Reach.ALL, cadre_id=theirs["id"]), (PUNISHMENTS_READ,))
    own = Registry(registry.service, registry.runtime, who)
    wish = {"unit_id": registry.a_unit()["id"], "document": "虚构〔2026〕2号", "on": "2026-01-05"}
    assert refused(lambda: own.transfer(cadre_id=theirs["id"], **wish))[1] == "about-oneself"


@guarded_by("the scope in the query", **NO_JUDGEMENT)
@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("get_personal_request", {}),
        ("withdraw_personal_request", {}),
        ("answer_personal_request", {"outcome": "granted", "answer": "同意"}),
    ],
)
def test_what_a_colleague_asks_about_their_data(
    registry: Registry, theirs: Any, method: str, more: dict[str, Any]
) -> None:
    own = registry.a_cadre(theirs["unit"], name="自己")
    stranger = registry.as_("colleague", Scope(Reach.SELF, cadre_id=own["id"]), ())
    asked = registry.ask_personal_request(cadre_id=theirs["id"], kind="copy", about="合成", on_paper=True)
    answer = refused(lambda: stranger.call(method, {"request_id": asked["id"], **more}))
    assert answer == refused(lambda: stranger.call(method, {"request_id": "prq-none", **more}))
    assert answer[0] == 404

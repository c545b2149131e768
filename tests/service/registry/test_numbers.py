"""Numbers that are entered and in the roster already: who is told so, and how often."""

from __future__ import annotations

import random
import secrets
from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric

from servicekit import clock
from servicekit.deadlines import end_of
from servicekit.migrations import At, migrations_of
from servicekit.principal import Reach, Scope
from services.registry.schemas.cadres import NUMBER_READ
from tests.service.registry.conftest import Registry, alike, number


def most_of(registry: Registry) -> int:
    return int(registry.runtime.rules.on(clock.day_of(clock.now()))["registry.number_lookups_per_day"].value)


def a_unit_officer(registry: Registry) -> tuple[Registry, dict[str, Any]]:
    unit = registry.a_unit()
    return registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.UNIT, unit_id=unit["id"])), unit


def rows(registry: Registry, who: Registry, people: list[dict[str, Any]], *, dry_run: bool) -> list[Any]:
    """Of each row the codes of what is wrong with it."""
    results = who.import_cadres(rows=people, dry_run=dry_run)["results"]
    return [[error["code"] for error in one.get("errors", ())] for one in results]


def test_a_dry_run_tells_of_nobody_whom_one_does_not_see(registry: Registry) -> None:
    officer, unit = a_unit_officer(registry)
    theirs, mine = number(), number()
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    registry.a_cadre(unit, identity_number=mine)
    people = [registry.person(unit, identity_number=one) for one in (theirs, mine, number())]
    assert rows(registry, officer, people, dry_run=True) == [[], ["identity-number-known"], []]
    assert rows(registry, registry, people, dry_run=True) == [["identity-number-known"]] * 2 + [[]]


def test_what_is_entered_of_somebody_elsewhere_is_refused_without_a_word_about_them_and_counts(
    registry: Registry,
) -> None:
    officer, unit = a_unit_officer(registry)
    theirs, most = number(), most_of(registry)
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    again, new = registry.person(unit, identity_number=theirs), registry.person(unit)
    assert rows(registry, officer, [again, new], dry_run=False) == [["identity-number-known"], []]
    for _ in range(most - 1):
        refused = officer.refusal("register_cadre", **again)
        assert (refused.code, "组织部门" in refused.detail_zh) == ("registry/identity-number-known", True)
        assert "名册" not in refused.detail_zh
    for person in (again, registry.person(unit)):
        assert officer.refusal("register_cadre", **person).code == "registry/too-many-lookups"
    assert rows(registry, officer, [again, registry.person(unit)], dry_run=False) == [["registry/too-many-lookups"]] * 2
    assert officer.refusal("find_by_number", identity_number=number()).code == "registry/too-many-lookups"
    another, there = a_unit_officer(registry)
    assert another.register_cadre(**registry.person(there))["id"]


def test_many_at_once_use_the_day_up_and_tell_nothing(registry: Registry) -> None:
    officer, unit = a_unit_officer(registry)
    elsewhere = registry.a_unit()
    theirs = [number() for _ in range(most_of(registry) + 1)]
    for one in theirs:
        registry.a_cadre(elsewhere, identity_number=one)
    people = [registry.person(unit, identity_number=one) for one in theirs] + [registry.person(unit)]
    assert rows(registry, officer, people, dry_run=False) == [["registry/too-many-lookups"]] * len(people)
    assert officer.refusal("register_cadre", **registry.person(unit)).code == "registry/too-many-lookups"


def test_who_sees_every_cadre_enters_as_many_again_as_they_like(registry: Registry) -> None:
    unit, most = registry.a_unit(), most_of(registry)
    people = [registry.person(unit) for _ in range(most + 2)]
    officer = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL), (NUMBER_READ,))
    assert rows(registry, officer, people, dry_run=False) == [[]] * len(people)
    for dry_run in (True, False):
        assert rows(registry, officer, people, dry_run=dry_run) == [["identity-number-known"]] * len(people)
    assert officer.register_cadre(**registry.person(unit))["id"]


def test_a_corrected_number_of_somebody_elsewhere_is_refused_the_same(registry: Registry) -> None:
    officer, unit = a_unit_officer(registry)
    theirs = number()
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    mine = registry.a_cadre(unit)
    wish = {"cadre_id": mine["id"], "identity_number": theirs, "document": "公安机关证明"}
    assert "组织部门" in officer.refusal("correct_number", **wish).detail_zh
    assert "名册" in registry.refusal("correct_number", **wish).detail_zh


def test_what_is_counted_ends_with_the_day_and_is_one_write(registry: Registry) -> None:
    officer, _ = a_unit_officer(registry)
    officer.refusal("find_by_number", identity_number=number())
    misses, today = registry.runtime.db["missed_lookups"], clock.day_of(clock.now())
    kept = misses.find_one({"account": officer.principal.account})
    assert (kept["count"], kept["ends_at"]) == (1, end_of(today))
    expiring = {one["name"]: one.get("expireAfterSeconds") for one in misses.list_indexes()}
    assert expiring["ends_at"] == 0


def test_what_an_earlier_release_counted_without_an_end_goes(registry: Registry) -> None:
    misses = registry.runtime.db["missed_lookups"]
    misses.insert_one({"_id": "acc-before:2026-01-05", "account": "acc-before", "day": "2026-01-05", "count": 3})
    (ending,) = [one for one in migrations_of("services.registry") if one.name == "misses_end"]
    assert ending.migrate(At(registry.runtime.db, registry.runtime.settings), None) is None
    assert misses.count_documents({"_id": "acc-before:2026-01-05"}) == 0


def persons(who: Registry, said: list[dict[str, str]]) -> list[tuple[bool, bool, bool]]:
    """Of each person whether they are found, otherwise named, and not looked for after too many tries."""
    found = who.recognise(persons=said)["persons"]
    return [(one["id"] is not None, one["otherwise_named"], one["tried_too_often"]) for one in found]


def tried_alike(registry: Registry) -> int:
    return int(registry.runtime.rules.on(clock.day_of(clock.now()))["registry.numbers_tried_alike"].value)


def test_of_numbers_alike_that_were_tried_too_often_nothing_is_said(registry: Registry) -> None:
    officer = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL))
    theirs, *others = alike(tried_alike(registry) + 2)
    name = registry.a_cadre(registry.a_unit(), identity_number=theirs)["name"]
    said = [{"number": one, "name": name} for one in others]
    assert persons(officer, said[:-1]) == [(False, False, False)] * (len(said) - 1)
    assert persons(officer, said[:-1]) == [(False, False, False)] * (len(said) - 1), "the same ones again"
    assert persons(officer, [{"number": theirs, "name": name}]) == [(True, False, False)], "who knows it may use it"
    assert persons(officer, said[-1:]) == [(False, False, True)]
    for who in ({"name": name}, {"name": "另有其人"}, {}):
        assert persons(officer, [{"number": theirs, **who}]) == [(False, False, True)]
    assert persons(officer, [{"name": name}])[0][2] is False
    shown = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL), (NUMBER_READ,))
    assert persons(shown, [*said, {"number": theirs}]) == [(False, False, False)] * len(said) + [(True, False, False)]


def test_numbers_under_other_names_count_the_same(registry: Registry) -> None:
    officer = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL))
    theirs, *others = alike(tried_alike(registry) + 1)
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    said = [{"number": one, "name": f"甲{place}"} for place, one in enumerate([theirs, *others])]
    assert persons(officer, said) == [(False, False, True)] * len(said)


def test_a_table_of_thousands_who_are_all_unknown_stays_below(registry: Registry) -> None:
    """As they are spread: forty years of births, nine counties, every fiftieth on New Year's Day."""
    officer, chance = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL)), random.Random(13)
    every = [one_of(chance) for _ in range(13_000)]
    for begin in range(0, len(every), 2000):
        found = persons(officer, [{"number": one, "name": "查无此人"} for one in every[begin : begin + 2000]])
        assert not any(any(one) for one in found)


def one_of(chance: random.Random) -> str:
    day = 0 if chance.random() < 0.02 else chance.randrange(365)
    birth = date(chance.randrange(1964, 2004), 1, 1) + timedelta(days=day)
    body = f"15020{chance.randrange(1, 10)}{birth:%Y%m%d}{chance.randrange(1000):03}"
    return body + str(ric.calc_check_digit(body + "0"))


def test_what_was_tried_ends_and_holds_no_number(registry: Registry) -> None:
    officer = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL))
    (one,) = alike(1)
    persons(officer, [{"number": one}])
    kept = registry.runtime.db["numbers_tried"].find_one({"account": officer.principal.account})
    assert one[:14] not in repr(kept)
    assert len(kept["tried"]) == 1
    assert kept["ends_at"] == end_of(clock.day_of(clock.now()) + timedelta(days=30))


def test_a_dry_run_is_no_way_to_try_them_either(registry: Registry) -> None:
    officer, unit = registry.as_(f"acc-{secrets.token_hex(4)}", Scope(Reach.ALL)), registry.a_unit()
    theirs, *others = alike(tried_alike(registry) + 2)
    registry.a_cadre(unit, identity_number=theirs)
    people = [registry.person(unit, identity_number=one) for one in (theirs, *others)]
    assert rows(registry, officer, people, dry_run=True) == [["registry/too-many-lookups"]] * len(people)
    assert rows(registry, registry.as_("acc-shown", Scope(Reach.ALL), (NUMBER_READ,)), people, dry_run=True) == [
        ["identity-number-known"],
        *[[]] * len(others),
    ]

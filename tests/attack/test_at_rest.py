"""A thief of the database or of logs, or somebody curious who may read files, wants what nobody gives them."""

from __future__ import annotations

import hashlib
import logging
import secrets
from types import SimpleNamespace
from typing import Any

import amqp
import bson
import orjson
import pymongo
import pytest
import structlog
from bson.binary import Binary
from structlog.processors import format_exc_info

from servicekit import clock, logs
from servicekit.deadletters import COLLECTION, Filing, letter_of
from servicekit.errors import Problem
from servicekit.forgetting import forget
from servicekit.personal import PersonKeys
from servicekit.principal import Reach, Scope
from servicekit.reactions import Subscription
from servicekit.sealing import opened_fields
from servicekit.specs import ReactionSpec
from services.registry.service import RegistryService
from services.registry.store.cadres import CADRES
from tests.attack.guards import as_it_is, guarded_by, nothing
from tests.service.registry.conftest import Registry, alike, number
from tests.support.dumps import found_in

MANY = 1000
"""Numbers that are too many to try at the counter of anybody who answers yes or no."""


def in_clear(_cipher: Any, _key: str, fingerprint: str, answer: Any, _whose: Any = None) -> bytes:
    """Stands in for the sealing of a receipt."""
    return orjson.dumps([fingerprint, answer])


@guarded_by("the mask", services__registry__model__identity__SHOWN=17)
def test_a_number_from_its_mask_and_the_birth_beside_it(registry: Registry) -> None:
    mine = number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=mine)
    shown = cadre["identity_masked"].rstrip("*")
    birth = mine[6:14]
    regions = [f"{n:06}" for n in range(150200, 150300)]
    possible = [
        body
        for region in regions
        for serial in range(1000)
        if (body := f"{region}{birth}{serial:03}").startswith(shown[:17]) or shown.startswith(body)
    ]
    assert len(possible) >= MANY


@guarded_by("sealed receipts", servicekit__runtime__receipt=in_clear)
def test_a_number_or_a_name_from_what_the_journal_keeps_of_the_command(registry: Registry) -> None:
    wish = registry.person(registry.a_unit(), name="单可窃")
    key = secrets.token_hex(8)
    registry.call("register_cadre", wish, key=key)
    entry = registry.runtime.db["journal"].find_one({"_id": f"c:admin:{key}"})
    assert entry is not None
    stolen = bson.encode(entry)
    guess = orjson.dumps(["registry.register_cadre", wish], option=orjson.OPT_SORT_KEYS)
    assert hashlib.blake2b(guess, digest_size=16).hexdigest().encode() not in stolen
    assert "单可窃".encode() not in stolen


@guarded_by("the bound on numbers shown", services__registry__model__reveals__show=nothing)
def test_every_number_one_after_the_other(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())
    thief = registry.as_("acc-collector", Scope(Reach.ALL))
    shown = 0
    for _ in range(60):
        try:
            thief.reveal_number(cadre_id=cadre["id"], reason="好奇好奇")
        except Problem:
            break
        shown += 1
    assert shown < 60


@guarded_by("the bound on numbers asked for in vain", services__registry__parts__cadres__count_misses=nothing)
def test_a_number_by_asking_for_each_that_it_can_be(registry: Registry) -> None:
    thief, tried = registry.as_("acc-guesser", Scope(Reach.ALL)), 0
    for _ in range(60):
        try:
            thief.find_by_number(identity_number=number())
        except Problem as refused:
            if refused.code == "registry/too-many-lookups":
                break
        tried += 1
    assert tried < 60


def whoever(_: Any, where: Any) -> Any:
    """Stands in for the scope by which cadres are cut down: all of them."""
    return dict(where)


@guarded_by("who is told that a number is known", services__registry__parts__numbers__person_filter=whoever)
def test_a_number_by_dry_runs_of_each_that_it_can_be(registry: Registry) -> None:
    unit, theirs = registry.a_unit(), number()
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    thief = registry.as_("acc-trying", Scope(Reach.UNIT, unit_id=unit["id"]))
    people = [registry.person(unit, identity_number=one) for one in (theirs, number())]
    known, new = (one.get("errors") for one in thief.import_cadres(rows=people, dry_run=True)["results"])
    assert known == new


@guarded_by("the bound on numbers entered of others", services__registry__parts__numbers__count_misses=nothing)
def test_a_number_by_entering_each_that_it_can_be(registry: Registry) -> None:
    unit, theirs = registry.a_unit(), number()
    registry.a_cadre(registry.a_unit(), identity_number=theirs)
    thief, told = registry.as_("acc-entering", Scope(Reach.UNIT, unit_id=unit["id"])), 0
    for _ in range(60):
        try:
            thief.register_cadre(**registry.person(unit, identity_number=theirs))
        except Problem as refused:
            if refused.code == "registry/too-many-lookups":
                break
        told += 1
    assert told < 60


def spoken_of(*_: Any) -> frozenset[str]:
    """Stands in for the count of numbers that are alike: something is said of each."""
    return frozenset()


@guarded_by("the count of numbers tried alike", services__registry__parts__recognising__tried_alike=spoken_of)
def test_a_number_by_a_table_of_each_that_it_can_be_beside_the_name(registry: Registry) -> None:
    theirs, *others = alike(60)
    name = registry.a_cadre(registry.a_unit(), identity_number=theirs)["name"]
    thief = registry.as_("acc-tabling", Scope(Reach.ALL))
    for said in ([{"name": name}] * 60, [{"name": f"甲{place}"} for place in range(60)]):
        persons = [{**who, "number": one} for who, one in zip(said, [*others, theirs], strict=True)]
        *_, known = answers = thief.recognise(persons=persons)["persons"]
        assert answers == [known] * 60


@guarded_by("the count of numbers tried alike", services__registry__parts__numbers__tried_alike=spoken_of)
def test_a_number_by_a_dry_run_of_somebody_who_sees_everybody(registry: Registry) -> None:
    unit, (theirs, *others) = registry.a_unit(), alike(60)
    registry.a_cadre(unit, identity_number=theirs)
    thief = registry.as_("acc-drying", Scope(Reach.ALL))
    people = [registry.person(unit, identity_number=one) for one in (*others, theirs)]
    *_, known = told = [one.get("errors") for one in thief.import_cadres(rows=people, dry_run=True)["results"]]
    assert told == [known] * 60


@guarded_by("the stars over what a dead letter says", servicekit__deadletters___starred=as_it_is)
def test_what_an_event_says_from_the_letter_that_it_became(registry: Registry) -> None:
    body = orjson.dumps({"cadre_id": "c-1", "said": "单可窃戊"})
    letter = {
        **dict.fromkeys(("queue", "event_id", "event_type", "subject", "reason", "fingerprint"), "q"),
        "_id": secrets.token_hex(12), "state": "dead", "error": "ValueError('单可窃戊')", "tries": 1,
        "trace": "ValueError: 单可窃戊", "parked_at": clock.now(), "headers": {"said": "单可窃戊"},
        "body": body, "size": len(body),
    }  # fmt: skip
    registry.runtime.db[COLLECTION].insert_one(letter)
    shown = registry.dead_letter(letter_id=letter["_id"])
    listed = registry.dead_letters()["items"]
    assert "单可窃戊" not in repr((shown, listed))


def filed_in_clear(_cipher: Any, _id: str, headers: Any, body: bytes) -> Binary:
    """Stands in for the sealing of what a letter says."""
    return Binary(bson.encode({"headers": headers, "body": Binary(body)}))


def a_failed_message() -> amqp.Message:
    return amqp.Message(orjson.dumps({"said": "单可窃辛"}), application_headers={"said": "单可窃壬"})


@guarded_by("the seal on what a dead letter says", servicekit__deadletters___sealed=filed_in_clear)
def test_what_an_event_says_from_a_stolen_database(registry: Registry) -> None:
    Filing(registry.runtime)._keep(*letter_of(a_failed_message()))
    assert not found_in(registry.runtime.db, ["单可窃辛", "单可窃壬"])


@guarded_by("what is said of a failure", servicekit__reactions__said_of=repr)
def test_what_a_record_says_from_the_broker_where_it_made_a_handler_fail() -> None:
    spec, runtime = ReactionSpec("maker", ("jar.filled.v1",), "copies", 1), SimpleNamespace(name="taker")
    handler = Subscription(spec, lambda *_: None, runtime, parking=None)  # type: ignore[arg-type]
    parked = handler._parked(a_failed_message(), "ValueError", ValueError("单可窃癸"))
    assert "单可窃癸" not in repr(parked.headers)


@guarded_by("what a line of the log says of a failure", servicekit__logs___failure=format_exc_info)
def test_what_a_record_says_from_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        logs.configure("test")
        root.error("it failed", exc_info=ValueError("单可窃癸"))
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    assert "单可窃癸" not in capsys.readouterr().out


def kept_as_it_is(_cipher: Any, _collection: Any, document: Any, _key: Any = None) -> Any:
    """Stands in for the sealing of what a document says."""
    return document


def left_where_it_is(person: str, *_: Any) -> pymongo.UpdateOne:
    """Stands in for the destruction of a key."""
    return pymongo.UpdateOne({"_id": person}, {"$set": {"basis": ""}})


@guarded_by("sealed fields", servicekit__work__sealed_fields=kept_as_it_is)
def test_somebodys_family_and_health_from_a_stolen_database(registry: Registry) -> None:
    relative = {"relation": "spouse", "name": "单可窃甲", "work": "单可窃乙单位"}
    registry.a_cadre(registry.a_unit(), family=[relative], health="单可窃丙")
    assert not found_in(registry.runtime.db, [relative["name"], relative["work"], "单可窃丙"])


@guarded_by("the destruction of the key", servicekit__work__destruction=left_where_it_is)
def test_what_was_destroyed_from_a_copy_that_was_kept(registry: Registry) -> None:
    db, cipher = registry.runtime.db, registry.runtime.cipher
    cadre = registry.a_cadre(registry.a_unit(), health="单可窃丁")["id"]
    copy = db["cadres"].find_one({"_id": cadre})
    work = registry.runtime.work_of("test")
    forget(work, RegistryService.collections, cadre, "another", "dsp-1")
    registry.runtime.commit(work, f"t:{secrets.token_hex(4)}", "test.forget")
    keys = PersonKeys(db, lambda: cipher)
    assert opened_fields(cipher, CADRES, copy, keys.of([cadre])[cadre])["health"] != "单可窃丁"

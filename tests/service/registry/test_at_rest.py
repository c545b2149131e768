"""What is nobody's business lies under each cadre's own key: family, health, photo, and what these were before."""

from __future__ import annotations

import base64
import secrets
from typing import Any

import pytest

from servicekit.crypto import SM4, FieldCipher, Key, Unreadable
from servicekit.marks import kind_under_person
from servicekit.personal import PERSON_KEYS
from servicekit.principal import Reach, Scope
from servicekit.sealing import KEYS_OF_PERSONS, SEALING, fields_in, go_on, opened_fields
from services.registry.service import RegistryService
from services.registry.store.cadres import CADRES, PHOTOS
from services.registry.store.corrections import CORRECTIONS
from services.registry.store.selections import SELECTIONS
from tests.service.registry.conftest import Registry, number
from tests.support.dumps import found_in, must_lie_sealed
from tests.support.pictures import jpeg

RELATIVE = {"relation": "spouse", "name": "金丝雀甲", "work": "金丝雀乙单位职工", "birth": "1983-07"}


def test_no_field_that_is_sealed_stands_in_clear_anywhere(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit(), family=[RELATIVE], health="金丝雀丙")
    registry.change_cadre(cadre_id=cadre["id"], health="金丝雀丁", document="体检报告")
    corrected = registry.request_correction(
        cadre_id=cadre["id"],
        reason="金丝雀子某某事项",
        changes={"health": "金丝雀戊"},
        add={"family": [{**RELATIVE, "name": "金丝雀己"}]},
    )
    another = registry.as_("another", Scope(Reach.ALL))
    another.decide_correction(correction_id=corrected["id"], decision="rejected", basis="金丝雀寅某某事项")
    registry.set_photo(cadre_id=cadre["id"], media_type="image/jpeg", data=base64.b64encode(jpeg(987654321)).decode())

    asked = registry.ask_personal_request(cadre_id=cadre["id"], kind="explanation", about="金丝雀庚", on_paper=True)
    registry.answer_personal_request(request_id=asked["id"], outcome="granted", answer="金丝雀辛")
    registry.correct_personal_answer(
        request_id=asked["id"], outcome="granted", answer="金丝雀壬", correction="金丝雀癸"
    )

    must_lie_sealed(
        registry.runtime.db,
        [one for one in RegistryService.collections if one is not SELECTIONS],
        {
            "cadres.family": [RELATIVE["name"], RELATIVE["work"]],
            "cadres.health": ["金丝雀丁"],
            "cadres.revisions.before": ["金丝雀丙"],
            "cadres.revisions.after": ["金丝雀丁"],
            "corrections.changes.health": ["金丝雀戊"],
            "corrections.add.family": ["金丝雀己"],
            "corrections.reason": ["金丝雀子某某事项"],
            "corrections.basis": ["金丝雀寅某某事项"],
            "photos.data": [b"987654321"],
            "personal_requests.about": ["金丝雀庚"],
            "personal_requests.reply.text": ["金丝雀壬"],
            "personal_requests.superseded.text": ["金丝雀辛"],
            "personal_requests.superseded.correction": ["金丝雀癸"],
            "personal_requests.timeline.note": ["金丝雀癸"],
        },
    )
    assert registry.get_family(cadre_id=cadre["id"])["family"][0]["work"] == RELATIVE["work"]
    health = registry.get_health(cadre_id=cadre["id"])
    assert (health["health"], [one["before"] for one in health["revisions"]]) == ("金丝雀丁", ["金丝雀丙"])
    assert base64.b64decode(registry.get_photo(cadre_id=cadre["id"])["data"]) == jpeg(987654321)
    asked = registry.list_corrections(cadre_id=[cadre["id"]])["items"][0]
    assert (asked["changes"]["health"], asked["reason"]) == ("金丝雀戊", "金丝雀子某某事项")


def test_what_lies_under_one_persons_key_opens_for_nobody_else(registry: Registry) -> None:
    one, other = (registry.a_cadre(registry.a_unit(), health=health)["id"] for health in ("良好", "一般"))
    db, keys = registry.runtime.db, registry.runtime.keys
    kept = db[CADRES.name].find_one({"_id": one})
    key, foreign = keys.of([one])[one], keys.of([other])[other]
    assert opened_fields(registry.runtime.cipher, CADRES, kept, key)["health"] == "良好"
    for document, by in ((kept, foreign), ({**kept, "_id": other}, key), (kept, None)):
        with pytest.raises(Unreadable):
            opened_fields(registry.runtime.cipher, CADRES, document, by)


def test_two_at_once_who_are_the_first_to_keep_something_of_somebody_make_one_key(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    assert registry.runtime.db[PERSON_KEYS].count_documents({"_id": cadre}) == 0, "nothing of theirs is sealed yet"
    keys = registry.runtime.keys
    made = keys.made(cadre)[1]
    original = keys.of

    def late(persons: Any) -> Any:
        found = original(persons)
        if cadre in persons:
            keys.of = original
            registry.runtime.db[PERSON_KEYS].insert_one(made)
        return found

    keys.of = late
    registry.change_cadre(cadre_id=cadre, health="良好", document="体检报告")
    assert registry.runtime.db[PERSON_KEYS].find_one({"_id": cadre})["wrapped"] == made["wrapped"]
    assert registry.get_health(cadre_id=cadre)["health"] == "良好"


def test_files_of_an_earlier_release_read_as_they_are_and_are_sealed_in_batches(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, runtime = registry.runtime.db, registry.runtime
    word = f"金丝雀{secrets.token_hex(4)}"
    monkeypatch.setattr(runtime, "seals", False)
    unit = registry.a_unit()
    ids = [registry.a_cadre(unit, health=word, family=[{**RELATIVE, "name": word}])["id"] for _ in range(5)]
    registry.set_photo(cadre_id=ids[0], media_type="image/jpeg", data=base64.b64encode(jpeg(5)).decode())
    assert [*found_in(db, [word])] == ["cadres"]
    assert registry.get_health(cadre_id=ids[0])["health"] == word
    before = {one["_id"]: one["version"] for one in db[CADRES.name].find({"_id": {"$in": ids}})}

    monkeypatch.setattr(runtime, "seals", True)
    for collection in (CADRES, PHOTOS, CORRECTIONS):
        db[SEALING].delete_one({"_id": fields_in(collection).name})
        while go_on(db, fields_in(collection, runtime.keys), runtime.cipher, 3):
            pass
    assert not found_in(db, [word])
    assert {one["_id"]: one["version"] for one in db[CADRES.name].find({"_id": {"$in": ids}})} == before
    assert kind_under_person(db[PHOTOS.name].find_one({"_id": ids[0]})["data"]) == b"b"
    assert {registry.get_health(cadre_id=id)["health"] for id in ids} == {word}
    assert registry.get_family(cadre_id=ids[4])["family"][0]["name"] == word
    assert base64.b64decode(registry.get_photo(cadre_id=ids[0])["data"]) == jpeg(5)


def test_another_ring_takes_the_keys_of_persons_and_other_algorithms_what_lies_under_them(registry: Registry) -> None:
    db, runtime = registry.runtime.db, registry.runtime
    cadre = registry.a_cadre(registry.a_unit(), health="良好", identity_number=number())["id"]
    old, sealed = runtime.cipher, db[CADRES.name].find_one({"_id": cadre})["health"]
    new = FieldCipher(Key(bytes(range(7, 39)), SM4), *old.keys)
    try:
        runtime.cipher = new
        for what in (KEYS_OF_PERSONS, fields_in(CADRES, runtime.keys)):
            while go_on(db, what, new, 50):
                pass
        runtime.cipher = FieldCipher(new.keys[0])
        runtime.keys.forget(cadre)
        assert registry.get_health(cadre_id=cadre)["health"] == "良好"
        anew = db[CADRES.name].find_one({"_id": cadre})["health"]
        assert (sealed[1], anew[1]) == (1, 2)
    finally:
        runtime.cipher = new

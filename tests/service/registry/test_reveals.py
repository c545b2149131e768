"""The identity number: masked so that what stands beside it tells no more, and in full for a reason alone."""

from __future__ import annotations

import threading
from typing import Any

from servicekit import clock
from servicekit.config import Settings
from servicekit.errors import Problem
from servicekit.migrations import At, migrations_of
from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry, number

WHY = "核对调动手续所附身份证复印件"


def test_a_number_is_shown_in_full_for_a_reason_and_the_trail_says_of_whom_by_whom_and_why(registry: Registry) -> None:
    mine = number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=mine)
    who, wish = registry.as_("acc-revealer", Scope(Reach.ALL)), {"cadre_id": cadre["id"], "reason": WHY}
    assert who.call("reveal_number", wish, key="k")["identity_number"] == mine
    assert who.call("reveal_number", wish, key="k")["identity_number"] is None, "shown this once"
    (entry,) = registry.audit(action="registry.reveal_number", account="acc-revealer")["items"]
    assert (entry["principal"]["account"], entry["noted"]) == (
        "acc-revealer",
        {"subject": cadre["id"], "reason": WHY},
    )
    everything = {name: list(registry.runtime.db[name].find()) for name in registry.runtime.db.list_collection_names()}
    assert mine not in repr(everything)
    assert registry.refusal("reveal_number", cadre_id=cadre["id"], reason="").code == "invalid-fields"


def test_an_account_is_shown_no_more_numbers_on_a_day_than_the_rule_allows(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())
    who = registry.as_("acc-curious", Scope(Reach.ALL))
    most = registry.runtime.rules.on(clock.day_of(clock.now()))["registry.number_reveals_per_day"].value
    outcomes: list[str] = []

    def look() -> None:
        try:
            who.reveal_number(cadre_id=cadre["id"], reason=WHY)
            outcomes.append("shown")
        except Problem as refused:
            outcomes.append(refused.code)

    look()
    while len(outcomes) < most + 8:
        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (set(outcomes), outcomes.count("shown")) == ({"shown", "registry/too-many-reveals"}, most)
    assert registry.reveal_number(cadre_id=cadre["id"], reason=WHY)["identity_number"], "another account may"


def test_an_account_asks_in_vain_no_more_often_on_a_day_than_the_rule_allows(registry: Registry) -> None:
    mine = number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=mine)
    who = registry.as_("acc-guessing", Scope(Reach.ALL))
    most = registry.runtime.rules.on(clock.day_of(clock.now()))["registry.number_lookups_per_day"].value
    for _ in range(most + 1):
        assert who.find_by_number(identity_number=mine)["id"] == cadre["id"], "what is found does not count"
    outcomes: list[str] = []

    def guess() -> None:
        outcomes.append(who.refusal("find_by_number", identity_number=number()).code)

    while len(outcomes) < most + 8:
        threads = [threading.Thread(target=guess) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes.count("registry/unknown-cadre") == most
    assert set(outcomes) == {"registry/unknown-cadre", "registry/too-many-lookups"}
    assert who.refusal("find_by_number", identity_number=mine).code == "registry/too-many-lookups"
    assert registry.find_by_number(identity_number=mine)["id"] == cadre["id"], "another account may"
    elsewhere = registry.as_("acc-elsewhere", Scope(Reach.UNIT, unit_id="uni-other"))
    for _ in range(most):
        assert elsewhere.refusal("find_by_number", identity_number=mine).code == "registry/unknown-cadre"
    assert elsewhere.refusal("find_by_number", identity_number=mine).code == "registry/too-many-lookups"


def test_only_who_may_see_a_file_is_shown_its_number(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())
    elsewhere = registry.as_("acc-u", Scope(Reach.UNIT, unit_id="uni-other"))
    assert elsewhere.refusal("reveal_number", cadre_id=cadre["id"], reason=WHY).code == "registry/unknown-cadre"


def test_no_answer_holds_the_end_of_a_number(registry: Registry) -> None:
    mine, other = number(), number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=mine)
    answers: list[Any] = [cadre, registry.get_cadre(cadre_id=cadre["id"])]
    answers.append(registry.find_by_number(identity_number=mine))
    answers.append(registry.correct_number(cadre_id=cadre["id"], identity_number=other, document="公安机关证明"))
    for answer in answers:
        shown = [answer.get("identity_masked", "")]
        for one in answer.get("revisions", ()):
            shown += [one["before"], one["after"]] if one["field"] == "identity_number" else []
        for mask in filter(None, shown):
            assert (mask[:2], set(mask[2:])) == ("15", {"*"})
        assert not [whole for whole in (mine, other) if whole[6:] in repr(answer)]


def test_what_was_masked_by_an_earlier_release_is_masked_anew(registry: Registry) -> None:
    mine, before = number(), number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=before)
    registry.correct_number(cadre_id=cadre["id"], identity_number=mine, document="公安机关证明")
    birth = registry.change_cadre(cadre_id=cadre["id"], birth="1980-11", document="认定书")
    cadres = registry.runtime.db["cadres"]

    def formerly(text: str) -> str:
        return text[:6] + "*" * 10 + text[-2:]

    cadres.update_one(
        {"_id": cadre["id"]},
        {
            "$set": {
                "number_masked": formerly(mine),
                "revisions.0.before": formerly(before),
                "revisions.0.after": formerly(mine),
            }
        },
    )
    (masking,) = [one for one in migrations_of("services.registry") if one.name == "numbers_masked_anew"]
    database = registry.runtime.client.get_database(registry.runtime.db.name)
    place, at = None, At(database, Settings())
    for _ in range(100):
        if (place := masking.migrate(at, place)) is None:
            break
    seen = registry.get_cadre(cadre_id=cadre["id"])
    assert seen["identity_masked"] == mine[:2] + "*" * 16
    kept = {one["field"]: (one["before"], one["after"]) for one in seen["revisions"]}
    assert kept["identity_number"] == (before[:2] + "*" * 16, mine[:2] + "*" * 16)
    assert kept["birth"][1] == birth["birth"]
    assert not cadres.count_documents({"number_masked": {"$regex": r"[0-9X]$"}})

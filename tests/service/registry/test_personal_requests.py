"""What somebody asks about what is kept of them (个人信息权利申请): asked, answered in time, told, put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.principal import Reach, Scope
from servicekit.sealing import GONE
from services.registry.service import RegistryService
from tests.service.desk import clock_of
from tests.service.registry.conftest import Registry
from tests.service.registry.test_disposals import who_left
from tests.support.dumps import found_in

QUESTION, ANSWER = "金丝雀问：请提供全部信息", "金丝雀答：已经准备"
REPLY = {"outcome": "granted", "answer": ANSWER}


@pytest.fixture
def officer(registry: Registry) -> Registry:
    return registry.as_("acc-officer", Scope(Reach.ALL))


@pytest.fixture
def approver(registry: Registry) -> Registry:
    return registry.as_("acc-approver", Scope(Reach.ALL))


def himself(registry: Registry, cadre_id: str) -> Registry:
    return registry.as_(f"acc-{cadre_id}", Scope(Reach.SELF, cadre_id=cadre_id))


def asked(whose: Registry, cadre_id: str, **wish: Any) -> Any:
    return whose.ask_personal_request(**{"cadre_id": cadre_id, "kind": "copy", "about": QUESTION, **wish})


def answered(officer: Registry, request: Any, **wish: Any) -> Any:
    return officer.answer_personal_request(
        **{"request_id": request["id"], "outcome": "granted", "answer": ANSWER, **wish}
    )


def test_a_cadre_asks_is_answered_and_knows_it(registry: Registry, officer: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    own = himself(registry, cadre)
    request = asked(own, cadre)
    today = clock.day_of(clock.now())
    assert (request["asked_on"], request["answer_by"]) == (str(today), str(today + timedelta(days=30)))
    assert (request["state"], request["on_paper"], request["overdue"]) == ("open", False, False)
    assert own.refusal("ask_personal_request", cadre_id=cadre, kind="copy", about="再要").code == (
        "registry/personal-request-waits"
    )
    refused = own.refusal("acknowledge_personal_answer", request_id=request["id"])
    assert (refused.code, refused.facts["allowed"]) == ("registry/personal-request-state", ["answer", "withdraw"])
    assert answered(officer, request)["state"] == "answered"
    known = own.acknowledge_personal_answer(request_id=request["id"])
    assert (known["state"], known["told_on"], known["reply"]["text"]) == ("told", str(today), ANSWER)
    events = registry.events(request["id"])
    assert [one["type"] for one in events] == [
        "personal_request.asked.v1",
        "personal_request.answered.v1",
        "personal_request.told.v1",
    ]
    assert [one["what"] for one in known["timeline"]] == ["ask", "answer", "acknowledge"]
    assert not found_in(registry.runtime.db, [QUESTION, ANSWER]), "neither question nor answer lies in clear"
    assert asked(own, cadre)["id"] != request["id"], "another may be asked once the first is answered"


def test_only_the_cadre_and_who_sees_the_file_know_of_it(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre, other = registry.a_cadre(unit)["id"], registry.a_cadre(unit)["id"]
    request = asked(himself(registry, cadre), cadre)
    stranger = himself(registry, other)
    reply = {"outcome": "granted", "answer": ANSWER}
    for method, wish in (
        ("get_personal_request", {}),
        ("answer_personal_request", reply),
        ("correct_personal_answer", {**reply, "correction": "误答"}),
        ("acknowledge_personal_answer", {}),
        ("withdraw_personal_request", {}),
    ):
        refused = stranger.refusal(method, request_id=request["id"], **wish)
        assert (refused.status, refused.code) == (404, "registry/unknown-personal-request"), method
    assert stranger.refusal("ask_personal_request", cadre_id=cadre, kind="copy", about=QUESTION).status == 404
    assert stranger.list_personal_requests()["items"] == []
    assert [one["id"] for one in himself(registry, cadre).list_personal_requests()["items"]] == [request["id"]]


def test_a_refusal_names_its_legal_ground_and_what_is_granted_has_none(registry: Registry, officer: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    request = asked(himself(registry, cadre), cadre, kind="restriction")
    for wish in ({"outcome": "refused"}, {"outcome": "partly"}, {"outcome": "granted", "ground": "needed"}):
        refused = officer.refusal("answer_personal_request", request_id=request["id"], answer=ANSWER, **wish)
        assert (refused.code, refused.errors[0].pointer) == ("registry/refusal-ground", "/ground")
    unknown = officer.refusal(
        "answer_personal_request", request_id=request["id"], answer=ANSWER, outcome="refused", ground="none"
    )
    assert unknown.status == 422
    assert answered(officer, request, outcome="refused", ground="statutory_duty")["reply"]["ground"] == "statutory_duty"


def test_what_came_on_paper_last_year_has_its_own_days(registry: Registry, officer: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    own, today = himself(registry, cadre), clock.day_of(clock.now())
    last_year, tomorrow = today - timedelta(days=400), today + timedelta(days=1)
    refused = own.refusal("ask_personal_request", cadre_id=cadre, kind="copy", about=QUESTION, asked_on=str(last_year))
    assert refused.code == "registry/own-request-today"
    late = officer.refusal("ask_personal_request", cadre_id=cadre, kind="copy", about=QUESTION, asked_on=str(tomorrow))
    assert (late.code, late.errors[0].pointer) == ("day-not-come", "/asked_on")
    request = asked(officer, cadre, asked_on=str(last_year), on_paper=True)
    assert (request["on_paper"], request["answer_by"]) == (True, str(last_year + timedelta(days=30)))
    clock_of(registry.service, registry.runtime).look()
    assert officer.get_personal_request(request_id=request["id"])["overdue"], "its day is over, so it is late at once"
    assert registry.events(request["id"])[-1]["type"] == "personal_request.overdue.v1"
    assert [one["id"] for one in officer.list_personal_requests(overdue=True, cadre_id=[cadre])["items"]] == [
        request["id"]
    ]
    before = str(last_year - timedelta(days=1))
    early = officer.refusal(
        "answer_personal_request", request_id=request["id"], outcome="granted", answer=ANSWER, answered_on=before
    )
    assert (early.code, early.errors[0].pointer) == ("registry/personal-request-days", "/answered_on")
    in_time = str(last_year + timedelta(days=10))
    assert not answered(officer, request, answered_on=in_time)["overdue"], "it was answered in time, on paper"
    told = officer.refusal("acknowledge_personal_answer", request_id=request["id"], on=before)
    assert told.code == "registry/personal-request-days"
    assert officer.acknowledge_personal_answer(request_id=request["id"], on=in_time)["told_on"] == in_time


def test_the_time_is_over_once_and_an_answer_ends_it(registry: Registry, officer: Registry, at: Any) -> None:
    cadres = [registry.a_cadre(registry.a_unit())["id"] for _ in range(2)]
    waits, done = (asked(himself(registry, cadre), cadre) for cadre in cadres)
    answered(officer, done)
    watch = clock_of(registry.service, registry.runtime)
    at(str(clock.day_of(clock.now()) + timedelta(days=31)))
    watch.look()
    watch.look()
    assert [officer.get_personal_request(request_id=one["id"])["overdue"] for one in (waits, done)] == [True, False]
    assert [one["type"] for one in registry.events(waits["id"])].count("personal_request.overdue.v1") == 1
    yesterweek = str(clock.day_of(clock.now()) - timedelta(days=7))
    assert answered(officer, waits, answered_on=yesterweek)["overdue"], "answered late stays late, whatever day is said"


def test_a_correction_is_granted_by_an_approved_correction_of_the_same_file(
    registry: Registry, officer: Registry, approver: Registry
) -> None:
    unit = registry.a_unit()
    cadre, other = registry.a_cadre(unit)["id"], registry.a_cadre(unit)["id"]
    change = {"changes": {"native_place": "内蒙古包头"}, "reason": "与户籍不一致"}
    correction = himself(registry, cadre).request_correction(cadre_id=cadre, **change)["id"]
    foreign = himself(registry, other).refusal(
        "ask_personal_request", cadre_id=other, kind="correction", about=QUESTION, correction_id=correction
    )
    assert foreign.code == "registry/unknown-correction"
    request = asked(himself(registry, cadre), cadre, kind="correction", correction_id=correction)
    refused = officer.refusal("answer_personal_request", request_id=request["id"], outcome="granted", answer=ANSWER)
    assert refused.code == "registry/correction-waits"
    approver.decide_correction(correction_id=correction, decision="approved", basis="户籍证明")
    assert answered(officer, request)["correction_id"] == correction
    in_words = asked(himself(registry, cadre), cadre, kind="correction", about="学时少记八学时")
    assert answered(officer, in_words)["reply"]["outcome"] == "granted", "what is no field of the file is in words"


def test_a_deletion_proposes_to_destroy_and_another_approves(
    registry: Registry, officer: Registry, approver: Registry
) -> None:
    serving = registry.a_cadre(registry.a_unit())["id"]
    request = asked(himself(registry, serving), serving, kind="deletion")
    refused = officer.refusal("answer_personal_request", request_id=request["id"], outcome="granted", answer=ANSWER)
    assert refused.code == "registry/still-kept"
    assert answered(officer, request, outcome="refused", ground="retained")["disposal_id"] is None

    gone = who_left(registry)
    wish = asked(officer, gone, kind="deletion", on_paper=True)
    granted = answered(officer, wish)
    disposal = officer.get_disposal(disposal_id=granted["disposal_id"])
    assert (disposal["state"], disposal["cadre_id"], disposal["proposed_by"]) == ("proposed", gone, "acc-officer")
    assert gone not in disposal["reason"]
    correct = {"request_id": wish["id"], "answer": ANSWER, "correction": "误答"}
    refused = officer.refusal("correct_personal_answer", outcome="refused", ground="retained", **correct)
    assert (refused.code, refused.facts["disposal_id"]) == ("registry/answer-carried-out", disposal["id"])
    assert officer.correct_personal_answer(outcome="granted", **correct)["disposal_id"] == disposal["id"]
    decision = {"disposal_id": disposal["id"], "decision": "approved", "basis": "期限已满"}
    assert officer.refusal("decide_disposal", **decision).code == "not-independent"
    approver.decide_disposal(**decision)
    assert registry.refusal("get_family", cadre_id=gone).code == "forgotten"
    left = officer.get_personal_request(request_id=wish["id"])
    assert (left["kind"], left["reply"]["outcome"]) == ("deletion", "granted"), (
        "that it was asked and answered is known"
    )
    assert (left["about"], left["reply"]["text"]) == (GONE, GONE), "and of what was said, that it is destroyed"
    assert not found_in(registry.runtime.db, [QUESTION])


def test_what_waits_ends_when_what_is_kept_of_the_person_is_destroyed(
    registry: Registry, officer: Registry, approver: Registry
) -> None:
    gone = who_left(registry)
    waits = asked(officer, gone, on_paper=True)
    told = asked(officer, gone, kind="explanation", on_paper=True)
    answered(officer, told)
    officer.acknowledge_personal_answer(request_id=told["id"])
    wish = asked(officer, gone, kind="deletion", on_paper=True)
    disposal = answered(officer, wish)["disposal_id"]
    decision = {"disposal_id": disposal, "decision": "approved", "basis": "期限已满"}
    assert approver.decide_disposal(**decision)["state"] == "approved"
    for ended in (waits, wish):
        left = officer.get_personal_request(request_id=ended["id"])
        assert (left["state"], left["about"], left["timeline"][-1]["by"]) == ("ended", GONE, "acc-approver")
        event = registry.events(ended["id"])[-1]
        assert (event["type"], event["sequence"]) == ("personal_request.ended.v1", left["version"])
        for method, more in (("acknowledge_personal_answer", {}), ("answer_personal_request", REPLY)):
            refused = officer.refusal(method, request_id=ended["id"], **more)
            assert refused.code == "registry/personal-request-state", method
    assert officer.get_personal_request(request_id=told["id"])["state"] == "told", "what was told stays so"
    assert officer.list_personal_requests(cadre_id=[gone], state=["open", "answered"])["items"] == []
    kept = registry.runtime.db["deadlines"].find_one({"_id": f"personal_request_answer.{waits['id']}"})
    assert kept["state"] == "cancelled", "nothing falls due any more"
    assert officer.refusal("ask_personal_request", cadre_id=gone, kind="copy", about=QUESTION).code == "forgotten"


def test_an_answer_is_put_right_the_first_is_kept_and_the_person_told_anew(
    registry: Registry, officer: Registry
) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    own = himself(registry, cadre)
    request = asked(own, cadre, kind="explanation")
    answered(officer, request, outcome="refused", ground="confidential")
    own.acknowledge_personal_answer(request_id=request["id"])
    put_right = {"outcome": "granted", "answer": "指数由此得出", "correction": "误用依据"}
    fixed = officer.correct_personal_answer(request_id=request["id"], **put_right)
    assert (fixed["state"], fixed["told_on"], fixed["reply"]["outcome"]) == ("answered", None, "granted")
    [first] = fixed["superseded"]
    assert (first["outcome"], first["ground"], first["text"], first["correction"]) == (
        "refused",
        "confidential",
        ANSWER,
        "误用依据",
    )
    assert registry.events(request["id"])[-1]["type"] == "personal_request.corrected.v1"
    assert own.acknowledge_personal_answer(request_id=request["id"])["state"] == "told"


def test_it_is_taken_back_before_it_is_answered(registry: Registry, officer: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    own = himself(registry, cadre)
    request = asked(own, cadre)
    for_them = officer.refusal("withdraw_personal_request", request_id=request["id"], reason="经办人撤回")
    assert (for_them.status, for_them.code) == (403, "registry/not-your-personal-request"), "an officer answers"
    assert own.withdraw_personal_request(request_id=request["id"])["state"] == "withdrawn"
    refused = officer.refusal("answer_personal_request", request_id=request["id"], outcome="granted", answer=ANSWER)
    assert refused.code == "registry/personal-request-state"
    assert asked(own, cadre)["state"] == "open"


def test_an_officer_who_closes_a_request_answers_it(registry: Registry, officer: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    request = asked(officer, cadre, on_paper=True)
    assert (
        officer.refusal("withdraw_personal_request", request_id=request["id"]).code
        == "registry/not-your-personal-request"
    )
    closed = answered(officer, request, outcome="refused", ground="withdrawn")
    assert (closed["state"], closed["reply"]["ground"]) == ("answered", "withdrawn"), "and the person is told"


def test_whether_it_was_in_time_is_looked_at_anew_with_the_day_that_is_put_right(
    registry: Registry, officer: Registry
) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    last_year = clock.day_of(clock.now()) - timedelta(days=400)
    in_time, late = (str(last_year + timedelta(days=days)) for days in (10, 60))
    request = asked(officer, cadre, asked_on=str(last_year), on_paper=True)
    assert answered(officer, request, answered_on=late)["overdue"]

    def put_right(**wish: Any) -> Any:
        reply = {**REPLY, "correction": "误记答复日期", **wish}
        return officer.correct_personal_answer(request_id=request["id"], **reply)

    assert not put_right(answered_on=in_time)["overdue"]
    again = put_right()
    assert (again["overdue"], again["reply"]["answered_on"]) == (False, in_time), "without a day the first counts"
    assert put_right(answered_on=late)["overdue"]
    assert registry.events(request["id"])[-1]["data"]["overdue"]


def test_an_answer_in_time_stays_so_when_it_is_put_right_later(registry: Registry, officer: Registry, at: Any) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    request = asked(himself(registry, cadre), cadre)
    answered(officer, request)
    at(str(clock.day_of(clock.now()) + timedelta(days=31)))
    fixed = officer.correct_personal_answer(request_id=request["id"], **REPLY, correction="误答")
    assert (fixed["overdue"], fixed["reply"]["answered_on"]) == (False, str(clock.day_of(clock.now())))


def test_a_deadline_that_is_moved_moves_the_day_of_the_answer(registry: Registry, officer: Registry) -> None:
    assert "personal_request_answer" in RegistryService.moves
    cadre = registry.a_cadre(registry.a_unit())["id"]
    request = asked(himself(registry, cadre), cadre)
    later = str(clock.day_of(clock.now()) + timedelta(days=45))
    id = f"personal_request_answer.{request['id']}"
    officer.move_deadline(deadline_id=id, due_on=later, basis="情况复杂，已告知本人")
    moved = officer.get_personal_request(request_id=request["id"])
    assert (moved["answer_by"], moved["timeline"][-1]["what"]) == (later, "deadline_moved")
    assert registry.events(request["id"])[-1]["type"] == "personal_request.due_moved.v1"

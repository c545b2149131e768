"""Tolerance: decided by several agencies together, escalated when late, appealed once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from servicekit import clock
from servicekit.principal import Principal, Reach, Scope
from tests.service.desk import COLLEAGUE, Desk, officer


def lodged(desk: Desk) -> tuple[str, str]:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    wish = {"matter_reference": "合成1号", "distinction": "exploration", "facts": "合成事实", "factors": ["motive"]}
    return str(desk.ask("apply_for_tolerance", cadre_id=cadre_id, **wish)["id"]), cadre_id


DECISION = {"outcome": "tolerated", "effects": ["assessment"], "decided_by": "合成人", "reasons": "合成"}


def test_a_joint_decision_needs_the_agencies_and_one_appeal_ends_it(desk: Desk) -> None:
    id, _ = lodged(desk)
    assert desk.ask("accept_tolerance", application_id=id)["due_on"]
    opinion = {"outcome": "tolerated", "text": "合成"}
    for _ in range(2):
        desk.ask("opine_on_tolerance", application_id=id, agency="discipline", **opinion)
    few = desk.refused("decide_tolerance", by=COLLEAGUE, application_id=id, **DECISION)
    assert few.code == "incentive/too-few-opinions"
    desk.ask("opine_on_tolerance", application_id=id, agency="organisation", **opinion)
    own = desk.refused("decide_tolerance", application_id=id, **DECISION)
    assert (own.code, own.facts["did"]) == ("not-independent", ["accept", "lodge", "opine"])
    assert desk.ask("decide_tolerance", by=COLLEAGUE, application_id=id, **DECISION)["state"] == "decided"
    desk.ask("appeal_tolerance", application_id=id, appeal="合成")
    appeal = {"application_id": id, **DECISION, "outcome": "not_tolerated"}
    assert desk.refused("decide_tolerance", **appeal).facts["did"] == ["accept", "appeal", "lodge", "opine"]
    assert desk.refused("decide_tolerance", by=COLLEAGUE, **appeal).facts["did"] == ["decide"]
    final = desk.ask("decide_tolerance", by=officer(number=3), **appeal)
    assert (final["state"], final["effects"]) == ("final", [])
    steps = ["lodge", "accept", "opine", "opine", "opine", "decide", "appeal", "decide_appeal"]
    assert [entry["what"] for entry in final["timeline"]] == steps
    assert desk.refused("appeal_tolerance", application_id=id, appeal="再次").status == 409
    told = desk.told("tolerance.decided.v1")
    assert [event["outcome"] for event in told] == ["tolerated", "not_tolerated"]
    assert not {"facts", "opinions", "reasons"} & set(told[0])
    assert [event["opinions_missing"] for event in desk.told("tolerance.changed.v1")] == [2, 1, 1, 0, 0]


def test_whom_a_decision_waits_for_is_told_as_the_rule_was_when_it_was_accepted(desk: Desk) -> None:
    id, _ = lodged(desk)
    assert desk.told("tolerance.lodged.v1")[-1]["opinions_missing"] is None
    desk.ask("accept_tolerance", application_id=id)
    rule = {"code": "incentive.tolerance_members", "basis": "合成", "valid_from": "2000-01-01", "verified": False}
    desk.ask("change_rule", **rule, value=3)
    for agency in ("discipline", "organisation"):
        desk.ask("opine_on_tolerance", application_id=id, agency=agency, outcome="tolerated", text="合成")
    assert desk.told("tolerance.changed.v1")[-1]["opinions_missing"] == 0
    assert desk.ask("decide_tolerance", by=COLLEAGUE, application_id=id, **DECISION)["state"] == "decided"
    desk.ask("change_rule", **rule, value=2)


def test_what_is_not_decided_in_time_is_escalated_by_itself(desk: Desk) -> None:
    id, _ = lodged(desk)
    desk.ask("accept_tolerance", application_id=id)
    desk.pass_deadline("tolerance_decision", id)
    assert desk.ask("get_tolerance", application_id=id)["escalated"] is True
    assert desk.told("tolerance.escalated.v1")


def test_secret_material_and_unknown_factors_and_others_cases_are_refused(desk: Desk) -> None:
    id, cadre_id = lodged(desk)
    wish = {"cadre_id": cadre_id, "matter_reference": "合成2号", "distinction": "unintended", "facts": "合成"}
    assert desk.refused("apply_for_tolerance", **wish, classification="秘密").status == 422
    assert desk.refused("apply_for_tolerance", **wish, factors=["none"]).code == "unknown-entry"
    assert desk.refused("apply_for_tolerance", **{**wish, "matter_reference": "合成1号"}).status == 409
    other = Principal("other", ("cadre",), "x", Scope(Reach.SELF, None, "cad-other"))
    assert desk.refused("get_tolerance", by=other, application_id=id).status == 404
    assert desk.refused("withdraw_tolerance", by=other, application_id=id).status == 404


def decided(desk: Desk) -> str:
    id, _ = lodged(desk)
    desk.ask("accept_tolerance", application_id=id)
    for agency in ("discipline", "organisation"):
        desk.ask("opine_on_tolerance", application_id=id, agency=agency, outcome="tolerated", text="合成")
    desk.ask("decide_tolerance", by=COLLEAGUE, application_id=id, **DECISION)
    return id


def test_the_first_decision_stands_beside_that_on_appeal_and_an_opinion_beside_the_one_before(desk: Desk) -> None:
    id = decided(desk)
    desk.ask("appeal_tolerance", application_id=id, appeal="合成")
    changed = DECISION | {"outcome": "partly", "reasons": "复核理由", "decided_by": "另一合成人"}
    desk.ask("decide_tolerance", by=officer(number=3), application_id=id, **changed)
    shown = desk.ask("get_tolerance", application_id=id)
    kept = [(one["stage"], one["outcome"], one["reasons"], one["decided_by"], one["by"]) for one in shown["decisions"]]
    assert kept == [
        ("first", "tolerated", "合成", "合成人", "administrator-2"),
        ("appeal", "partly", "复核理由", "另一合成人", "administrator-3"),
    ]
    assert (shown["outcome"], shown["reasons"]) == ("partly", "复核理由")
    other, _ = lodged(desk)
    desk.ask("accept_tolerance", application_id=other)
    for outcome in ("tolerated", "partly"):
        desk.ask("opine_on_tolerance", application_id=other, agency="discipline", outcome=outcome, text="合成")
    shown = desk.ask("get_tolerance", application_id=other)
    assert [one["outcome"] for one in shown["opinions"]] == ["partly"]
    assert [one["outcome"] for one in shown["earlier_opinions"]] == ["tolerated"]


def test_a_decision_that_was_entered_wrongly_is_put_right_and_everybody_hears(desk: Desk) -> None:
    id = decided(desk)
    right = {"application_id": id, **DECISION, "outcome": "not_tolerated"}
    assert desk.refused("correct_tolerance", by=COLLEAGUE, **right).code == "invalid-fields"
    assert desk.refused("correct_tolerance", **right, basis="核对").code == "not-independent"
    shown = desk.ask("correct_tolerance", by=COLLEAGUE, **right, basis="与会议纪要核对")
    assert [(one["stage"], one["outcome"], one["effects"]) for one in shown["decisions"]] == [
        ("first", "tolerated", ["assessment"]),
        ("correction", "not_tolerated", []),
    ]
    assert (shown["state"], shown["outcome"], shown["decisions"][1]["basis"]) == (
        "decided", "not_tolerated", "与会议纪要核对",
    )  # fmt: skip
    assert [told["outcome"] for told in desk.told("tolerance.decided.v1")] == ["tolerated", "not_tolerated"]
    assert desk.ask("appeal_tolerance", application_id=id, appeal="合成")["state"] == "appealed"


def test_an_application_decided_before_decisions_were_kept_shows_its_first_one(desk: Desk) -> None:
    id = decided(desk)
    desk.db["tolerance_applications"].update_one({"_id": id}, {"$unset": {"decisions": 1, "earlier_opinions": 1}})
    desk.ask("appeal_tolerance", application_id=id, appeal="合成")
    shown = desk.ask("decide_tolerance", by=officer(number=3), application_id=id, **DECISION | {"outcome": "partly"})
    assert [(one["stage"], one["outcome"]) for one in shown["decisions"]] == [
        ("first", "tolerated"), ("appeal", "partly"),
    ]  # fmt: skip


def test_a_decision_of_an_earlier_day_is_entered_as_of_its_day_and_none_is_before_its_application(desk: Desk) -> None:
    today = clock.day_of(clock.now())
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    wish = {"matter_reference": "合成2019年1号", "distinction": "exploration", "facts": "合成事实"}
    ahead = (today + timedelta(days=1)).isoformat()
    assert desk.refused("apply_for_tolerance", cadre_id=cadre_id, **wish, applied_on=ahead).code == "day-not-come"
    id = desk.ask("apply_for_tolerance", cadre_id=cadre_id, **wish, applied_on="2019-03-01")["id"]
    desk.ask("accept_tolerance", application_id=id)
    for agency in ("discipline", "organisation"):
        desk.ask("opine_on_tolerance", application_id=id, agency=agency, outcome="tolerated", text="合成")
    decide = {"application_id": id, **DECISION, "by": COLLEAGUE}
    assert desk.refused("decide_tolerance", **decide, decided_on="2019-02-28").code == "ends-before-it-begins"
    assert desk.refused("decide_tolerance", **decide, decided_on=ahead).code == "day-not-come"
    decided = desk.ask("decide_tolerance", **decide, decided_on="2019-04-01")
    assert (decided["decided_on"], decided["appeal_until"][:4]) == ("2019-04-01", "2019")
    assert desk.refused("appeal_tolerance", application_id=id, appeal="合成").code == "incentive/appeal-too-late"
    right = {**decide, "by": officer(number=3), "basis": "文件日期有误"}
    assert desk.refused("correct_tolerance", **right, decided_on="2019-02-01").code == "ends-before-it-begins"
    corrected = desk.ask("correct_tolerance", **right, decided_on="2019-03-02")
    assert [one["decided_on"] for one in corrected["decisions"]] == ["2019-04-01", "2019-03-02"]

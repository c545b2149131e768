"""The way to a leading post through the registry's service, each step and what stops it; supervision is its events."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from servicekit.deadline_clock import DeadlineClock
from servicekit.deadlines import id_of
from servicekit.events import Received
from servicekit.principal import Reach, Scope
from services.registry.parts.selection_steps import PUBLICITY_ENDS, VETTING_LAPSES
from services.registry.service import RegistryService
from services.registry.store.selections import SELECTIONS
from tests.service.desk import clock_of
from tests.service.registry.conftest import Registry
from tests.support.days import iso, today
from tests.support.dumps import must_lie_sealed

BASIS = {"basis": "合成纪要〔2026〕1号"}
BEGAN = {"began_by": "合成文件〔2012〕1号"}
OVERRIDE = {"by": "虚构部长", "basis": "合成批件〔2026〕1号"}
RULE = "registry.vetting_needed"


def day(number: int) -> str:
    """The day of a step, so many days after the proposal; all lie in the past."""
    return (today() - timedelta(days=40) + timedelta(days=number)).isoformat()


@dataclass
class Story:
    """A unit with a vacant leading post and cadres who may be promoted to it."""

    registry: Registry
    clock: DeadlineClock
    unit: dict[str, Any] = field(default_factory=dict)
    post: dict[str, Any] = field(default_factory=dict)
    cadres: list[str] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)

    def begin(self, count: int = 2) -> str:
        self.vacant(count)
        return self.propose()

    def vacant(self, count: int = 1) -> None:
        self.unit = self.registry.a_unit(approved={"chief": 1, "deputy": 3})
        self.post = self.registry.a_post(self.unit)
        self.cadres = [self.registry.a_cadre(self.unit)["id"] for _ in range(count)]

    def propose(self) -> str:
        wish = {"post_id": self.post["id"], "moved_by": "虚构部门", "on": day(0), **BASIS}
        return str(self.registry.propose_selection(**wish)["id"])

    def step(self, method: str, id: str, **wish: Any) -> dict[str, Any]:
        done: dict[str, Any] = self.registry.call(method, {"selection_id": id, **BASIS, **wish})
        return done

    def recommended(self, id: str) -> None:
        votes = [{"cadre_id": cadre, "votes": 20 + place} for place, cadre in enumerate(self.cadres)]
        wish = {"on": day(1), "form": "meeting", "entitled": 40, "took_part": 38, "votes": votes}
        self.step("record_recommendation", id, **wish)

    def considered(self, id: str, *cadres: str) -> None:
        self.recommended(id)
        self.step("determine_candidates", id, on=day(2), cadre_ids=list(cadres or self.cadres[:1]))

    def inspect(self, id: str, **more: Any) -> dict[str, Any]:
        wish = {"begins": day(3), "ends": day(5), "inspectors": ["甲某", "乙某"], "file": "合成材料", **more}
        return self.step("record_inspection", id, **wish)

    def asked(self, id: str) -> dict[str, Any]:
        self.considered(id)
        self.inspect(id)
        return self.step("request_appointment_vetting", id)

    def vetted(self, id: str) -> None:
        self.asked(id)
        self.conclude(id, "passed", concluded_on=day(6))
        assert self.state(id) == "vetted"

    def decide(self, id: str, **more: Any) -> dict[str, Any]:
        wish = {"on": day(7), "body": "虚构会议", "entitled": 9, "present": 8, "agreed": 7, **more}
        return self.step("record_decision", id, **wish)

    def publicised(self, id: str) -> None:
        self.vetted(id)
        self.decide(id)
        self.step("publicise_appointment", id, begins=day(8))
        self.tick(id, "publicised")

    def tick(self, id: str, wanted: str) -> None:
        self.clock.look()
        assert self.state(id) == wanted

    def get(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.registry.get_selection(selection_id=id)
        return found

    def state(self, id: str) -> str:
        return str(self.get(id)["state"])

    def conclude(self, id: str, outcome: str | None, **more: Any) -> None:
        """Supervision tells of the vetting of the selection's present request; None is a vetting that is open."""
        request = self.get(id)["request_id"]
        self.hear(reference_id=id, request_id=request, cadre_id=self.get(id)["candidates"][0]["cadre_id"],
                  outcome=outcome, **more)  # fmt: skip

    def hear(self, **more: Any) -> dict[str, Any]:
        """Supervision tells of a vetting for an appointment."""
        request = more.get("request_id") or f"vet-{secrets.token_hex(4)}"
        self.told[request] = self.told.get(request, 0) + 1
        outcome = more.get("outcome")
        data = {
            "vetting_id": f"v.{request}",
            "requested_by": "registry" if "reference_id" in more else "desk",
            "request_id": request,
            "purpose": "appointment",
            "reference_id": None,
            "state": "concluded" if outcome else "open",
            "reasons": [],
            "concluded_on": iso() if outcome else None,
            "sequence": self.told[request],
            **more,
        }
        event = Received(
            id=secrets.token_hex(8),
            type="vetting.concluded.v1" if outcome else "vetting.opened.v1",
            subject=data["vetting_id"],
            sequence=data.pop("sequence"),
            time=datetime.now(UTC),
            data=data,
            service="supervision",
        )
        self._react(RegistryService.hear_appointment_vettings, event)
        return data

    def restrict(self, cadre_id: str, sequence: int, state: str = "in_force", **more: Any) -> None:
        data = {
            "restriction_id": f"rst-{cadre_id}",
            "cadre_id": cadre_id,
            "kind": "admonition",
            "effects": ["award", "pool", "promotion"],
            "begins": (today() - timedelta(days=1)).isoformat(),
            "ends": None,
            "state": state,
            **more,
        }
        event = Received(
            id=secrets.token_hex(8),
            type="restriction.changed.v1",
            subject=data["restriction_id"],
            sequence=sequence,
            time=datetime.now(UTC),
            data=data,
            service="supervision",
        )
        self._react(RegistryService.keep_restrictions, event)

    def _react(self, method: Any, event: Received) -> None:
        bare = method.__wrapped__
        self.registry.runtime.react(
            method.reaction_spec, lambda received, work: bare(self.registry.service, received, work), [event]
        )

    def types(self, id: str) -> list[str]:
        return [event["type"] for event in self.registry.events(id)]

    def appoint(self, **wish: Any) -> dict[str, Any]:
        """A plain appointment of somebody new to the post, today unless another day is given."""
        cadre = self.registry.a_cadre(self.unit)["id"]
        common = {"cadre_id": cadre, "post_id": self.post["id"], "on": iso(), "document": "合成文件"}
        made: dict[str, Any] = self.registry.appoint(**{**common, **wish})
        return made


@pytest.fixture
def story(registry: Registry) -> Story:
    return a_story(registry)


def a_story(registry: Registry) -> Story:
    return Story(registry, clock_of(registry.service, registry.runtime))


def test_from_the_proposal_to_the_appointment_each_step_leaves_its_record(story: Story) -> None:
    id = story.begin()
    story.publicised(id)
    wish = {"on": day(20), "document": "包组发〔2026〕12号（示例）", "trial": True}
    done = story.step("appoint_selected", id, **wish)
    assert (done["state"], done["appointed_on"], done["steps"]) == ("appointed", day(20), ["put_right"])
    file = story.registry.get_cadre(cadre_id=story.cadres[0])
    assert (file["title"], file["post_level"], file["trial_until"] is not None) == ("副局长", "132", True)
    assert file["appointments"][-1]["entry"] == done["entry"]
    assert story.registry.get_post(post_id=story.post["id"])["holder_ids"] == [story.cadres[0]]
    kinds = ["propose", "recommend", "consider", "inspect", "decide", "publicise", "appoint"]
    assert [record["step"] for record in done["records"]] == kinds
    assert all(record["basis"] == BASIS["basis"] and record["by"] == "admin" for record in done["records"])
    assert done["records"][1]["figures"]["votes"][1] == {"cadre_id": story.cadres[1], "votes": 21}
    assert (done["post_title"], done["unit_name"]) == ("副局长", story.unit["name"])
    assert [(one["name"], one["considered"]) for one in done["candidates"]] == [("单虚构", True), ("单虚构", False)]
    told = story.types(id)
    assert (told[0], told[-1]) == ("selection.proposed.v1", "selection.closed.v1")
    assert told.count("vetting.requested.v1") == 1
    asked = next(event["data"] for event in story.registry.events(id) if event["type"] == "vetting.requested.v1")
    assert (asked["purpose"], asked["cadre_id"], asked["reference_id"]) == ("appointment", story.cadres[0], id)
    assert all("甲某" not in repr(event) and "单虚构" not in repr(event) for event in story.registry.events(id))


def test_who_may_not_see_it_does_not_find_it(story: Story) -> None:
    id = story.begin()
    stranger = story.registry.as_("li", Scope(Reach.UNIT, unit_id=story.registry.a_unit()["id"]))
    assert stranger.list_selections()["items"] == []
    assert stranger.refusal("get_selection", selection_id=id).code == "registry/unknown-selection"
    story.considered(id)
    oneself = story.registry.as_("self", Scope(Reach.SELF, cadre_id=story.cadres[0]))
    assert oneself.refusal("get_selection", selection_id=id).code == "registry/unknown-selection"
    assert [one["id"] for one in story.registry.list_selections(cadre_id=story.cadres[0])["items"]] == [id]


@pytest.mark.parametrize(
    ("upto", "method", "wish", "reason"),
    [
        ("propose", "record_recommendation",
         {"on": day(1), "form": "talks", "entitled": 9, "took_part": 9, "votes": [], "passed": False},
         "not_recommended"),
        ("considered", "record_inspection",
         {"begins": day(3), "ends": day(4), "inspectors": ["甲", "乙"], "file": "合成", "passed": False}, "not_passed"),
        ("vetted", "record_decision",
         {"on": day(7), "body": "虚构会议", "entitled": 9, "present": 9, "agreed": 4}, "not_decided"),
        ("propose", "withdraw_selection", {"on": day(1)}, "withdrawn"),
        ("vetted", "withdraw_selection", {"on": day(9)}, "withdrawn"),
    ],
)  # fmt: skip
def test_a_step_that_does_not_pass_and_a_withdrawal_end_it(
    story: Story, upto: str, method: str, wish: dict[str, Any], reason: str
) -> None:
    id = story.begin()
    if upto != "propose":
        getattr(story, upto)(id)
    done = story.step(method, id, **wish)
    assert (done["state"] in ("refused", "withdrawn"), done["reason"]) == (True, reason)
    assert story.registry.events(id)[-1]["type"] == "selection.closed.v1"
    refusal = story.registry.refusal("withdraw_selection", selection_id=id, on=iso(), **BASIS)
    assert (refusal.code, refusal.facts["allowed"]) == ("registry/selection-not-in-this-state", ["put_right"])


@pytest.mark.parametrize("outcome", ["refused", "deferred"])
def test_supervision_refuses_or_puts_off(story: Story, outcome: str) -> None:
    id = story.begin()
    story.asked(id)
    story.conclude(id, outcome, reasons=["objection"])
    assert (story.state(id), story.get(id)["reason"]) == (outcome, "objection")
    if outcome == "deferred":
        again = story.step("request_appointment_vetting", id)
        assert (again["state"], again["round"]) == ("vetting", 2)


def test_a_withdrawal_takes_the_vetting_back_and_its_answer_changes_nothing(story: Story) -> None:
    id = story.begin()
    story.asked(id)
    request = story.get(id)["request_id"]
    story.step("withdraw_selection", id, on=iso())
    assert "vetting.withdrawn.v1" in story.types(id)
    story.hear(reference_id=id, request_id=request, cadre_id=story.cadres[0], outcome="passed")
    assert story.state(id) == "withdrawn"


def test_a_restriction_holds_it_at_each_step_and_its_end_lets_a_person_resume(story: Story) -> None:
    for place, upto in enumerate(("considered", "asked", "vetted", "publicised")):
        id = story.begin()
        getattr(story, upto)(id)
        story.restrict(story.cadres[0], 1)
        held = story.get(id)
        assert (held["state"], held["reason"]) == ("held", "restricted"), upto
        assert ("vetting.withdrawn.v1" in story.types(id)) == (upto == "asked")
        refusal = story.registry.refusal("resume_selection", selection_id=id, **BASIS)
        assert (refusal.code, refusal.facts["cadre_id"]) == ("registry/candidate-barred", story.cadres[0])
        story.restrict(story.cadres[0], 2, "ended")
        assert story.state(id) == "released"
        resumed = story.step("resume_selection", id)
        assert (resumed["state"], resumed["vetted_on"]) == ("considered", None), place


@pytest.mark.parametrize(
    ("upto", "goes_on"),
    [("considered", "considered"), ("asked", "inspected"), ("vetted", "vetted"), ("publicised", "publicised")],
)
def test_what_was_held_by_a_mistake_goes_on_where_it_stood_with_all_its_records(
    story: Story, upto: str, goes_on: str
) -> None:
    id = story.begin()
    getattr(story, upto)(id)
    before = story.get(id)
    story.restrict(story.cadres[0], 1)
    assert story.get(id)["stood_at"] == before["state"]
    story.restrict(story.cadres[0], 2, "annulled")
    resumed = story.step("resume_selection", id)
    assert (resumed["state"], resumed["stood_at"]) == (goes_on, None)
    assert [one["put_right"] for one in resumed["records"]] == [None] * len(before["records"])
    assert (resumed["records"], resumed["fresh_until"]) == (before["records"], before["fresh_until"])
    if goes_on == "publicised":
        done = story.step("appoint_selected", id, on=iso(), document="合成文件")
        assert done["state"] == "appointed"


def test_what_was_held_by_a_mistake_waits_for_the_vetting_that_this_opened_again_in_whatever_order_both_are_heard(
    story: Story,
) -> None:
    for first in (True, False):
        id = story.begin()
        story.vetted(id)
        story.decide(id)
        if first:
            story.conclude(id, None)
        story.restrict(story.cadres[0], 1)
        if not first:
            story.conclude(id, None)
        held = story.get(id)
        assert (held["state"], held["stood_at"]) == ("held", "decided")
        assert "vetting.withdrawn.v1" not in story.types(id), "supervision concludes it anew"
        story.restrict(story.cadres[0], 2, "annulled")
        refusal = story.registry.refusal("resume_selection", selection_id=id, **BASIS)
        assert refusal.code == "registry/vetting-reopened"
        story.conclude(id, "passed", concluded_on=iso())
        resumed = story.step("resume_selection", id)
        assert (resumed["state"], resumed["vetted_on"]) == ("decided", iso())
        assert story.step("publicise_appointment", id, begins=iso())["state"] == "publicity"


def test_what_was_held_by_a_mistake_and_by_something_true_goes_on_from_the_inspection(story: Story) -> None:
    id = story.begin()
    story.publicised(id)
    story.restrict(story.cadres[0], 1)
    story.restrict(story.cadres[0], 1, restriction_id="rst-true")
    story.restrict(story.cadres[0], 2, "annulled")
    story.restrict(story.cadres[0], 2, "ended", restriction_id="rst-true")
    assert story.step("resume_selection", id)["state"] == "considered"


def test_a_publicity_that_a_mistake_broke_off_is_begun_anew(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.decide(id)
    story.step("publicise_appointment", id, begins=iso())
    story.restrict(story.cadres[0], 1)
    story.restrict(story.cadres[0], 2, "annulled")
    resumed = story.step("resume_selection", id)
    assert (resumed["state"], "publicise" in resumed["steps"]) == ("decided", True)


def test_a_retirement_and_a_transfer_that_were_mistakes_let_it_go_on_where_it_stood(story: Story) -> None:
    document = {"document": "合成文件", "on": iso()}
    for history in ("statuses", "moves"):
        id = story.begin()
        story.vetted(id)
        if history == "statuses":
            story.registry.retire(cadre_id=story.cadres[0], override=OVERRIDE, **document)
        else:
            there = story.registry.a_unit()["id"]
            story.registry.transfer(cadre_id=story.cadres[0], unit_id=there, **document)
        entry = story.registry.get_cadre(cadre_id=story.cadres[0])[history][-1]["entry"]
        wish = {"history": history, "entry": entry, "by": "虚构部长", "basis": "误录，核对档案"}
        story.registry.set_aside(cadre_id=story.cadres[0], **wish)
        assert story.state(id) == "released"
        assert story.step("resume_selection", id)["state"] == "vetted"


def test_who_may_not_be_appointed_is_inspected_only_with_a_basis_and_a_post_that_is_held_yet_stops_nobody(
    story: Story,
) -> None:
    story.vacant(count=1)
    low = story.registry.a_cadre(story.unit, appointments=[], levels=[{"code": "142", "began": "2015-01", **BEGAN}])
    story.cadres.append(low["id"])
    held = [{"title": "副局长", "post_id": story.post["id"], "began": "2012-01", **BEGAN}]
    story.registry.a_cadre(story.unit, appointments=held)
    id = story.propose()
    story.recommended(id)
    wish = {"selection_id": id, "on": day(2), "cadre_ids": story.cadres, **BASIS}
    no = story.registry.refusal("determine_candidates", **wish)
    plain = {"cadre_id": low["id"], "post_id": story.post["id"], "on": today().isoformat(), "document": "合成文件"}
    wanted = set(story.registry.refusal("appoint", **plain).facts["rules"])
    assert "registry.level_steps" in no.facts["rules"]
    assert set(no.facts["rules"]) == wanted - {RULE, "registry.vacancy", "registry.selection_running"}
    assert {one.pointer for one in no.errors} == {"/cadre_ids/1"}
    done = story.step("determine_candidates", id, on=day(2), cadre_ids=story.cadres, override=OVERRIDE)
    assert set(done["records"][-1]["figures"]["override"]["findings"]) == set(no.facts["rules"])
    done = story.step("determine_candidates", id, on=day(2), cadre_ids=story.cadres[:1])
    assert "override" not in done["records"][-1]["figures"]


def test_who_is_restricted_already_is_not_considered_and_another_can_be(story: Story) -> None:
    id = story.begin()
    story.recommended(id)
    story.restrict(story.cadres[0], 1)
    wish = {"selection_id": id, "on": day(2), "cadre_ids": story.cadres[:1], **BASIS}
    assert story.registry.refusal("determine_candidates", **wish).code == "registry/candidate-barred"
    done = story.step("determine_candidates", id, on=day(2), cadre_ids=story.cadres[1:])
    assert [one["considered"] for one in done["candidates"]] == [False, True]
    stranger = story.registry.a_cadre(story.unit)["id"]
    refusal = story.registry.refusal("determine_candidates", **{**wish, "cadre_ids": [stranger]})
    assert refusal.code == "registry/not-recommended"


def test_who_retires_holds_it_and_who_is_moved_leaves_it_to_a_person(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    document = {"document": "合成文件", "on": iso()}
    story.registry.retire(cadre_id=story.cadres[0], override=OVERRIDE, **document)
    assert (story.state(id), story.get(id)["reason"]) == ("held", "retired")
    assert story.registry.refusal("resume_selection", selection_id=id, **BASIS).code == "registry/not-serving"
    retired = story.registry.get_cadre(cadre_id=story.cadres[0])["statuses"][-1]["entry"]
    wish = {"history": "statuses", "entry": retired, "by": "虚构部长", "basis": "误录，核对档案"}
    story.registry.set_aside(cadre_id=story.cadres[0], **wish)
    assert story.state(id) == "released"

    id = story.begin()
    story.vetted(id)
    there = story.registry.a_unit()["id"]
    story.registry.transfer(cadre_id=story.cadres[0], unit_id=there, **document)
    assert (story.state(id), story.get(id)["reason"]) == ("released", "transferred")


def test_a_selection_goes_with_its_post_into_the_unit_that_takes_it_in_and_on_from_where_it_stands(
    story: Story,
) -> None:
    id = story.begin()
    story.publicised(id)
    into = story.registry.a_unit(approved={"chief": 1, "deputy": 3})
    story.registry.change_post(post_id=story.post["id"], title="副主任")
    story.registry.merge_unit(unit_id=story.unit["id"], into_id=into["id"], document="合成文件", on=iso())
    shown = story.get(id)
    assert (shown["state"], shown["unit_id"], shown["post_title"]) == ("publicised", into["id"], "副主任")
    done = story.step("appoint_selected", id, on=iso(), document="合成文件")
    cadre = story.registry.get_cadre(cadre_id=story.cadres[0])
    assert (done["state"], cadre["unit_id"], cadre["title"]) == ("appointed", into["id"], "副主任")


def test_whoever_is_appointed_plainly_to_another_post_of_the_unit_leaves_it_to_a_person_until_that_was_a_mistake(
    story: Story,
) -> None:
    id = story.begin()
    story.vetted(id)
    other = story.registry.a_post(story.unit, title="另一副局长")
    wish = {"post_id": other["id"], "on": iso(), "document": "合成文件", "override": OVERRIDE}
    made = story.registry.appoint(cadre_id=story.cadres[0], **wish)
    assert (story.state(id), story.get(id)["reason"]) == ("released", "appointed_elsewhere")
    entry = made["appointments"][-1]["entry"]
    void = {"history": "appointments", "entry": entry, "by": "虚构部长", "basis": "误录，核对档案"}
    story.registry.set_aside(cadre_id=story.cadres[0], **void)
    assert story.step("resume_selection", id)["state"] == "vetted"


def test_the_post_filled_by_another_or_abolished_closes_it(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.appoint(override=OVERRIDE)
    assert (story.state(id), story.get(id)["reason"]) == ("closed", "post_filled")

    id = story.begin()
    story.asked(id)
    story.registry.abolish_post(post_id=story.post["id"])
    assert (story.state(id), story.get(id)["reason"]) == ("closed", "post_abolished")
    assert "vetting.withdrawn.v1" in story.types(id)
    refusal = story.registry.refusal(
        "propose_selection", post_id=story.post["id"], moved_by="虚构部门", on=day(0), **BASIS
    )
    assert refusal.code == "registry/post-abolished"


def test_publicity_lasts_five_working_days_by_the_citys_calendar_and_no_post_is_taken_up_before(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.decide(id)
    short = story.registry.refusal("publicise_appointment", selection_id=id, working_days=4, **BASIS)
    assert short.code == "registry/publicity-too-short"
    public = story.step("publicise_appointment", id)
    last = date.fromisoformat(public["publicity_ends"])
    shown = [today() + timedelta(days=n + 1) for n in range((last - today()).days)]
    assert sum(one.weekday() < 5 for one in shown) == 5
    early = story.registry.refusal("appoint_selected", selection_id=id, on=iso(), document="合成文件", **BASIS)
    assert (early.code, early.facts["ends"]) == ("registry/publicity-not-over", last.isoformat())
    off = {"holidays": [last.isoformat()], "make_up_days": [], "basis": "合成通知"}
    story.registry.publish_calendar(year=last.year, **off)
    story.clock.look()
    assert date.fromisoformat(story.get(id)["publicity_ends"]) > last
    story.registry.runtime.db["calendar_years"].delete_many({})
    move = {"deadline_id": id_of(PUBLICITY_ENDS, id), "due_on": day(20), "basis": "合成"}
    story.registry.move_deadline(**move)
    story.tick(id, "publicised")


def test_what_is_public_of_an_appointment_is_read_by_everybody_while_its_publicity_runs(story: Story) -> None:
    def public() -> list[dict[str, Any]]:
        name = story.unit["name"]
        anybody = story.registry.as_("", Scope(Reach.NONE))
        return [one for one in anybody.list_appointment_notices(limit=500)["items"] if one["intended_unit"] == name]

    id = story.begin()
    story.vetted(id)
    story.decide(id)
    assert public() == []
    shown = story.step("publicise_appointment", id)
    (notice,) = public()
    cadre = story.registry.get_cadre(cadre_id=shown["candidates"][0]["cadre_id"])
    assert notice.pop("objections")
    assert notice == {
        "name": cadre["name"],
        "sex": cadre["sex"],
        "birth_month": cadre["birth"][:7],
        "title": cadre["title"],
        "unit_name": story.unit["name"],
        "intended_title": story.post["title"],
        "intended_unit": story.unit["name"],
        "begins": iso(),
        "ends": shown["publicity_ends"],
        "synthetic": True,
    }
    assert [one["considered"] for one in shown["candidates"]] == [True, False], "who was recommended besides is not"
    move = {"deadline_id": id_of(PUBLICITY_ENDS, id), "due_on": day(20), "basis": "合成"}
    story.registry.move_deadline(**move)
    assert public() == [], "its last day is over, whether the clock has looked or not"
    story.tick(id, "publicised")
    assert public() == []


def test_whoever_is_held_during_the_publicity_is_public_no_more(story: Story) -> None:
    id = story.begin(1)
    story.vetted(id)
    story.decide(id)
    story.step("publicise_appointment", id)
    listed = story.registry.list_appointment_notices(limit=500)["items"]
    assert story.unit["name"] in [one["intended_unit"] for one in listed]
    story.step("withdraw_selection", id, on=iso())
    listed = story.registry.list_appointment_notices(limit=500)["items"]
    assert story.unit["name"] not in [one["intended_unit"] for one in listed]


def must_be_objected(story: Story, id: str, objected: bool) -> None:
    """The list of what an open objection holds has a selection, and that of all else has not; or the other way."""
    listed = {
        asked: [one["id"] for one in story.registry.list_selections(unit_id=story.unit["id"], objected=asked)["items"]]
        for asked in (True, False)
    }
    assert (id in listed[True], id in listed[False]) == (objected, not objected)


def test_which_objections_are_open_is_told_by_their_numbers(story: Story) -> None:
    id = story.begin()
    story.publicised(id)
    for _ in range(2):
        story.registry.record_objection(selection_id=id, received_on=day(10), text="合成反映内容")
    another = story.registry.as_("another", Scope(Reach.ALL))
    another.settle_objection(selection_id=id, objection="1", upheld=False, **BASIS)
    told = [event["data"].get("open_objection_numbers") for event in story.registry.events(id)]
    assert told[-3:] == [["1"], ["1", "2"], ["2"]]


def test_an_open_objection_holds_the_appointment_and_one_that_is_upheld_ends_it(story: Story) -> None:
    for upheld in (False, True):
        id = story.begin()
        story.publicised(id)
        lodged = story.registry.record_objection(selection_id=id, received_on=day(10), text="合成反映内容")
        number = lodged["objections"][0]["number"]
        must_be_objected(story, id, True)
        wish = {"selection_id": id, "on": day(20), "document": "合成文件", **BASIS}
        refusal = story.registry.refusal("appoint_selected", **wish)
        assert (refusal.code, refusal.facts["open_objections"]) == ("registry/objection-open", 1)
        own = story.registry.refusal("settle_objection", selection_id=id, objection=number, upheld=upheld, **BASIS)
        assert (own.code, own.facts["did"]) == ("not-independent", ["object"])
        settle = {"selection_id": id, "objection": number, **BASIS}
        another = story.registry.as_("another", Scope(Reach.ALL))
        done = another.settle_objection(**settle, upheld=upheld)
        assert done["state"] == ("refused" if upheld else "publicised")
        must_be_objected(story, id, False)
        again = another.refusal("settle_objection", **settle, upheld=False)
        assert again.code in ("registry/unknown-objection", "registry/selection-not-in-this-state")
        assert all("合成反映" not in repr(event) for event in story.registry.events(id))


def test_a_vetting_that_is_no_longer_fresh_is_asked_for_again(story: Story) -> None:
    id = story.begin()
    story.publicised(id)
    move = {"deadline_id": id_of(VETTING_LAPSES, id), "due_on": day(20), "basis": "合成"}
    story.registry.move_deadline(**move)
    story.tick(id, "lapsed")
    assert story.get(id)["reason"] == "vetting_lapsed"
    wish = {"selection_id": id, "on": iso(), "document": "合成文件", **BASIS}
    assert story.registry.refusal("appoint_selected", **wish).code == "registry/selection-not-in-this-state"
    assert story.step("request_appointment_vetting", id)["round"] == 2


def test_a_vetting_that_is_reopened_takes_the_selection_back(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.conclude(id, None)
    assert (story.state(id), story.get(id)["fresh_until"]) == ("vetting", None)
    story.conclude(id, "passed_with_remarks", reasons=["remark", "letter"])
    found = story.get(id)
    assert (found["state"], found["vetting_outcome"]) == ("vetted", "passed_with_remarks")
    assert found["vetting_reasons"] == ["remark", "letter"]
    story.conclude(id, "refused", reasons=["objection"])
    assert story.state(id) == "refused"
    story.conclude(id, None)
    assert story.state(id) == "vetting", "the conclusion was put right: it is concluded anew"


def test_a_vetting_that_is_reopened_after_its_candidate_was_barred_leaves_the_selection_held(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.conclude(id, "refused", reasons=["objection"])
    story.restrict(story.cadres[0], 1)
    assert story.state(id) == "refused"
    story.conclude(id, None)
    found = story.get(id)
    assert (found["state"], found["reason"]) == ("held", "restricted")


def test_a_plain_appointment_to_a_leading_post_wants_a_vetting(story: Story) -> None:
    story.vacant()
    wish = {"cadre_id": story.cadres[0], "post_id": story.post["id"], "document": "合成文件"}

    def rules(on: date | None = None) -> list[str]:
        refused = story.registry.refusal("appoint", on=iso(on), **wish)
        assert refused.code == "registry/unqualified"
        return list(refused.facts["rules"])

    assert rules() == [RULE]
    told = story.hear(cadre_id=story.cadres[0], outcome="refused")
    assert rules() == [RULE]
    passed = {"cadre_id": story.cadres[0], "outcome": "passed"}
    story.hear(**passed, request_id=told["request_id"], sequence=5)
    story.hear(**{**passed, "outcome": "refused"}, request_id=told["request_id"], sequence=3)  # Older news, late.
    assert rules(today() - timedelta(days=2)) == [RULE]
    assert rules(today() + timedelta(days=200))[:1] == [RULE]
    appointed = story.registry.appoint(on=iso(), **wish)
    assert appointed["title"] == "副局长"


def test_it_can_be_set_aside_by_a_named_person_and_back_entry_wants_none(story: Story) -> None:
    story.vacant()
    made = story.appoint(override=OVERRIDE)
    assert RULE in made["appointments"][-1]["override"]["findings"]
    story.vacant()
    back = story.appoint(on=(today() - timedelta(days=91)).isoformat())
    entry = back["appointments"][-1]
    assert (entry["override"], entry["unchecked"]) == (None, [RULE])
    assert [one["code"] for one in back["warnings"]] == [RULE], "what was not looked at is said"
    story.post = story.registry.a_post(story.unit, title="科长", post_level="141")
    assert story.appoint(on=iso())["title"] == "科长"


def test_a_transfer_to_a_leading_post_wants_one_too(story: Story) -> None:
    story.vacant()
    away = story.registry.a_cadre(story.registry.a_unit())["id"]
    wish = {"cadre_id": away, "unit_id": story.unit["id"], "post_id": story.post["id"], "on": iso()}
    refused = story.registry.refusal("transfer", document="合成文件", **wish)
    assert refused.facts["rules"] == [RULE]


def test_what_any_appointment_is_checked_for_the_last_step_is_checked_for_too(story: Story) -> None:
    id = story.begin()
    young = story.registry.a_cadre(story.unit, levels=[{"code": "141", "began": "2025-01"}])["id"]
    story.cadres[0] = young
    story.recommended(id)
    story.step("determine_candidates", id, on=day(2), cadre_ids=[young], override=OVERRIDE)
    story.inspect(id)
    story.step("request_appointment_vetting", id)
    story.conclude(id, "passed", concluded_on=day(6))
    story.decide(id)
    story.step("publicise_appointment", id, begins=day(8))
    story.tick(id, "publicised")
    wish = {"selection_id": id, "on": day(20), "document": "合成文件", **BASIS}
    refused = story.registry.refusal("appoint_selected", **wish)
    assert refused.code == "registry/unqualified"
    assert "registry.years_chief_to_upper_deputy" in refused.facts["rules"]
    assert RULE not in refused.facts["rules"]
    done = story.registry.appoint_selected(**wish, override=OVERRIDE)
    assert done["state"] == "appointed"


def test_a_decision_that_was_miscounted_is_put_right_and_both_records_stay(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    assert story.decide(id, agreed=4)["state"] == "refused"
    record = story.get(id)["records"][-1]
    done = story.step("put_selection_right", id, record=record["number"], agreed=7, basis="会议记录核对")
    assert (done["state"], done["reason"]) == ("decided", None)
    old, new = done["records"][-2:]
    assert (old["put_right"]["basis"], new["instead_of"]) == ("会议记录核对", old["number"])
    assert [record["figures"]["agreed"] for record in (old, new)] == [4, 7]
    assert story.registry.runtime.db["deadlines"].find_one({"_id": id_of(VETTING_LAPSES, id)})["state"] == "waiting"


def test_what_is_said_in_a_selection_stands_in_clear_nowhere(story: Story) -> None:
    said = {name: f"金丝雀{name}某某事项" for name in ("反映", "核实", "票数", "更正", "提名")}
    id = story.begin()
    story.vetted(id)
    story.decide(id, agreed=4, basis=said["票数"])
    wrong = story.get(id)["records"][-1]["number"]
    story.step("put_selection_right", id, record=wrong, agreed=7, basis=said["更正"])
    story.step("publicise_appointment", id, begins=day(8), basis=said["提名"])
    story.tick(id, "publicised")
    story.registry.record_objection(selection_id=id, received_on=day(10), text=said["反映"])
    another = story.registry.as_("another", Scope(Reach.ALL))
    another.settle_objection(selection_id=id, objection="1", upheld=False, basis=said["核实"])
    canaries = {
        "selections.objections.text": [said["反映"]],
        "selections.objections.basis": [said["核实"]],
        "selections.records.basis": [said["票数"], said["提名"]],
        "selections.records.put_right.basis": [said["更正"]],
        "selections.timeline.note": [said["更正"]],
    }
    must_lie_sealed(story.registry.runtime.db, [SELECTIONS], canaries)
    shown = story.get(id)
    assert (shown["objections"][0]["text"], shown["objections"][0]["basis"]) == (said["反映"], said["核实"])


def test_what_came_over_the_candidate_meanwhile_holds_what_is_had_back(story: Story) -> None:
    id = story.begin()
    story.vetted(id)
    story.decide(id, agreed=4)
    story.restrict(story.cadres[0], 1)
    assert story.state(id) == "refused"
    record = story.get(id)["records"][-1]["number"]
    done = story.step("put_selection_right", id, record=record, agreed=7)
    assert (done["state"], done["reason"]) == ("held", "restricted")


def test_a_selection_follows_its_post_to_another_place_of_the_tree(story: Story) -> None:
    id = story.begin()
    above = story.registry.a_unit()["id"]
    story.registry.move_unit(unit_id=story.unit["id"], parent_id=above)
    assert [one["id"] for one in story.registry.list_selections(unit_id=above)["items"]] == [id]


def undone(story: Story, cadre: str) -> list[dict[str, Any]]:
    """The alerts that an appointment rested on a vetting whose conclusion did not stay."""
    return list(story.registry.list_alerts(subject_id=cadre, rule="vetting_undone")["items"])


def undone_for(reader: Any, cadre: str) -> int:
    """How many of them a reader counts."""
    found: int = reader.list_alerts(subject_id=cadre, rule="vetting_undone", count=True)["total"]
    return found


def test_an_appointment_is_marked_when_the_vetting_that_it_rested_on_is_put_right(story: Story) -> None:
    story.vacant()
    cadre = story.cadres[0]
    told = story.hear(cadre_id=cadre, outcome="passed")
    story.appoint(cadre_id=story.cadres[0])
    assert undone(story, cadre) == []
    again = {"cadre_id": cadre, "request_id": told["request_id"]}
    story.hear(**again, outcome=None)
    (alert,) = undone(story, cadre)
    entry = story.registry.get_cadre(cadre_id=cadre)["appointments"][-1]["entry"]
    assert (alert["level"], alert["facts"]["vetting_id"]) == ("red", told["vetting_id"])
    assert (alert["facts"]["state"], alert["facts"]["entries"]) == ("open", [entry])
    story.hear(**again, outcome="refused", reasons=["objection", "open_case"])
    (same,) = undone(story, cadre)
    assert (same["id"], same["due_on"]) == (alert["id"], iso())
    assert (same["facts"]["outcome"], same["facts"]["reasons"]) == ("refused", ["objection", "open_case"])
    unit = story.registry.as_("unit", Scope(Reach.UNIT, unit_id=story.unit["id"]))
    scoped = unit.list_alerts(subject_id=cadre)["items"]
    assert "vetting_undone" not in [one["rule"] for one in scoped], "the unit is not told what agencies said"
    for oneself in (False, True):
        officer = story.registry.as_("acc-self", Scope(Reach.ALL, cadre_id=cadre, oneself=oneself))
        assert undone_for(officer, cadre) == 0, "nor is whom it is about, whatever their office"
        hidden = officer.refusal("handle_alert", alert_id=alert["id"], note="已核")
        assert (hidden.status, hidden.code) == (404, "registry/unknown-alert")
    another = story.registry.as_("acc-other", Scope(Reach.ALL, cadre_id="cad-another"))
    assert undone_for(another, cadre) == 1
    story.hear(**again, outcome="passed_with_remarks")
    assert undone(story, cadre) == [], "passed after all"


def test_a_vetting_put_right_marks_nothing_that_did_not_rest_on_it_and_ends_with_the_appointment(story: Story) -> None:
    story.vacant(2)
    first, other = story.cadres
    told = story.hear(cadre_id=first, outcome="passed")
    unused = story.hear(cadre_id=other, outcome="passed")
    story.appoint(cadre_id=story.cadres[0])
    for cadre, vetting in ((first, told), (other, unused)):
        story.hear(cadre_id=cadre, request_id=vetting["request_id"], outcome="refused")
    assert (len(undone(story, first)), undone(story, other)) == (1, [])
    entry = story.registry.get_cadre(cadre_id=first)["appointments"][-1]["entry"]
    story.registry.set_aside(cadre_id=first, history="appointments", entry=entry, by="虚构部长", basis="联审更正后作废")
    assert undone(story, first) == []


def test_what_was_asked_on_paper_before_is_entered_with_its_day(story: Story) -> None:
    id = story.begin()
    story.considered(id)
    story.inspect(id)
    wish = {"selection_id": id, **BASIS}
    assert story.registry.refusal("request_appointment_vetting", on="2000-01-03", **wish).code.endswith("selection-day")
    story.step("request_appointment_vetting", id, on=day(6))
    (told,) = [one for one in story.registry.events(id) if one["type"] == "vetting.requested.v1"]
    assert told["data"]["requested_on"] == day(6)

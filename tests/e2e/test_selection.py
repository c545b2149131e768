"""The way to a leading post over HTTP, each step by the account whose step it is, between services by events only."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.support import boards
from tests.support.awards import done, identity_numbers, items, problem
from tests.support.days import iso, today
from tests.support.people import PROMOTABLE
from tests.support.polling import poll

S = "/selections"
BASIS = {"basis": "演示文件"}
RULE = "registry.vetting_needed"


class City:
    """A unit with cadres, three agencies that vet for appointments, the third silent, and the people who act."""

    def __init__(self, platform: Any) -> None:
        self.admin = platform.admin
        self.officer = platform.as_role("registry_officer")
        self.supervisor = platform.as_role("supervision_officer")
        self.concluder = platform.as_role("supervision_officer", colleague=1)
        self.unit = self.make(
            "/units", name=f"虚构单位{secrets.token_hex(3)}", kind="government", approved={"chief": 1, "deputy": 9}
        )
        homes = [self.make("/units", name=f"虚构机关{n}", kind="discipline") for n in range(3)]
        self.anybody = platform.anonymous
        self.liaisons = [platform.as_role("agency_liaison", unit_id=home) for home in homes[:2]]
        self.agencies = [
            self.make("/supervision/agencies", name="虚构机关", unit_id=home, kind="discipline", vets=["appointment"])
            for home in homes
        ]

    def make(self, path: str, **body: Any) -> str:
        """Make something; a service that has not yet heard of what is named is asked again."""
        wish = {"code": f"T-{secrets.token_hex(4)}", "synthetic": True, **body}
        return str(poll(lambda: done(self.admin.post(path, wish)), 20)["id"])

    def cadre(self) -> str:
        (number,) = identity_numbers(1)
        body = {**PROMOTABLE, "unit_id": self.unit, "identity_number": number, "synthetic": True}
        return str(done(self.officer.post("/cadres", body))["id"])

    def post(self) -> str:
        wish = {"unit_id": self.unit, "title": "（虚构）副局长", "post_level": "132", "role": "deputy"}
        return self.make("/posts", **wish)

    def step(self, id: str, name: str, **body: Any) -> dict[str, Any]:
        return done(self.officer.post(f"{S}/{id}/{name}", {**BASIS, **body}))

    def propose(self, post: str) -> str:
        wish = {"post_id": post, "moved_by": "（虚构）市委组织部", "on": iso(), **BASIS}
        return str(done(self.officer.post(S, wish))["id"])

    def asked(self, post: str, *cadres: str) -> str:
        """Proposed, recommended, inspected; supervision is asked about the first of the candidates."""
        id = self.propose(post)
        votes = [{"cadre_id": cadre, "votes": 30} for cadre in cadres]
        self.step(id, "recommendations", on=iso(), form="meeting", entitled=40, took_part=38, votes=votes)
        self.step(id, "candidates", on=iso(), cadre_ids=cadres[:1])
        self.inspect(id)
        self.step(id, "vetting")
        return id

    def inspect(self, id: str) -> None:
        days = {"begins": iso(), "ends": iso()}
        self.step(id, "inspection", **days, inspectors=["（虚构）甲", "（虚构）乙"], file="演示材料")

    def state(self, id: str) -> dict[str, Any]:
        return done(self.officer.get(f"{S}/{id}"))

    def until(self, id: str, wanted: str) -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            found = self.state(id)
            return found if found["state"] == wanted else None

        return poll(there, 30, because=lambda: self.state(id)["timeline"])

    def vetting(self, id: str) -> dict[str, Any]:
        """What supervision has opened for the selection's present round."""
        request = self.state(id)["request_id"]
        (cadre,) = [one["cadre_id"] for one in self.state(id)["candidates"] if one["considered"]]

        def opened() -> dict[str, Any] | None:
            found = done(self.supervisor.get("/supervision/vettings", params={"cadre_id": cadre}))["items"]
            return next((one for one in found if one["request_id"] == request), None)

        return poll(opened, 30)

    def answer(self, vetting: str, opinion: str = "clear") -> None:
        """Each agency with a liaison answers, and an officer concludes without waiting for those that are silent."""
        for liaison, agency in zip(self.liaisons, self.agencies, strict=False):
            body = {"agency_id": agency, "opinion": opinion, "text": "演示"}
            done(liaison.post(f"/supervision/vettings/{vetting}/opinions", body))
        approved = {"approver": "演示部长", "overruling": "演示理由"} if opinion == "clear" else {}
        wish = {"outcome": "passed" if opinion == "clear" else "refused", **BASIS, **approved}
        done(self.concluder.post(f"/supervision/vettings/{vetting}/conclusion", wish))

    def vetted(self, id: str) -> None:
        self.answer(self.vetting(id)["id"])
        self.until(id, "vetted")

    def decide(self, id: str, agreed: int = 9) -> dict[str, Any]:
        return self.step(id, "decision", on=iso(), body="（虚构）市委常委会", entitled=11, present=10, agreed=agreed)

    def publicised(self, id: str) -> None:
        """Public, and its last day moved into the past, as an operator can."""
        self.step(id, "publicity")
        move = f"/operations/deadlines/registry/selection_publicity_ends.{id}/move"
        done(self.admin.post(move, {"due_on": (today() - timedelta(days=1)).isoformat(), **BASIS}))
        self.until(id, "publicised")

    def public(self) -> list[dict[str, Any]]:
        """What anybody reads of appointments in this unit, without signing in."""
        name = done(self.officer.get(f"/units/{self.unit}"))["name"]
        return [one for one in items(self.anybody, "/publicity") if one.get("intended_unit") == name]

    def restrict(self, cadre: str, begins: str | None = None) -> str:
        wish = {"cadre_id": cadre, "kind": "admonition", "begins": begins or iso(), "synthetic": True, **BASIS}
        return str(poll(lambda: done(self.supervisor.post("/supervision/restrictions", wish)), 20)["id"])


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def test_from_the_proposal_to_the_appointment_with_a_refusal_a_withdrawal_and_a_restriction_on_the_way(
    platform: Any, city: City
) -> None:
    post, (objected, hero) = city.post(), (city.cadre() for _ in range(2))

    refused = city.asked(post, objected)
    city.answer(city.vetting(refused)["id"], "objection")
    assert "objection" in city.until(refused, "refused")["reason"]

    withdrawn = city.asked(post, hero)
    vetting = city.vetting(withdrawn)["id"]
    assert city.step(withdrawn, "withdrawal", on=iso())["reason"] == "withdrawn"
    gone = poll(lambda: done(city.supervisor.get(f"/supervision/vettings/{vetting}"))["state"] == "cancelled", 30)
    assert gone

    id = city.asked(post, hero, objected)
    beside = {"post_id": post, "moved_by": "（虚构）市委组织部", "on": iso(), **BASIS}
    assert problem(city.officer.post(S, beside), 409, "registry/selection-running")["selection_id"] == id
    city.vetted(id)
    early = city.officer.post(f"{S}/{id}/appointment", {"on": iso(), "document": "演示文件", **BASIS})
    problem(early, 409, "registry/selection-not-in-this-state")
    city.decide(id)
    shown = city.step(id, "publicity")
    (notice,) = city.public()
    assert (notice["name"], notice["intended_title"], notice["ends"]) == (
        PROMOTABLE["name"],
        "（虚构）副局长",
        shown["publicity_ends"],
    )
    assert set(notice) == {
        "name", "sex", "birth_month", "title", "unit_name", "intended_title", "intended_unit", "begins", "ends",
        "objections", "synthetic",
    }  # fmt: skip
    restriction = city.restrict(hero)
    assert city.until(id, "held")["reason"] == "restricted"
    assert city.public() == []
    problem(city.officer.post(f"{S}/{id}/resumption", BASIS), 409, "registry/candidate-barred")
    done(city.concluder.post(f"/supervision/restrictions/{restriction}/lifting", BASIS))
    city.until(id, "released")
    assert city.step(id, "resumption")["state"] == "considered"

    city.inspect(id)
    assert city.step(id, "vetting")["round"] == 2
    city.vetted(id)
    assert city.decide(id, agreed=5)["state"] == "refused"
    miscounted = city.state(id)["records"][-1]["number"]
    assert city.step(id, f"records/{miscounted}/correction", agreed=9)["state"] == "decided"
    city.publicised(id)
    lodged = {"received_on": iso(), "text": "（演示）反映内容"}
    objection = done(city.officer.post(f"{S}/{id}/objections", lodged))
    number = objection["objections"][0]["number"]
    boards.must_agree(city.admin, today().year, told="selections_objected")
    wish = {"on": iso(), "document": "演示文件", "trial": True, **BASIS}
    problem(city.officer.post(f"{S}/{id}/appointment", wish), 409, "registry/objection-open")
    done(city.officer.post(f"{S}/{id}/objections", lodged))
    settlement = (f"{S}/{id}/objections/{number}/settlement", {**BASIS, "upheld": False})
    problem(city.officer.post(*settlement), 409, "not-independent")
    # Each waits by itself, with the route that settles it.
    another = platform.as_role("registry_officer", colleague=1)

    def objections() -> list[dict[str, Any]]:
        return [one for one in items(another, "/work", what="registry.settle_objection") if one["id"] == id]

    assert poll(lambda: len(objections()) == 2, 20)
    waiting = objections()
    assert [one["path"] for one in waiting] == [f"/v1{S}/{id}/objections/{one}/settlement" for one in ("1", "2")]
    assert [one["name"].rpartition(" ")[2] for one in waiting] == ["1", "2"]
    for one in waiting:
        done(another.request(one["method"], one["path"], json={**BASIS, "upheld": False}))
    assert objections() == []
    appointed = done(city.officer.post(f"{S}/{id}/appointment", wish))
    assert (appointed["state"], appointed["appointed_on"]) == ("appointed", iso())
    file = done(city.officer.get(f"/cadres/{hero}"))
    assert (file["title"], file["post_level"], file["trial_until"] is not None) == ("（虚构）副局长", "132", True)

    vetting = f"/supervision/vettings/{city.vetting(id)['id']}"
    done(city.supervisor.post(f"{vetting}/correction", {"correction": "结论录入有误（演示）"}))
    refused = (f"{vetting}/conclusion", {"outcome": "refused", **BASIS})
    problem(city.concluder.post(*refused), 409, "not-independent")
    done(platform.as_role("supervision_officer", colleague=2).post(*refused))
    query = {"subject_id": hero, "rule": "vetting_undone"}

    def alerts(client: Any) -> list[dict[str, Any]]:
        return list(done(client.get("/alerts", params=query))["items"])

    (alert,) = poll(lambda: [one for one in alerts(city.officer) if one["facts"]["outcome"] == "refused"], 30)
    assert vetting.endswith(alert["facts"]["vetting_id"])
    assert alerts(platform.as_role("unit_officer", unit_id=city.unit)) == []

    for role, binding in (("young_cadre_officer", {}), ("supervision_officer", {}), ("cadre", {"cadre_id": hero})):
        assert platform.as_role(role, **binding).get(f"{S}/{id}").status_code == 403
    for liaison in city.liaisons:
        assert liaison.get(S).status_code == 403


def test_a_plain_appointment_to_a_leading_post_waits_for_a_vetting_that_supervision_passes(city: City) -> None:
    cadre, path = city.cadre(), "/cadres/{}/appointments"
    wish = {"post_id": city.post(), "on": iso(), "document": "演示文件"}
    refused = problem(city.officer.post(path.format(cadre), wish), 422, "registry/unqualified")
    assert refused["rules"] == [RULE]
    assert "选拔任用工作条例" in refused["errors"][0]["detail"]
    asked = {"cadre_id": cadre, "purpose": "appointment", "synthetic": True}
    vetting = poll(lambda: done(city.supervisor.post("/supervision/vettings", asked)), 20)["id"]
    city.answer(vetting)

    def appointed() -> bool:
        answer = city.officer.post(path.format(cadre), wish)
        assert answer.is_success or answer.json()["rules"] == [RULE], answer.text
        return bool(answer.is_success)

    poll(appointed, 30)
    other = city.cadre()
    wish["post_id"] = city.post()
    override = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}
    forced = done(city.officer.post(path.format(other), {**wish, **override}))
    assert RULE in forced["appointments"][-1]["override"]["findings"]
    back = {**wish, "post_id": city.post(), "on": "2026-02-10"}
    assert city.officer.post(path.format(city.cadre()), back).is_success


def test_what_was_refused_or_stands_in_between_is_passed_by_no_other_way(city: City) -> None:
    """Voted down, and restricted in supervision's book: neither a plain appointment nor a change of the file."""
    refused, restricted = "registry.selection_refused_days", "registry.restriction_effect"
    post, cadre = city.post(), city.cadre()
    path, change = f"/cadres/{cadre}/appointments", f"/cadres/{cadre}"
    id = city.asked(post, cadre)
    city.vetted(id)
    city.decide(id, agreed=3)
    assert city.state(id)["state"] == "refused"
    wish = {"post_id": post, "on": iso(), "document": "演示文件"}
    said = problem(city.officer.post(path, wish), 422, "registry/unqualified")
    assert said["rules"] == [refused]

    yesterday = iso(today() - timedelta(days=1))

    def entered(history: str, **entry: Any) -> Any:
        add = {history: [{"began": yesterday, "began_by": "演示文件", **entry}]}

        def tried() -> Any:
            # What supervision tells of the cadre may change the file between the two.
            answer = city.officer.patch(change, {"add": add}, if_match=city.officer.get(change).headers["ETag"])
            return None if answer.status_code == 412 else answer

        return poll(tried, 20)

    said = problem(entered("appointments", post_id=post, title="（虚构）副局长"), 422, "registry/unqualified")
    assert refused in said["rules"]
    planned = {"rank": "section_rank_1", "on": iso(today() + timedelta(days=30)), "document": "演示文件"}
    made = done(city.officer.post(f"/cadres/{cadre}/promotions", planned))
    assert made["rank"] is None
    city.restrict(cadre, iso(today() - timedelta(days=9)))
    later = iso(today() + timedelta(days=40))

    def foreseen() -> dict[str, Any] | None:
        shown = done(city.officer.get(change, params={"as_of": later}))["at_day"]
        return shown if shown["will_be_held"] else None

    shown = poll(foreseen, 30)
    assert (shown["rank"], shown["will_be_held"][0]["history"]) == (None, "ranks")
    assert problem(entered("ranks", code="section_rank_1"), 422, "registry/unqualified")["rules"] == [restricted]
    by = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}
    forced = done(city.officer.post(path, {**wish, **by}))["appointments"][-1]
    assert {refused, restricted} <= set(forced["override"]["findings"])

"""Who reads what is about persons, is refused something, signs in or out: noted before the answer (日志)."""

from __future__ import annotations

import asyncio
import copy
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import AutoReconnect

from gateway import journal, looks, trail
from gateway.journal import NOBODY, Action
from gateway.openapi import body_example
from gateway.rights import AUDIT_ADMINISTRATOR
from gateway.route import Scope
from gateway.table import collect
from servicekit.errors import NotFound
from services import NAMES
from tests.contract.gateway_app import PASSWORD, App
from tests.contract.stub import Stub
from tests.contract.test_every_route_as_every_role import ROWS, filled, request_for
from tests.support.every import of_every

pytestmark = pytest.mark.anyio
AUDITOR = AUDIT_ADMINISTRATOR.name
HERE = "127.0.0.1"
CADRE, OTHER = (f"cad-{number:023}" for number in (1, 2))


async def noted(app: App, **where: Any) -> list[dict[str, Any]]:
    return [one async for one in app.core.db.journal.find(where).sort([("at", 1), ("_id", 1)])]


async def of_request(app: App, answer: Any) -> list[dict[str, Any]]:
    return await noted(app, request_id=answer.headers["x-request-id"])


async def account_of(app: App, role: str) -> str:
    headers = {"authorization": f"Bearer {await app.token(role)}"}
    return (await app.client.get("/v1/session", headers=headers)).json()["account_id"]


async def test_who_reads_a_file_is_noted_before_they_are_answered(whole: App, stub: Stub):
    for part, right in (("", "read"), ("/family", "family.read"), ("/health", "health.read"), ("/photo", "photo.read")):
        answer = await whole.send("GET", f"/v1/cadres/{CADRE}{part}", "registry_officer")
        assert answer.status_code == 200, answer.text
        [entry] = await of_request(whole, answer)
        assert entry["at"] is not None
        assert {name: entry[name] for name in entry if name not in ("_id", "at", "request_id")} == {
            "action": f"registry.get_{part.removeprefix('/') or 'cadre'}",
            "kind": "reading",
            "outcome": "done",
            "account": await account_of(whole, "registry_officer"),
            "roles": ["registry_officer"],
            "right": f"registry.cadres.{right}",
            "address": HERE,
            "subject": CADRE,
            "persons": [CADRE],
            "facts": {},
        }


async def test_a_list_is_noted_with_those_who_are_in_it(whole: App, stub: Stub):
    stub.answers["supervision.list_letters"] = {"items": [{"cadre_id": CADRE}, {"cadre_id": OTHER}], "next": None}
    answer = await whole.send("GET", "/v1/supervision/letters", "supervision_officer")
    [entry] = await of_request(whole, answer)
    assert (entry["action"], entry["persons"], entry["subject"]) == ("supervision.list_letters", [CADRE, OTHER], "")


@of_every("row", [key for key, route in ROWS.items() if route.method == "GET"])
async def test_every_reading_about_persons_is_noted(whole: App, stub: Stub, row: str):
    route = ROWS[row]
    if route.scope in (Scope.PUBLIC, Scope.SIGNED_IN):
        return
    reader = whole.reader_of(filled(route))
    answer = await whole.send("GET", filled(route), reader, **request_for(route))
    if answer.status_code == 200:
        found = {one["kind"] for one in await of_request(whole, answer)}
        assert found & {"reading", "taking-out"} if looks.is_look(route) else "reading" not in found


def test_what_is_about_persons_and_not_noted_is_known_to_everybody():
    """A new row is noted, unless it is added here by whoever has thought of it."""
    not_noted = sorted(
        route.path
        for route in collect()
        if route.method == "GET" and route.scope is Scope.PERSON and not looks.is_look(route)
        if not route.path.startswith("/training/")
    )
    assert not_noted == EVERYDAY


EVERYDAY = [
    "/appraisal/ballots/mine",
    "/cadres",
    "/documents/commendation-decision/{batch_id}",
    "/documents/completion-certificate/{enrolment_id}",
    "/documents/honour-certificate/{honour_id}",
    "/documents/training-hours/{cadre_id}",
    "/incentive/honours",
    "/incentive/honours/{honour_id}",
    "/incentive/honours/{honour_id}/certificate",
    "/incentive/retirement-honourees",
    "/posts",
    "/posts/{post_id}",
    "/supervision/agencies",
    "/supervision/agencies/{agency_id}",
    "/supervision/mechanisms",
]
"""Besides the rows of training; the documents are noted as they are taken out."""


async def test_nothing_is_shown_while_the_journal_cannot_be_written(
    whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch
):
    async def away(*_: Any, **__: Any) -> None:
        raise AutoReconnect("away")

    await whole.token("registry_officer")
    monkeypatch.setattr(whole.core.trail._journal, "insert_many", away)
    answer = await whole.send("GET", f"/v1/cadres/{CADRE}/family", "registry_officer")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-noted")
    assert "审计日志" in answer.json()["detail"]
    assert (await whole.send("GET", "/v1/cadres", "registry_officer")).status_code == 200
    refused = await whole.send("GET", f"/v1/cadres/{CADRE}/family", "training_officer")
    assert refused.status_code == 403
    monkeypatch.undo()
    assert (await whole.send("GET", f"/v1/cadres/{CADRE}/family", "registry_officer")).status_code == 200


@pytest.fixture
def writes(whole: App, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries each write of a trail has brought."""
    found: list[int] = []
    insert = AsyncCollection.insert_many

    async def counted(self: Any, entries: list[Any], **how: Any) -> Any:
        found.append(len(entries))
        return await insert(self, entries, **how)

    monkeypatch.setattr(AsyncCollection, "insert_many", counted)
    return found


async def test_who_waits_at_one_moment_is_written_together(whole: App, stub: Stub, writes: list[int]):
    await whole.token("registry_officer")
    writes.clear()
    answers = await asyncio.gather(
        *(whole.send("GET", f"/v1/cadres/{CADRE}/family", "registry_officer") for _ in range(60))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert sum(writes) == 60
    assert len(writes) < 20


def one_entry() -> dict[str, Any]:
    return journal.entry(Action.SIGN_IN_REFUSED, "", NOBODY, "", code="made-up")


async def test_an_entry_waits_for_those_of_others_who_are_being_answered(
    whole: App, writes: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trail, "GATHER_SECONDS", 60.0)
    own = trail.Trail(whole.core.db, lambda: 3)
    first = [asyncio.create_task(own.write(one_entry())) for _ in range(2)]
    assert not (await asyncio.wait(first, timeout=0.05))[0]
    async with asyncio.timeout(20):
        await asyncio.gather(*first, own.write(one_entry()))
    assert writes == [3]


async def test_an_entry_waits_no_longer_than_a_moment_and_alone_not_at_all(
    whole: App, writes: list[int], monkeypatch: pytest.MonkeyPatch
):
    async with asyncio.timeout(20):
        await trail.Trail(whole.core.db, lambda: 2).write(one_entry())
        monkeypatch.setattr(trail, "GATHER_SECONDS", 60.0)
        await trail.Trail(whole.core.db, lambda: 1).write(one_entry())
    assert writes == [1, 1]


async def test_a_refused_reading_is_noted_by_its_code(whole: App, stub: Stub):
    without = await whole.send("GET", f"/v1/cadres/{CADRE}/family", "training_officer")
    assert without.status_code == 403
    [entry] = await of_request(whole, without)
    assert (entry["kind"], entry["outcome"], entry["code"]) == ("reading", "refused", "forbidden")
    assert (entry["persons"], entry["account"]) == ([CADRE], await account_of(whole, "training_officer"))
    stub.answers["registry.get_cadre"] = NotFound()
    outside = await whole.send("GET", f"/v1/cadres/{CADRE}", "unit_officer")
    assert outside.status_code == 404
    assert [one["code"] for one in await of_request(whole, outside)] == ["not-found"]


async def test_a_refused_command_is_noted_once_without_what_it_said(whole: App, stub: Stub):
    stub.answers["registry.change_cadre"] = NotFound("虚构内容", "Made up")
    sent = {"native_place": "虚构籍贯"}
    answer = await whole.send(
        "PATCH", f"/v1/cadres/{CADRE}", "registry_officer", json=sent, headers={"if-match": '"3"'}
    )
    assert answer.status_code == 404
    [entry] = await of_request(whole, answer)
    assert (entry["kind"], entry["action"], entry["code"]) == ("command", "registry.change_cadre", "not-found")
    assert (entry["subject"], entry["right"], entry["address"]) == (CADRE, "registry.cadres.change", HERE)
    assert "虚构" not in repr(entry)


async def test_what_stands_in_the_place_of_an_id_is_not_kept(whole: App):
    number = "150203198501010012"
    answer = await whole.send("GET", f"/v1/cadres/{number}/family", "training_officer")
    [entry] = await of_request(whole, answer)
    assert number not in repr(entry)


async def test_a_command_that_takes_effect_is_its_services_to_note_from_where_it_came(whole: App, stub: Stub):
    answer = await whole.send(
        "PATCH", f"/v1/cadres/{CADRE}", "registry_officer", json={"native_place": "虚构"}, headers={"if-match": '"3"'}
    )
    assert answer.status_code == 200, answer.text
    assert await of_request(whole, answer) == []
    assert stub.last("registry.change_cadre").principal["address"] == HERE


async def test_what_a_command_shows_is_noted_as_a_reading(whole: App, stub: Stub):
    stub.answers["registry.reveal_number"] = {"identity_number": "150203198501010012", "id": CADRE, "version": 1}
    path, wish = f"/v1/cadres/{CADRE}/identity-number/reveals", {"reason": "核对"}
    answer = await whole.send("POST", path, "registry_officer", json=wish)
    assert answer.status_code == 200, answer.text
    [entry] = await of_request(whole, answer)
    assert (entry["kind"], entry["persons"]) == ("reading", [CADRE])
    assert "1502031985" not in repr(entry)


async def try_to_sign_in(app: App, name: str, password: str = PASSWORD[1:]) -> Any:
    return await app.client.post("/v1/session", json={"name": name, "password": password})


async def test_signing_in_and_out_is_noted_and_who_is_refused_is_not_the_owner(whole: App):
    account = await whole.core.accounts.create(
        {"name": f"in-and-out-{secrets.token_hex(3)}", "roles": ["training_officer"]}, PASSWORD, "test", ""
    )
    await try_to_sign_in(whole, account["name"])
    answer = await try_to_sign_in(whole, account["name"], PASSWORD)
    headers = {"authorization": f"Bearer {answer.json()['token']}"}
    assert (await whole.client.delete("/v1/session", headers=headers)).status_code == 204
    found = [
        (one["action"].removeprefix("gateway.account."), one["account"], one["outcome"], one.get("address"))
        for one in await noted(whole, subject=account["_id"])
        if one["kind"] == "sign-in"
    ]
    assert found == [
        ("sign-in-refused", "anonymous", "refused", HERE),
        ("signed-in", account["_id"], "done", HERE),
        ("signed-out", account["_id"], "done", HERE),
    ]


async def test_a_name_that_nobody_has_is_not_kept(whole: App):
    """It may be the password, in the wrong field."""
    name = f"Typed-{secrets.token_hex(6)}"
    answer = await try_to_sign_in(whole, name)
    [entry] = await of_request(whole, answer)
    assert (entry["code"], entry["account"]) == ("sign-in-refused", "anonymous")
    assert name.casefold() not in repr(entry).casefold()
    again = await try_to_sign_in(whole, name)
    assert [one["subject"] for one in await of_request(whole, again)] == [entry["subject"]]


@pytest.fixture
def counted_anew(whole: App) -> Iterator[None]:
    whole.core.trail._refused.clear()
    yield
    whole.core.trail._refused.clear()


async def test_refusals_do_not_fill_the_disk(whole: App, counted_anew: None):
    account = await account_of(whole, "incentive_officer")
    before = len(await noted(whole, account=account))
    for _ in range(trail.MOST_REFUSALS + 5):
        answer = await whole.send("GET", f"/v1/cadres/{CADRE}/family", "incentive_officer")
        assert answer.status_code == 403
    assert len(await noted(whole, account=account)) == before + trail.MOST_REFUSALS
    await whole.core.trail._tell(0.0)
    last = (await noted(whole, account=account))[-1]
    assert (last["action"], last["facts"]) == ("gateway.refused.more", {"count": 5, "codes": {"forbidden": 5}})


async def test_a_strangers_refusals_do_not_fill_the_disk(
    whole: App, counted_anew: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trail, "MOST_OF_STRANGERS", 3)
    before = len(await noted(whole, account="anonymous"))
    for _ in range(5):
        await try_to_sign_in(whole, secrets.token_hex(6))
    assert len(await noted(whole, account="anonymous")) == before + 3


async def audited(app: App, query: str) -> list[dict[str, Any]]:
    answer = await app.send("GET", f"/v1/audit?limit=500&{query}", AUDITOR)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_auditors_search_by_person_record_account_kind_and_outcome(whole: App, stub: Stub):
    person = f"cad-{secrets.token_hex(11)}x"
    reader = await account_of(whole, "registry_officer")
    await whole.send("GET", f"/v1/cadres/{person}/family", "registry_officer")
    await whole.send("GET", f"/v1/cadres/{person}/family", "training_officer")
    of_person = await audited(whole, f"service=gateway&person_id={person}")
    assert [(one["outcome"], one["code"]) for one in of_person] == [("refused", "forbidden"), ("done", None)]
    assert of_person[1]["principal"] == {
        "account": reader,
        "roles": ["registry_officer"],
        "right": "registry.cadres.family.read",
        "address": HERE,
    }
    assert (of_person[1]["person_ids"], of_person[1]["subject"]) == ([person], person)
    assert len(await audited(whole, f"service=gateway&record_id={person}")) == 2
    for query in ("outcome=done", f"account={reader}", "kind=reading&outcome=done", f"account={reader}&kind=reading"):
        assert [one["id"] for one in await audited(whole, f"service=gateway&person_id={person}&{query}")] == [
            of_person[1]["id"]
        ]
    assert await audited(whole, f"service=gateway&person_id={person}&kind=sign-in") == []
    signed = await audited(whole, f"service=gateway&account={reader}&kind=sign-in")
    actions = {one["action"] for one in signed}
    assert "gateway.account.signed-in" in actions
    assert all(action.startswith("gateway.account.") for action in actions), "and none of what they read"


async def test_of_a_service_auditors_ask_by_person_and_record(whole: App, stub: Stub):
    stub.answers["training.audit"] = {"items": [], "next": None}
    await audited(whole, f"service=training&person_id={CADRE}&record_id=cls-1&kind=command&outcome=done")
    assert stub.last("training.audit").arguments == {"limit": 500, "person_id": [CADRE], "record_id": ["cls-1"]}
    stub.received.clear()
    assert await audited(whole, "service=training&outcome=refused") == []
    assert [one for one in stub.received if one.target == "training.audit"] == []


def a_trail(*minutes: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A service's trail with entries of these minutes, newest first, paged as a service does."""
    entries = [
        {"id": f"c:{minute}", "at": f"2026-01-05T01:{minute:02}:00Z", "action": "x", "principal": {"account": "acc-1"}}
        for minute in minutes
    ]

    def page(asked: dict[str, Any]) -> dict[str, Any]:
        begins = int(asked.get("cursor") or 0)
        ends = begins + asked["limit"]
        return {"items": copy.deepcopy(entries[begins:ends]), "next": str(ends) if ends < len(entries) else None}

    return page


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_all_trails_together_go_by_time(whole: App, stub: Stub, limit: int):
    stub.answers |= {f"{name}.audit": a_trail() for name in NAMES}
    stub.answers |= {"training.audit": a_trail(50, 30, 20, 5), "registry.audit": a_trail(40, 31, 4, 3, 2)}
    query = f"/v1/audit?limit={limit}&day_from=2026-01-05&day_to=2026-01-05"
    found: list[tuple[str, str]] = []
    cursor = ""
    for _ in range(20):
        page = (await whole.send("GET", query + cursor, AUDITOR)).json()
        assert len(page["items"]) <= limit
        found += [(one["service"], one["at"][14:16]) for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert [int(minute) for _, minute in found] == [50, 40, 31, 30, 20, 5, 4, 3, 2]
    assert {service for service, _ in found} == {"training", "registry"}
    for wrong in ("sort=at", "page=1", "count=true"):
        refused = (await whole.send("GET", f"/v1/audit?{wrong}", AUDITOR)).json()
        assert refused["errors"][0]["code"] == "of-one-service"


async def test_who_reads_the_audit_is_in_it(whole: App):
    answer = await whole.send("GET", "/v1/audit?service=gateway", AUDITOR)
    assert [one["action"] for one in await of_request(whole, answer)] == ["gateway.get_audit"]
    assert answer.json()["words"]["action"]["gateway.get_audit"] == "查询审计记录"


async def the_cadre(app: App, cadre_id: str) -> str:
    """The token of the account of a cadre."""
    wish = {"name": f"self-{secrets.token_hex(4)}", "roles": ["cadre"], "cadre_id": cadre_id}
    await app.core.accounts.create(wish, PASSWORD, "test", "")
    answer = await try_to_sign_in(app, wish["name"], PASSWORD)
    return answer.json()["token"]


async def test_a_cadre_sees_in_which_office_the_own_file_was_read(whole: App, stub: Stub):
    person = f"cad-{secrets.token_hex(11)}x"
    own = {"authorization": f"Bearer {await the_cadre(whole, person)}"}
    await whole.client.get(f"/v1/cadres/{person}/family", headers=own)
    await whole.send("GET", f"/v1/cadres/{person}", "unit_officer")
    await whole.send("GET", f"/v1/cadres/{person}/family", "registry_officer")
    await whole.send("GET", f"/v1/cadres/{person}/family", "training_officer")
    await whole.send("GET", f"/v1/cadres/{person}", "supervision_officer")
    await whole.send("GET", f"/v1/supervision/personal-matters/integrity-records/{person}", "supervision_officer")
    answer = await whole.client.get(f"/v1/cadres/{person}/looks", headers=own)
    assert answer.status_code == 200, answer.text
    assert [(one["action"], one["roles"], one["account_id"], one["address"]) for one in answer.json()["items"]] == [
        ("registry.get_family", ["registry_officer"], None, None),
        ("registry.get_cadre", ["unit_officer"], None, None),
    ]
    assert "names" not in answer.json() or not any(id.startswith("acc-") for id in answer.json()["names"])
    told = (await whole.send("GET", f"/v1/cadres/{person}/looks", AUDITOR)).json()["items"]
    assert await account_of(whole, "supervision_officer") in {one["account_id"] for one in told}


async def test_of_anothers_file_nobody_but_auditors_learns_who_read_it(whole: App):
    own = {"authorization": f"Bearer {await the_cadre(whole, CADRE)}"}
    assert (await whole.client.get(f"/v1/cadres/{OTHER}/looks", headers=own)).status_code == 404
    for role in ("registry_officer", "supervision_officer", "system_administrator", "unit_officer"):
        assert (await whole.send("GET", f"/v1/cadres/{CADRE}/looks", role)).status_code == 403


async def test_an_anonymous_objection_stays_anonymous_when_it_is_refused(whole: App, stub: Stub, counted_anew: None):
    stub.answers["incentive.lodge_objection"] = NotFound()
    path = "/v1/incentive/nominations/nom-1/objections"
    wish = body_example(ROWS["POST /incentive/nominations/{nomination_id}/objections"]) | {"anonymous": True}
    before = {one["_id"] for one in await noted(whole)}
    await whole.token("unit_officer")
    answer = await whole.send("POST", path, "unit_officer", json=wish)
    assert answer.status_code == 404, answer.text
    account = await account_of(whole, "unit_officer")
    [entry] = [one for one in await noted(whole, code="not-found") if one["_id"] not in before]
    assert (entry["account"], entry["request_id"]) == ("nameless", "")
    assert account not in repr(entry)
    assert HERE not in repr(entry)
    assert await of_request(whole, answer) == []
    told = await audited(whole, "service=gateway&account=nameless")
    assert {one["at"][13:] for one in told if one["id"] == entry["_id"]} == {":00:00Z"}

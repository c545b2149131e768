"""Exports as jobs: read as whoever asked, consented to by another, sealed, withdrawn, over after some days."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import secrets
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from pymongo.errors import AutoReconnect
from python_calamine import CalamineWorkbook

from gateway import exporting, exports
from gateway.claims import Claim
from gateway.export_jobs import MOST_UNFINISHED, Exports
from gateway.export_rules import ExportRules
from gateway.exporting import Exporter
from gateway.rights import ROLES
from gateway.sealing import own_cipher
from servicekit import clock
from servicekit.crypto import SM4, FieldCipher, Key
from servicekit.errors import Forbidden, Unavailable
from servicekit.vouching import Signer
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.stub import Stub
from tests.contract.test_exports import CADRES, item, page
from tests.contract.test_second_factor import owner
from tests.support.platform import EVERYTHING
from tests.support.vouched import key
from tools import verify_export

RULES = "registry.list_rules"
OFFICER, OTHER = "registry_officer", "supervision_officer"
pytestmark = pytest.mark.anyio


def rules(**numbers: int) -> dict[str, Any]:
    """What the registry says of exports."""
    said = {
        "rows_alone": 5000,
        "rows_without_reason": 500,
        "forms_alone": 50,
        "most_rows": 100_000,
        "days": 7,
    } | numbers
    codes = {f"registry.export_{name}": value for name, value in said.items()}
    return page(
        *({"code": code, "value": value, "in_force": True, "zh": "", "en": ""} for code, value in codes.items())
    )


@pytest.fixture(autouse=True)
async def ours(whole: App, stub: Stub) -> AsyncIterator[None]:
    """No export of another test, and the numbers that are shipped."""
    await whole.core.db.exports.delete_many({})
    stub.answers[RULES] = rules()
    whole.core.exporter = Exporter(whole.core)
    whole.core.exporter.start()
    yield
    await whole.core.exporter.stop()
    await whole.core.db.exports.delete_many({})
    # The last numbers that a test told hold no longer.
    whole.core.export_rules = ExportRules()


async def asked(app: App, role: str = OFFICER, **wish: Any) -> dict[str, Any]:
    sent = {"path": "/v1/cadres", "form": "xlsx", "reason": "试验所需"} | wish
    answer = await app.send("POST", "/v1/exports", role, json=sent)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/exports/{answer.json()['id']}"
    return answer.json()


async def shown(app: App, id: str, role: str = OFFICER) -> dict[str, Any]:
    answer = await app.send("GET", f"/v1/exports/{id}", role)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def come(app: App, id: str, good: Callable[[dict[str, Any]], bool], role: str = OFFICER) -> dict[str, Any]:
    """The export once it is as it should be."""
    for _ in range(1000):
        if good(found := await shown(app, id, role)):
            return found
        await asyncio.sleep(0.02)
    pytest.fail(f"it is still {found}")


async def settled(app: App, id: str, *states: str, role: str = OFFICER) -> dict[str, Any]:
    return await come(app, id, lambda one: one["state"] in states, role)


async def read(app: App, id: str, rows: int, role: str = OFFICER) -> None:
    await come(app, id, lambda one: one["rows"] >= rows, role)


async def fetched(app: App, id: str, role: str = OFFICER) -> Any:
    return await app.send("GET", f"/v1/exports/{id}/file", role)


def cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def pages(count: int, mark: str, seen: list[int], until: Callable[[int], bool] = lambda at: True) -> Any:
    """A list of pages of one cadre; `until` says whether a page is answered yet."""

    def answered(wish: dict[str, Any]) -> Any:
        if wish.get("limit") == 1:
            return {**page(item(CADRES, name=f"{mark}0")), **({"total": count} if wish.get("count") else {})}
        at = int(wish.get("cursor") or 0)
        if not until(at):
            return Unavailable()
        seen.append(at)
        return page(
            item(CADRES, name=f"{mark}{at}", id=f"cad-{at}"), following=None if at + 1 == count else str(at + 1)
        )

    return answered


async def kept(app: App) -> bytes:
    """All that the gateway's database holds."""
    names = await app.core.db.list_collection_names()
    return b"".join([raw for name in names async for raw in _documents(app, name)])


async def _documents(app: App, name: str) -> AsyncIterator[bytes]:
    async for one in app.core.db[name].find({}):
        yield repr(one).encode()
        for value in one.values():
            if isinstance(value, bytes):
                yield value


async def test_a_list_is_read_to_its_end_and_its_file_is_what_the_manifest_says(whole: App, stub: Stub):
    mark, seen = secrets.token_hex(4), list[int]()
    stub.answers[CADRES.target] = pages(3, f"虚构{mark}", seen)
    wish = {"columns": ["row_number", "name"], "query": "sort=strokes", "total": True}
    made = await asked(whole, **wish)
    done = await settled(whole, made["id"], "ready")
    assert (done["rows"], done["approved"], done["reason"], done["title"]) == (3, None, "试验所需", "干部")
    assert seen == [0, 1, 2]
    file = await fetched(whole, made["id"])
    assert hashlib.sha256(file.content).hexdigest() == done["manifest"]["sha256"]
    assert len(file.content) == done["manifest"]["size"] == int(file.headers["content-length"])
    assert file.headers["cache-control"] == "private, no-store"
    assert cells(file.content)[2:] == [
        ["序号", "姓名"],
        *([n + 1, f"虚构{mark}{n}"] for n in range(3)),
        ["合计 3 人", ""],
    ]
    header = zipfile.ZipFile(io.BytesIO(file.content)).read("xl/worksheets/sheet1.xml").decode()
    assert made["id"] in header.partition("<oddHeader>")[2].partition("</oddHeader>")[0]
    trail = [one["action"] async for one in whole.core.db.journal.find({"subject": made["id"]}).sort("at", 1)]
    assert trail == ["gateway.export.asked", "gateway.export.made", "gateway.export.fetched"]
    noted = [repr(one) async for one in whole.core.db.journal.find({"subject": made["id"]})]
    assert not any("试验所需" in one or mark in one for one in noted)


async def test_what_is_kept_of_it_is_sealed(whole: App, stub: Stub):
    mark = f"虚构{secrets.token_hex(6)}"
    go = {"on": False}
    stub.answers[CADRES.target] = pages(2, mark, [], until=lambda at: at == 0 or go["on"])
    made = await asked(whole, reason=f"事由{mark}", query=f"q={mark}", form="csv")
    await read(whole, made["id"], 1)
    while_read = await kept(whole)
    go["on"] = True
    await settled(whole, made["id"], "ready")
    assert mark in (await fetched(whole, made["id"])).text
    assert mark.encode() not in while_read
    assert mark.encode() not in await kept(whole)
    assert await whole.core.db.export_pages.count_documents({"job": made["id"]}) == 0


async def test_who_has_a_second_factor_takes_out_lists_too(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    one = await owner(whole, OFFICER)
    whole.take_over("with-a-factor", one.token)
    made = await asked(whole, "with-a-factor")
    assert (await settled(whole, made["id"], "ready", "failed", role="with-a-factor"))["state"] == "ready"


async def test_without_filters_the_whole_list_is_taken_out(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(2, "虚构", seen := [])
    for query in ("", "　", None):
        made = await asked(whole, query=query)
        await settled(whole, made["id"], "ready")
    assert seen


async def test_many_rows_wait_for_another_and_nobody_consents_to_their_own(whole: App, stub: Stub):
    stub.answers[RULES] = rules(rows_alone=2)
    stub.answers[CADRES.target] = pages(4, "虚构", seen := [])
    made = await asked(whole)
    held = await settled(whole, made["id"], "held")
    assert held["total"] == 4
    assert (await fetched(whole, made["id"])).json()["type"] == "/problems/exports/no-file"
    assert await whole.core.db.export_pages.count_documents({"job": made["id"]}) == 0
    decision = f"/v1/exports/{made['id']}/decision"
    own = await whole.send("POST", decision, OFFICER, json={"approved": True})
    assert (own.status_code, own.json()["type"]) == (409, "/problems/not-independent")
    assert (await whole.send("POST", decision, "training_officer", json={"approved": True})).status_code == 403
    params = {"what": "gateway.approve_export"}
    mine = (await whole.send("GET", "/v1/work", OFFICER, params=params)).json()
    theirs = (await whole.send("GET", "/v1/work", OTHER, params=params)).json()
    assert (mine["total"], theirs["total"]) == (0, 1)
    assert [(one["method"], one["path"], one["name"]) for one in theirs["items"]] == [("POST", decision, "干部")]
    assert (await shown(whole, made["id"], OTHER))["reason"] == "试验所需"
    seen.clear()
    said = await whole.send("POST", decision, OTHER, json={"approved": True, "note": "同意"})
    assert (said.status_code, said.json()["approved"]) == (200, True)
    done = await settled(whole, made["id"], "ready")
    assert (done["rows"], done["note"], seen) == (4, "同意", [0, 1, 2, 3])
    assert done["decided_by"] != done["created_by"]
    assert {done["decided_by"], done["created_by"]} <= done["names"].keys()
    again = await whole.send("POST", decision, OTHER, json={"approved": False})
    assert again.json()["type"] == "/problems/exports/not-held"
    assert (await fetched(whole, made["id"], OTHER)).status_code == 404


async def test_what_is_not_consented_to_is_never_read_to_its_end(whole: App, stub: Stub):
    stub.answers[RULES] = rules(rows_alone=1)
    stub.answers[CADRES.target] = pages(9, "虚构", seen := [])
    made = await asked(whole)
    await settled(whole, made["id"], "held")
    said = await whole.send("POST", f"/v1/exports/{made['id']}/decision", OTHER, json={"approved": False})
    assert said.json()["state"] == "refused"
    assert (await fetched(whole, made["id"])).status_code == 404
    assert max(seen) == 1


async def test_whoever_loses_the_right_in_the_middle_gets_nothing(whole: App, stub: Stub):
    go = {"on": False}
    stub.answers[CADRES.target] = pages(2, "虚构", [], until=lambda at: at == 0 or go["on"])
    made = await asked(whole, role="young_cadre_officer")
    await read(whole, made["id"], 1, "young_cadre_officer")
    mine = {"_id": made["created_by"]}
    await whole.core.db.accounts.update_one(mine, {"$set": {"roles": [KEEPER]}})
    try:
        go["on"] = True
        ended = await settled(whole, made["id"], "ended", role="young_cadre_officer")
        assert ended["why"] == {"code": "forbidden", "detail": "您的账号没有“组合查询干部”的权限"}
        assert ended["manifest"] is None
        assert await whole.core.db.export_pages.count_documents({"job": made["id"]}) == 0
    finally:
        await whole.core.db.accounts.update_one(mine, {"$set": {"roles": ["young_cadre_officer"]}})


async def changed(app: App, id: str, **change: Any) -> None:
    version = (await app.send("GET", f"/v1/accounts/{id}", KEEPER)).json()["version"]
    done = await app.send("PATCH", f"/v1/accounts/{id}", KEEPER, json=change, headers={"If-Match": f'"{version}"'})
    assert done.status_code == 200, done.text
    await app.approve(done.json()["change_id"])


async def signed_in_anew(app: App, role: str, name: str) -> None:
    """Sessions end with what an account may."""
    begun = await app.client.post("/v1/session", json={"name": name, "password": PASSWORD})
    app.take_over(role, begun.json()["token"])


async def test_a_file_is_not_given_out_to_an_account_that_may_read_otherwise_by_now(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(2, "虚构", [])
    made = await asked(whole, role="young_cadre_officer")
    await settled(whole, made["id"], "ready", role="young_cadre_officer")
    assert (await fetched(whole, made["id"], "young_cadre_officer")).status_code == 200
    account = (await whole.send("GET", f"/v1/accounts/{made['created_by']}", KEEPER)).json()
    await changed(whole, made["created_by"], roles=[*account["roles"], "training_officer"])
    try:
        assert (await fetched(whole, made["id"], "young_cadre_officer")).status_code == 401
        await signed_in_anew(whole, "young_cadre_officer", account["name"])
        refused = await fetched(whole, made["id"], "young_cadre_officer")
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/exports/reach-changed")
    finally:
        await changed(whole, made["created_by"], roles=account["roles"])
        await signed_in_anew(whole, "young_cadre_officer", account["name"])
    assert (await fetched(whole, made["id"], "young_cadre_officer")).status_code == 200


async def test_another_account_of_the_same_person_does_not_consent(whole: App, stub: Stub):
    stub.answers[RULES] = rules(rows_alone=1)
    stub.answers[CADRES.target] = pages(3, "虚构", [])
    made = await asked(whole)
    await settled(whole, made["id"], "held")
    other = (await whole.send("GET", "/v1/session", OTHER)).json()["account_id"]
    person = f"（虚构）{secrets.token_hex(4)}"
    for id in (made["created_by"], other):
        await changed(whole, id, person=person)
    try:
        said = await whole.send("POST", f"/v1/exports/{made['id']}/decision", OTHER, json={"approved": True})
        assert (said.status_code, said.json()["type"]) == (409, "/problems/not-independent")
        waiting = await whole.send("GET", "/v1/work", OTHER, params={"what": "gateway.approve_export"})
        assert waiting.json()["total"] == 0
    finally:
        both = {"_id": {"$in": [made["created_by"], other]}}
        await whole.core.db.accounts.update_many(both, {"$unset": {"person": ""}})


async def test_a_closed_account_ends_its_exports(whole: App, stub: Stub):
    go = {"on": False}
    stub.answers[CADRES.target] = pages(2, "虚构", [], until=lambda at: at == 0 or go["on"])
    made = await asked(whole, role="appraisal_officer")
    # Their session is remembered for some seconds, and shows what became of it.
    await shown(whole, made["id"], "appraisal_officer")
    await whole.core.db.accounts.update_one({"_id": made["created_by"]}, {"$set": {"active": False}})
    try:
        go["on"] = True
        ended = await settled(whole, made["id"], "ended", role="appraisal_officer")
        assert ended["why"]["code"] == "exports/account-closed"
    finally:
        await whole.core.db.accounts.update_one({"_id": made["created_by"]}, {"$set": {"active": True}})


async def test_another_gateway_goes_on_where_one_has_ended(whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch):
    go = {"on": False}
    stub.answers[CADRES.target] = pages(4, "虚构", seen := [], until=lambda at: at < 2 or go["on"])
    made = await asked(whole, form="csv")
    await read(whole, made["id"], 2)
    await whole.core.exporter.stop()
    go["on"] = True
    other = whole.core.exporter = Exporter(whole.core)
    other.start()
    await settled(whole, made["id"], "ready")
    assert seen == [0, 1, 2, 3]
    lines = list(csv.DictReader(io.StringIO((await fetched(whole, made["id"])).content.decode("utf-8-sig"))))
    assert [line["姓名"] for line in lines] == ["虚构0", "虚构1", "虚构2", "虚构3"]


async def test_each_row_of_csv_says_who_took_it_out_when_and_under_which_number(whole: App, stub: Stub, tmp_path: Path):
    stub.answers[CADRES.target] = pages(2, "虚构", [])
    made = await asked(whole, form="csv", columns=["name"])
    await settled(whole, made["id"], "ready")
    here = await HandedOut.saved(whole, made["id"], tmp_path)
    lines = list(csv.DictReader(io.StringIO(here.file.read_bytes().decode("utf-8-sig"))))
    assert [[*line] for line in lines] == [["姓名", "导出标记"]] * 2
    assert all(line["导出标记"].endswith(made["id"]) for line in lines)
    assert here.told()["manifest"]["columns"] == ["name", "export_mark"]


async def test_the_manifest_and_the_record_say_one_moment(whole: App, stub: Stub, tmp_path: Path):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole, form="csv")
    record = await settled(whole, made["id"], "ready")
    said = (await HandedOut.saved(whole, made["id"], tmp_path)).told()["manifest"]
    moments = {parsed(moment) for moment in (said["made_at"], record["ended_at"], record["manifest"]["made_at"])}
    assert len(moments) == 1
    assert parsed(said["until"]) == parsed(record["manifest"]["until"])
    assert parsed(said["created_at"]) == parsed(record["created_at"])


def parsed(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


async def test_what_an_attempt_left_of_a_file_is_gone_when_it_is_made_again(
    whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch
):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    tries, finish = [], Exports.finish

    async def away_at_first(jobs: Exports, claim: Claim, *rest: Any, **facts: Any) -> None:
        tries.append(await jobs._pieces.count_documents({"job": claim.id}))
        if len(tries) < 3:
            raise AutoReconnect("away")
        await finish(jobs, claim, *rest, **facts)

    monkeypatch.setattr(Exports, "finish", away_at_first)
    made = await asked(whole, form="csv")
    await settled(whole, made["id"], "ready")
    assert tries == [1, 1, 1]


async def test_what_a_later_attempt_keeps_is_no_leftover_of_an_earlier_one(whole: App):
    jobs = Exports(whole.core.db)
    earlier, later = (Claim({"_id": "exp-two"}, fence) for fence in (1, 2))
    until = clock.now() + timedelta(minutes=1)
    try:
        kept = await jobs.keep_piece(later, b"later", until)
        await jobs.keep_piece(earlier, b"earlier", until)
        await jobs.forget_pieces(earlier)
        assert [one["_id"] async for one in jobs._pieces.find({"job": "exp-two"})] == [kept]
        await jobs.forget_pieces(later)
        assert await jobs._pieces.count_documents({"job": "exp-two"}) == 0
    finally:
        await jobs._pieces.delete_many({"job": "exp-two"})


async def test_who_has_lost_an_export_changes_nothing_more(whole: App, stub: Stub):
    jobs = Exports(whole.core.db)
    await whole.core.exporter.stop()
    try:
        stub.answers[CADRES.target] = pages(1, "虚构", [])
        made = await asked(whole)
        first = await jobs.claim("one")
        await jobs.release(first)
        second = await jobs.claim("another")
        with pytest.raises(exporting.LeaseLost):
            await jobs.keep_page(first, b"[]\n", {}, rows=1, read=1)
        await jobs.keep_page(second, b"[]\n", {}, rows=1, read=1)
        assert (await whole.core.db.exports.find_one({"_id": made["id"]}))["pages"] == second.job["pages"]
        await jobs.release(second)
    finally:
        whole.core.exporter = Exporter(whole.core)
        whole.core.exporter.start()
    await settled(whole, made["id"], "ready")


async def test_what_was_read_long_ago_is_read_again(whole: App, stub: Stub):
    go = {"on": False}
    stub.answers[CADRES.target] = pages(3, "虚构", seen := [], until=lambda at: at < 2 or go["on"])
    made = await asked(whole)
    await read(whole, made["id"], 2)
    await whole.core.db.export_pages.delete_many({"job": made["id"]})
    go["on"] = True
    done = await settled(whole, made["id"], "ready")
    assert (done["rows"], seen) == (3, [0, 1, 2, 0, 1, 2])


async def test_what_is_withdrawn_is_gone_and_on_record(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole)
    await settled(whole, made["id"], "ready")
    assert (await whole.send("DELETE", f"/v1/exports/{made['id']}", OTHER)).status_code == 404
    assert (await whole.send("DELETE", f"/v1/exports/{made['id']}", OFFICER)).status_code == 204
    assert (await shown(whole, made["id"]))["state"] == "withdrawn"
    assert (await fetched(whole, made["id"])).status_code == 404
    assert (await whole.send("DELETE", f"/v1/exports/{made['id']}", OFFICER)).status_code == 404
    assert await whole.core.db.export_pieces.count_documents({"job": made["id"]}) == 0


async def test_a_file_is_kept_for_the_days_of_the_rule(whole: App, stub: Stub):
    stub.answers[RULES] = rules(days=3)
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole)
    done = await settled(whole, made["id"], "ready")
    job = await whole.core.db.exports.find_one({"_id": made["id"]})
    assert timedelta(days=2, hours=23) < job["until"] - clock.now() < timedelta(days=3)
    pieces = [one["expires_at"] async for one in whole.core.db.export_pieces.find({"job": made["id"]})]
    assert set(pieces) == {job["until"]}
    await whole.core.db.exports.update_one({"_id": made["id"]}, {"$set": {"until": clock.now()}})
    gone = await fetched(whole, made["id"])
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/exports/expired")
    assert (await shown(whole, made["id"]))["state"] == "expired"
    for state, count in (("expired", 1), ("ready", 0)):
        listed = await whole.send("GET", "/v1/exports", OFFICER, params={"state": state})
        assert [one["id"] for one in listed.json()["items"]] == [made["id"]] * count
    assert done["manifest"]["sha256"]


async def test_more_rows_than_one_export_may_have_end_it_in_words(whole: App, stub: Stub):
    stub.answers[RULES] = rules(most_rows=2)
    stub.answers[CADRES.target] = pages(5, "虚构", [])
    ended = await settled(whole, (await asked(whole))["id"], "ended")
    assert ended["why"] == {"code": "exports/too-many-rows", "detail": "超过2行"}


async def test_what_a_list_refuses_later_ends_it_in_its_words(whole: App, stub: Stub):
    def answered(wish: dict[str, Any]) -> Any:
        return page() if wish["limit"] == 1 else Forbidden("无权", "No right")

    stub.answers[CADRES.target] = answered
    ended = await settled(whole, (await asked(whole))["id"], "ended")
    assert ended["why"] == {"code": "forbidden", "detail": "无权"}


async def test_no_text_becomes_a_formula(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES, name="=HYPERLINK(1)"))
    for form in ("csv", "xlsx"):
        made = await asked(whole, form=form, columns=["name"])
        await settled(whole, made["id"], "ready")
        content = (await fetched(whole, made["id"])).content
        if form == "csv":
            assert content.decode("utf-8-sig").splitlines()[1].startswith("'=HYPERLINK(1),")
        else:
            assert cells(content)[3] == ["=HYPERLINK(1)"]
            assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"path": "/v1/cadres/x-1"}, "/path"),
        ({"path": "/v1/nothing"}, "/path"),
        ({"path": "https://example.org/"}, "/path"),
        ({"path": "/v1/cadres?sex=1"}, "/path"),
        ({"path": "/v1/exports/{export_id}/file"}, "/path"),
        ({"form": "xls"}, "/form"),
        ({"form": "lrmx"}, "/form"),
        ({"reason": " "}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"columns": ["salary"]}, "/columns"),
        ({"form": "csv", "group_by": "title"}, "/group_by"),
        ({"query": "limit=5"}, "/limit"),
        ({"query": "total=perhaps"}, "/total"),
        ({"path": "/v1/appointment-forms", "form": "xlsx"}, "/form"),
        ({"path": "/v1/appointment-forms", "form": "lrmx"}, "/query"),
        ({"path": "/v1/appointment-forms", "form": "lrmx", "query": "cadre_id=1", "total": True}, "/total"),
        ({"path": "/v1/appointment-forms", "form": "lrmx", "query": "cadre_id=1&age_on=soon"}, "/age_on"),
    ],
    ids=str,
)
async def test_what_is_no_wish_is_refused_where_it_is_wrong(whole: App, stub: Stub, wish: dict[str, Any], pointer: str):
    sent = {"path": "/v1/cadres", "form": "xlsx", "reason": "试验所需"} | wish
    refused = await whole.send("POST", "/v1/exports", OFFICER, json=sent)
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
    assert await whole.core.db.exports.count_documents({}) == 0


async def test_who_may_not_read_a_list_may_not_export_it(whole: App, stub: Stub):
    for path, form in (("/v1/cadres", "csv"), ("/v1/appointment-forms", "lrmx")):
        sent = {"path": path, "form": form, "reason": "试验所需", "query": "cadre_id=c-1"}
        refused = await whole.send("POST", "/v1/exports", KEEPER, json=sent)
        assert refused.status_code == 403
    assert KEEPER in ROLES


async def test_the_same_key_asks_once(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    sent = {"path": "/v1/cadres", "form": "csv", "reason": "试验所需"}
    headers = {"idempotency-key": secrets.token_hex(8)}
    first = await whole.send("POST", "/v1/exports", OFFICER, json=sent, headers=headers)
    await whole.core.db.receipts.delete_many({})
    again = await whole.send("POST", "/v1/exports", OFFICER, json=sent, headers=headers)
    assert first.json()["id"] == again.json()["id"]
    await whole.core.db.receipts.delete_many({})
    other = await whole.send("POST", "/v1/exports", OFFICER, json=sent | {"form": "xlsx"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_nobody_has_more_than_some_that_are_not_done(whole: App, stub: Stub):
    stub.answers[RULES] = rules(rows_alone=0)
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    for _ in range(MOST_UNFINISHED):
        await asked(whole)
    sent = {"path": "/v1/cadres", "form": "csv", "reason": "试验所需"}
    refused = await whole.send("POST", "/v1/exports", OFFICER, json=sent)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/exports/too-many")


async def test_forms_come_in_a_zip_with_a_page_that_says_who_took_them_out(whole: App, stub: Stub):
    stub.answers[RULES] = rules(forms_alone=2)
    wish = {"path": "/v1/appointment-forms", "form": "lrmx", "query": "cadre_id=c-1,c-2,c-3"}
    made = await asked(whole, **wish)
    assert (await settled(whole, made["id"], "held"))["total"] == 3
    await whole.send("POST", f"/v1/exports/{made['id']}/decision", OTHER, json={"approved": True})
    done = await settled(whole, made["id"], "ready", "ended")
    assert (done["state"], done["rows"], done["total"]) == ("ready", 3, 3)
    archive = zipfile.ZipFile(io.BytesIO((await fetched(whole, made["id"])).content))
    said, *forms = archive.namelist()
    assert forms == [f"{number:04}_任免审批表_虚构.lrmx" for number in (1, 2, 3)]
    assert made["id"] in archive.read(said).decode("utf-8-sig")
    assert archive.read(forms[0]).startswith(b"<?xml")
    told = whole.core.db.journal.find({"action": "gateway.form.taken-out", "request_id": made["id"]})
    assert sorted([one["subject"] async for one in told]) == ["c-1", "c-2", "c-3"]


async def test_a_longer_list_points_to_exports_where_it_is_asked_for_directly(whole: App, stub: Stub):
    stub.answers[RULES] = rules(rows_alone=1)
    stub.answers[CADRES.target] = page(item(CADRES), item(CADRES))
    for accept in exports.SHEETS:
        refused = await whole.send("GET", "/v1/cadres", EVERYTHING, headers={"accept": accept})
        assert (refused.status_code, refused.json()["type"]) == (413, "/problems/exports/too-long")
        assert (refused.json()["most"], refused.json()["ask"]) == (1, "/v1/exports")
        assert "导出任务" in refused.json()["detail"]


@pytest.mark.parametrize("accept", exports.SHEETS)
async def test_a_list_that_is_not_short_is_taken_out_with_a_reason_alone(whole: App, stub: Stub, accept: str):
    stub.answers[RULES] = rules(rows_without_reason=1)
    stub.answers[CADRES.target] = pages(2, "虚构", [])
    refused = await whole.send("GET", "/v1/cadres", EVERYTHING, headers={"accept": accept})
    assert (refused.status_code, refused.json()["most"], refused.json()["ask"]) == (413, 1, "/v1/exports")
    assert "事由" in refused.json()["detail"]
    made = await asked(whole, form="csv", reason="部务会审议")
    assert (await settled(whole, made["id"], "ready"))["rows"] == 2, "the same list, and nobody else's consent"


async def test_the_last_numbers_hold_while_the_registry_is_away(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES), item(CADRES))
    stub.answers[RULES] = rules(rows_alone=1)
    answer = await whole.send("GET", "/v1/cadres", EVERYTHING, headers={"accept": "text/csv"})
    assert answer.status_code == 413
    stub.answers[RULES] = Unavailable()
    answer = await whole.send("GET", "/v1/cadres", EVERYTHING, headers={"accept": "text/csv"})
    assert answer.status_code == 413


@pytest.fixture
async def handed_out(whole: App, stub: Stub, tmp_path: Path) -> HandedOut:
    """An export with its manifest, as somebody has saved them, and the keys."""
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole, columns=["name"], query="sort=strokes", form="csv")
    assert (await whole.send("GET", f"/v1/exports/{made['id']}/manifest", OTHER)).status_code == 404
    await settled(whole, made["id"], "ready")
    return await HandedOut.saved(whole, made["id"], tmp_path)


class HandedOut:
    """Files at the desk of whoever verifies."""

    def __init__(self, id: str, folder: Path) -> None:
        self.id = id
        self.file, self.manifest, self.keys = folder / "roster", folder / "manifest.json", folder / "keys.json"

    @classmethod
    async def saved(cls, app: App, id: str, folder: Path) -> HandedOut:
        here = cls(id, folder)
        here.file.write_bytes((await fetched(app, id)).content)
        answer = await app.send("GET", f"/v1/exports/{id}/manifest", OFFICER)
        assert answer.status_code == 200, answer.text
        here.manifest.write_bytes(answer.content)
        here.keys.write_bytes((await app.send("GET", "/v1/exports/keys")).content)
        return here

    def told(self) -> dict[str, Any]:
        return dict(orjson.loads(self.manifest.read_bytes()))

    def tell(self, told: dict[str, Any]) -> None:
        self.manifest.write_bytes(orjson.dumps(told))

    def verified(self, capsys: pytest.CaptureFixture[str]) -> str:
        """What the tool prints."""
        code = verify_export.main([str(self.file), str(self.manifest), str(self.keys)])
        said = capsys.readouterr().out
        assert said.startswith("genuine: " if code == verify_export.GENUINE else "changed: ")
        return said


async def test_a_manifest_says_who_took_out_what_why_and_with_whose_consent(
    whole: App, stub: Stub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    stub.answers[RULES] = rules(rows_alone=1)
    stub.answers[CADRES.target] = pages(2, "虚构", [])
    made = await asked(whole, query="sort=strokes", group_by="title")
    await settled(whole, made["id"], "held")
    decision = {"approved": True, "note": "同意，用后删除"}
    await whole.send("POST", f"/v1/exports/{made['id']}/decision", OTHER, json=decision)
    done = await settled(whole, made["id"], "ready")
    here = await HandedOut.saved(whole, made["id"], tmp_path)
    said = here.told()["manifest"]
    assert (said["created_by"]["id"], said["decided_by"]["id"]) == (done["created_by"], done["decided_by"])
    assert said["created_by"]["name"]
    assert (said["approved"], said["note"], said["reason"]) == (True, "同意，用后删除", "试验所需")
    assert (said["path"], said["query"], said["form"], said["rows"]) == ("/v1/cadres", "sort=strokes", "xlsx", 2)
    assert (said["group_by"], said["columns"][0]) == ("title", "name")
    assert said["file"]["sha256"] == hashlib.sha256(here.file.read_bytes()).hexdigest() == done["manifest"]["sha256"]
    assert made["id"] in here.verified(capsys)
    assert (await whole.send("GET", f"/v1/exports/{made['id']}/manifest", OTHER)).status_code == 200
    assert (await whole.send("GET", f"/v1/exports/{made['id']}/manifest", "training_officer")).status_code == 404
    assert "试验所需".encode() not in await kept(whole)


async def test_what_differs_from_what_was_signed_is_named(handed_out: HandedOut, capsys: pytest.CaptureFixture[str]):
    told, file = handed_out.told(), handed_out.file.read_bytes()
    for name, value in (("reason", "另有他用"), ("columns", []), ("rows", 2), ("decided_by", {"id": "acc-1"})):
        handed_out.tell(told | {"manifest": told["manifest"] | {name: value}})
        assert f"manifest.{name}" in handed_out.verified(capsys)
    handed_out.tell(told)
    handed_out.file.write_bytes(file + b" ")
    said = handed_out.verified(capsys)
    assert "file.size" in said
    assert "file.sha256" in said
    handed_out.file.write_bytes(file)
    assert "genuine" in handed_out.verified(capsys)
    for other in (b"", b"[]", b"{}", b"\xff", b'{"signed": 1}', b'{"signed": "a.b.c"}', b"a.b.c"):
        handed_out.manifest.write_bytes(other)
        assert "cannot be verified" in handed_out.verified(capsys)
    handed_out.tell(told)
    handed_out.file.unlink()
    assert "cannot be verified" in handed_out.verified(capsys)


async def test_a_manifest_is_verified_after_the_key_was_replaced(
    whole: App, handed_out: HandedOut, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole.core.rpc, "signer", Signer.from_environment({"CALL_KEY": key()}))
    made = await asked(whole, form="csv")
    await settled(whole, made["id"], "ready")
    for id in (handed_out.id, made["id"]):
        assert "genuine" in (await HandedOut.saved(whole, id, handed_out.file.parent)).verified(capsys)
    named = [one["kid"] for one in orjson.loads(handed_out.keys.read_bytes())["keys"]]
    assert len(set(named)) == len(named) >= 2


async def test_the_checksum_is_sm3_too_where_the_key_in_force_is_one_of_its_suite(
    whole: App, stub: Stub, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    whole.core.exporter.jobs._cipher = FieldCipher(Key(bytes(32), SM4), *own_cipher().keys)
    monkeypatch.setattr("gateway.export_jobs.cipher_of", _the_same(whole.core.exporter.jobs._cipher))
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole, form="csv")
    await settled(whole, made["id"], "ready")
    here = await HandedOut.saved(whole, made["id"], tmp_path)
    assert "genuine" in here.verified(capsys)
    content = bytearray(here.file.read_bytes())
    content[-3] ^= 1
    here.file.write_bytes(content)
    assert "file.sm3" in here.verified(capsys)


def _the_same(cipher: FieldCipher) -> Callable[..., Any]:
    async def answered(*_: Any) -> FieldCipher:
        return cipher

    return answered


async def test_an_export_of_an_earlier_release_is_shown_and_has_no_manifest(whole: App, stub: Stub):
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole, form="csv")
    await settled(whole, made["id"], "ready")
    await whole.core.db.exports.update_one({"_id": made["id"]}, {"$unset": {"manifest": "", "sm3": ""}})
    assert (await shown(whole, made["id"]))["manifest"]["sm3"] is None
    none = await whole.send("GET", f"/v1/exports/{made['id']}/manifest", OFFICER)
    assert (none.status_code, none.json()["type"]) == (404, "/problems/exports/no-file")


async def test_without_a_key_an_export_waits_to_be_signed(whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch):
    signer = whole.core.rpc.signer
    monkeypatch.setattr(whole.core.rpc, "signer", None)
    monkeypatch.setattr(exporting, "DELAYS", (0.01,))
    stub.answers[CADRES.target] = pages(1, "虚构", [])
    made = await asked(whole, form="csv")
    waits = await come(whole, made["id"], lambda one: one["waiting_for"] is not None)
    assert waits["waiting_for"] == "exports/not-signed"
    assert not await whole.core.db.export_pieces.count_documents({"job": made["id"]}), "nothing is written in vain"
    whole.core.rpc.signer = signer
    await settled(whole, made["id"], "ready")

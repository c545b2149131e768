"""Exports over HTTP (导出任务): a gateway that is killed in the middle, many rows, another's consent, documents."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pymongo import MongoClient
from python_calamine import CalamineWorkbook

from gateway.media import DOCX
from servicekit import clock
from tests.e2e.test_each_role import City
from tests.support import pdfs
from tests.support.awards import done as taken
from tests.support.client import PASSWORD, Client
from tests.support.platform import Platform
from tests.support.polling import poll

ROWS = 13_000
GROWS_AT_MOST = 120 * 1024
"""Kilobytes of a gateway, for a list of whatever length."""


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


@pytest.fixture
def changed(platform: Any) -> Iterator[Callable[..., None]]:
    """`changed(rows_alone=2)`: other numbers for exports, until the test ends."""
    before = {"rows_alone": 5000, "rows_without_reason": 500, "forms_alone": 50, "most_rows": 100_000, "days": 7}
    used: list[str] = []

    def change(**numbers: int) -> None:
        for name, value in numbers.items():
            used.append(name)
            rule(platform.security, name, value)

    yield change
    for name in used:
        rule(platform.security, name, before[name])


def rule(client: Client, name: str, value: int) -> None:
    today = clock.day_of(clock.now()).isoformat()
    wish = {"value": value, "basis": "试验", "valid_from": today, "verified": False}
    client.make("/rules", {"code": f"registry.export_{name}", **wish})


def asked(client: Client, **wish: Any) -> str:
    answer = client.post("/exports", {"path": "/v1/units", "form": "xlsx", "reason": "试验所需"} | wish)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def shown(client: Client, id: str) -> dict[str, Any]:
    answer = client.get(f"/exports/{id}")
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def settled(client: Client, id: str, state: str, deadline: float = 40.0) -> dict[str, Any]:
    poll(lambda: shown(client, id)["state"] == state, deadline, lambda: shown(client, id))
    return shown(client, id)


def cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def memory(pid: int, what: str) -> int:
    """Kilobytes: `VmRSS` now, `VmHWM` at most."""
    [line] = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith(what)]
    return int(line.split()[1])


@pytest.mark.timeout(300)
def test_a_long_list_is_gone_on_with_where_a_gateway_was_killed_and_takes_no_more_memory(
    make_platform: Callable[..., Platform], mongo: MongoClient[dict[str, Any]]
) -> None:
    own = make_platform(only=["registry", "gateway"])
    own.start()
    gateway = mongo[f"{own.database_prefix}gateway"]
    began = datetime.now(UTC) - timedelta(days=400)
    gateway.journal.insert_many(
        {
            "_id": f"jrn-{number:06}",
            "at": began + timedelta(seconds=number),
            "action": "gateway.account.signed-in",
            "account": f"虚构{number}",
            "subject": f"虚构{number}",
            "request_id": "",
            "facts": {},
        }
        for number in range(ROWS)
    )
    client = own.auditor
    rule(own.security, "rows_alone", ROWS * 2)
    last = clock.day_of(began + timedelta(seconds=ROWS)).isoformat()
    before = memory(own.gateway.pid, "VmRSS")
    id = asked(
        client, path="/v1/audit", query=f"service=gateway&day_to={last}", columns=["row_number", "principal.account"]
    )
    poll(lambda: gateway.exports.find_one({"_id": id, "read": {"$gte": 3}}), 60, lambda: shown(client, id))
    own.kill("gateway")
    left = gateway.exports.find_one({"_id": id})
    assert left is not None
    assert left["state"] == "running", "it was not killed in the middle"
    assert 0 < left["rows"] < ROWS
    own.restart("gateway")
    before = max(before, memory(own.gateway.pid, "VmRSS"))
    done = settled(client, id, "ready", 120)
    grown = memory(own.gateway.pid, "VmHWM") - before
    assert done["rows"] == ROWS
    job = gateway.exports.find_one({"_id": id})
    assert job is not None
    assert len(job["pages"]) == job["read"] == ROWS / 500
    file = client.get(f"/exports/{id}/file").content
    assert hashlib.sha256(file).hexdigest() == done["manifest"]["sha256"]
    rows = cells(file)[4:]
    assert [row[0] for row in rows] == list(range(1, ROWS + 1))
    assert {row[1] for row in rows} == {f"虚构{number}" for number in range(ROWS)}
    assert grown < GROWS_AT_MOST, f"{grown} kB"


def _refused(answer: Any) -> Any:
    return None if answer.is_success else answer


def test_many_rows_wait_for_a_colleague_who_finds_them_in_the_worklist(
    city: City, changed: Callable[..., None], mongo: MongoClient[dict[str, Any]]
) -> None:
    mark = f"（示例）虚构局{secrets.token_hex(4)}"
    for number in range(3):
        code = f"X-{secrets.token_hex(4)}"
        city.make(city.registry, "/units", code=code, name=f"{mark}{number}", kind="government")
    changed(rows_alone=2)
    officer, colleague = (city.platform.as_role("registry_officer", colleague=number) for number in (11, 12))
    # The units show once the read models know them, and the rule once the gateway has asked for it again.
    direct = poll(lambda: _refused(officer.get("/units", params={"q": mark}, headers={"Accept": "text/csv"})), 30)
    assert (direct.status_code, direct.json()["ask"]) == (413, "/v1/exports")
    id = asked(officer, query=f"q={mark}", columns=["code", "name"])
    held = settled(officer, id, "held")
    assert (held["total"], held["rows"]) == (3, 0)
    what = {"what": "gateway.approve_export"}
    waiting = [one for one in colleague.get("/work", params=what).json()["items"] if one["id"] == id]
    assert [one["path"] for one in waiting] == [f"/v1/exports/{id}/decision"]
    assert id not in officer.get("/work", params=what).text
    assert officer.post(f"/exports/{id}/decision", {"approved": True}).status_code == 409
    assert colleague.post(waiting[0]["path"], {"approved": True, "note": "同意"}).is_success
    done = settled(officer, id, "ready")
    assert done["names"][done["decided_by"]]["name"]
    file = officer.get(f"/exports/{id}/file")
    assert {row[1] for row in cells(file.content)[3:]} == {f"{mark}{number}" for number in range(3)}
    assert colleague.get(f"/exports/{id}/file").status_code == 404
    gateway = mongo[f"{city.platform.database_prefix}gateway"]
    for name in ("exports", "export_pages", "export_pieces", "receipts", "journal"):
        for one in gateway[name].find({}):
            held_there = repr(one).encode() + b"".join(value for value in one.values() if isinstance(value, bytes))
            assert mark.encode() not in held_there, name
            assert mark not in repr(one), name


def test_whoever_loses_the_right_gets_no_file_that_is_made_already(city: City) -> None:
    officer = city.platform.as_role("incentive_officer", colleague=13)
    id = asked(officer, path="/v1/cadres", query=f"unit_id={city.bureau}", form="csv")
    done = settled(officer, id, "ready")
    assert officer.get(f"/exports/{id}/file").is_success
    account = f"/accounts/{done['created_by']}"
    keeper, before = city.platform.administrator, taken(city.platform.administrator.get(account))
    proposed = taken(keeper.patch(account, {"roles": ["audit_administrator"]}, if_match=before["version"]))
    assert officer.get(f"/exports/{id}/file").is_success
    city.platform.approved(proposed["change_id"])
    again = Client(city.platform.base, city.platform.anonymous.sign_in(before["name"], PASSWORD))
    refused = again.get(f"/exports/{id}/file")
    assert refused.json()["right"] == "registry.cadres.read"


def test_a_unit_officers_export_has_whom_they_are_listed_and_nobody_else(city: City) -> None:
    officer = city.platform.as_role("unit_officer", unit_id=city.bureau)
    listed = poll(lambda: [one["name"] for one in officer.get("/cadres").json()["items"]], 20)
    id = asked(officer, path="/v1/cadres", columns=["name"])
    settled(officer, id, "ready")
    assert [row[0] for row in cells(officer.get(f"/exports/{id}/file").content)[3:]] == listed


def test_a_roster_comes_in_word_and_pdf_directly_and_as_an_export(city: City) -> None:
    wish = {"unit_id": city.bureau, "columns": "row_number,name,sex,birth,title", "group_by": "unit_id"}
    headers = {"Accept-Language": "zh"}
    word = city.registry.get("/cadres", params=wish, headers=headers | {"Accept": DOCX})
    [table] = Document(io.BytesIO(word.content)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "姓名", "性别", "出生年月", "现任职务"]
    assert table.rows[2].cells[0].text == "1"
    paper = city.registry.get("/cadres", params=wish, headers=headers | {"Accept": "application/pdf"})
    assert paper.headers["content-type"] == "application/pdf", paper.text
    assert pdfs.pages(paper.content) == 1
    query = f"unit_id={city.bureau}"
    id = asked(city.registry, path="/v1/cadres", query=query, form="pdf", columns=["row_number", "name"])
    settled(city.registry, id, "ready")
    content = city.registry.get(f"/exports/{id}/file").content
    assert set(id.removeprefix("exp-")) <= pdfs.letters(content)


def test_forms_of_several_come_as_a_zip(city: City) -> None:
    wish = {"path": "/v1/appointment-forms", "query": f"cadre_id={city.cadre},{city.judge},cad-nobody"}
    id = asked(city.registry, form="lrmx", **wish)
    done = settled(city.registry, id, "ready")
    assert (done["rows"], done["total"]) == (2, 3)
    (condition,) = done["conditions"]
    name = city.registry.get(f"/cadres/{city.cadre}").json()["name"]
    assert condition["said"].startswith(f"{name}（")
    assert "cad-nobody" in condition["said"]
    assert city.cadre not in condition["said"]
    archive = zipfile.ZipFile(io.BytesIO(city.registry.get(f"/exports/{id}/file").content))
    said, *forms = archive.namelist()
    assert len(forms) == 2
    assert "cad-nobody" in archive.read(said).decode("utf-8-sig")

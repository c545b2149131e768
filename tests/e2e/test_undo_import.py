"""An import is undone as a whole over HTTP, while the services that build on it are there."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.e2e.test_documents import examples
from tests.service.registry.test_sheets_in import HEADER, a_person, hand_in
from tests.support.awards import identity_numbers, items, problem
from tests.support.client import Client
from tests.support.polling import poll
from tests.support.sheets import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNDER_WAY = ("undo_checking", "undoing")


def undo(client: Client, job: str, reason: str = "导入了去年的名册", **more: Any) -> Any:
    """Undo an import, and wait; the job."""
    answer = client.post(f"/imports/{job}/undo", {"reason": reason, **more})
    assert answer.status_code == 202, answer.text
    poll(lambda: client.get(f"/imports/{job}").json()["state"] not in UNDER_WAY, 60)
    return client.get(f"/imports/{job}").json()


@pytest.fixture(scope="module")
def unit(platform: Any) -> Any:
    code = f"U-{secrets.token_hex(4)}"
    return platform.admin.make("/units", {"code": code, "name": f"虚构{code}", "kind": "government", "synthetic": True})


def roster(unit: Any, *names: str) -> bytes:
    numbers = identity_numbers(len(names))
    people = [a_person(name, unit["name"], number=one) for name, one in zip(names, numbers, strict=True)]
    return xlsx(HEADER, *people)


def test_what_another_service_has_built_on_stays_until_it_is_taken_back(platform: Any, unit: Any) -> None:
    officer = platform.as_role("registry_officer")
    content = roster(unit, "撤虚构", "回虚构", "留虚构")
    job = hand_in(officer, "cadres", content)
    rows = {row["row"]: row["id"] for row in items(officer, f"/imports/{job['id']}/rows")}
    stays = rows[4]
    need = platform.admin.make("/training/needs", {"who": "individual", "cadre_id": stays, "topic": "rule_of_law"})

    looked = undo(officer, job["id"], dry_run=True)
    assert (looked["state"], looked["undo"]) == ("done", None)
    assert (looked["undo_check"]["undone"], looked["undo_check"]["kept"]) == (2, 1)
    assert len(officer.get("/cadres", params={"unit_id": unit["id"]}).json()["items"]) == 3

    done = undo(officer, job["id"])
    assert (done["state"], done["undo"]["undone"], done["undo"]["kept"]) == ("undone_in_part", 2, 1)
    assert (done["undo"]["reason"], done["undo"]["created_by"]) == ("导入了去年的名册", job["created_by"])
    (kept,) = officer.get(f"/imports/{job['id']}/rows", params={"state": "kept"}).json()["items"]
    assert (kept["row"], kept["undo"][0]["state"]) == (4, "kept")
    assert "(needs)" in kept["undo"][0]["errors"][0]["detail"]
    sheet = officer.get(f"/imports/{job['id']}/rows", params={"state": "kept"}, headers={"Accept": XLSX})
    assert sheet.status_code == 200
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert "needs" in str(cells)
    assert [one["id"] for one in officer.get("/cadres", params={"unit_id": unit["id"]}).json()["items"]] == [stays]
    gone = officer.get(f"/cadres/{rows[2]}").json()
    assert gone["status"] == "withdrawn"

    assert platform.admin.post(f"/training/needs/{need['id']}/closing", {}).is_success
    poll(lambda: undo(officer, job["id"], "需求已撤回")["state"] == "undone", 30)
    again = hand_in(officer, "cadres", content)
    assert (again["good"], again["bad"]) == (3, 0)
    twice = problem(officer.post(f"/imports/{job['id']}/undo", {"reason": "再撤一次"}), 409, "imports/not-to-be-undone")
    assert twice["detail"] == "It was undone before"
    noted = platform.auditor.get("/audit", params={"service": "gateway", "action": "gateway.import.undone"})
    assert job["id"] in noted.text


def test_who_may_not_import_such_rows_undoes_none_and_is_told_of_none(platform: Any, unit: Any) -> None:
    officer, another = platform.as_role("registry_officer"), platform.as_role("training_officer")
    job = hand_in(officer, "cadres", roster(unit, "旁虚构"))
    path = f"/imports/{job['id']}/undo"
    assert another.post(path, {"reason": "误导入"}).status_code == 404
    assert another.get(f"/imports/{job['id']}/rows").status_code == 404
    assert officer.post(path, {"reason": "误"}).status_code == 422
    assert officer.post("/imports/imp-none/undo", {"reason": "误导入"}).status_code == 404
    assert undo(officer, job["id"])["state"] == "undone"


def test_who_may_undo_anothers_import_sees_before_what_it_has_done(platform: Any, unit: Any) -> None:
    officer, colleague = platform.as_role("registry_officer"), platform.as_role("registry_officer")
    job = hand_in(officer, "cadres", roster(unit, "前虚构"))
    rows = colleague.get(f"/imports/{job['id']}/rows").json()["items"]
    assert [bool(row["id"]) for row in rows] == [True] * len(rows)
    assert rows
    assert colleague.get(f"/imports/{job['id']}").json()["created_by"] == job["created_by"]
    assert undo(colleague, job["id"])["state"] == "undone"
    kept = colleague.get(f"/imports/{job['id']}/rows", params={"state": "undone"}).json()["items"]
    assert len(kept) == len(rows)
    within = platform.as_role("unit_officer", unit_id=unit["id"])
    assert within.get(f"/imports/{job['id']}/rows").status_code in (403, 404)


def test_a_dry_run_and_what_entered_nothing_have_nothing_to_undo(platform: Any, unit: Any) -> None:
    officer = platform.as_role("registry_officer")
    looked = hand_in(officer, "cadres", roster(unit, "看虚构"), mode="dry_run")
    for job in (looked, hand_in(officer, "cadres", xlsx(HEADER, a_person("错虚构", unit["name"], number="1")))):
        answer = officer.post(f"/imports/{job['id']}/undo", {"reason": "误导入"})
        assert problem(answer, 409, "imports/not-to-be-undone")["detail"].endswith("there is nothing to undo")


def test_the_same_key_begins_it_once(platform: Any, unit: Any) -> None:
    officer = platform.as_role("registry_officer")
    job = hand_in(officer, "cadres", roster(unit, "钥虚构"))
    wish = {"method": "POST", "path": f"/imports/{job['id']}/undo", "key": secrets.token_hex(8)}
    answers = [officer.request(**wish, json={"reason": "误导入"}).status_code for _ in range(3)]
    assert answers == [202] * 3
    poll(lambda: officer.get(f"/imports/{job['id']}").json()["state"] == "undone", 30)
    assert officer.request(**wish, json={"reason": "另一原因"}).status_code in (409, 422)


def test_an_import_is_undone_as_the_guide_says(platform: Any, tmp_path: Any) -> None:
    (rows,), scripts = examples("docs/how-to/undo-import.md", "csv"), examples("docs/how-to/undo-import.md", "sh")
    mark = secrets.token_hex(4)
    unit = {"code": f"D-{mark}", "name": f"示例单位{mark}", "kind": "government", "synthetic": True}
    platform.admin.make("/units", unit)
    (tmp_path / "roster.csv").write_text(rows.replace("示例单位", unit["name"]))
    token = platform.as_role("registry_officer").http.headers["Authorization"].removeprefix("Bearer ")
    surroundings = {**os.environ, "GATEWAY": platform.base, "TOKEN": token}
    command = ["bash", "-euo", "pipefail", "-c", "\n".join(scripts)]
    for _ in range(2):  # What was undone can be imported again.
        done = subprocess.run(command, env=surroundings, capture_output=True, timeout=60, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        stays, job, kept = map(json.loads, done.stdout.splitlines())
        assert (stays["items"], kept["items"]) == ([], [])
        assert (job["state"], job["good"], job["undo"]["undone"], job["undo"]["kept"]) == ("undone", 2, 2, 0)

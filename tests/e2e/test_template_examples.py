"""What a template shows as an example may be sent as it stands: it is taken, or names what is not there yet."""

from __future__ import annotations

import io
import secrets
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from gateway.table import import_kinds
from tests.support.awards import done
from tests.support.polling import poll
from tests.support.sheets import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = sorted(kind.kind for kind in import_kinds().values() if kind.read is None)
SHOWN = ("示例", "（示例）")
NOT_BOTH = {"deeds": "单位"}
"""Of two columns that exclude each other the one that is left blank."""
TO_REPLACE = {"contact-points": {"own-unit"}, "careers": {"not-of-this-kind"}, "posts": {"bad-value"}} | {
    kind: {"unknown-item"} for kind in ("accountability", "rectification-assignments")
}
"""Refusals that say which example is to be replaced by another, though what it names is there."""


def explained(admin: Any, kind: str) -> list[list[Any]]:
    """What a template says of its columns."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(admin.get(f"/imports/templates/{kind}").content))
    return list(book.get_sheet_by_index(1).to_python()[1:])


@pytest.fixture(scope="module")
def jobs(platform: Any) -> dict[str, str]:
    """The dry run of each kind's examples, by its path; the unit and the person that they name are there."""
    admin = platform.admin
    unit = {"code": f"E-{secrets.token_hex(3)}", "name": "（示例）市教育局", "kind": "government", "synthetic": True}
    unit_id = done(admin.post("/units", unit))["id"]
    done(admin.post("/posts", {"unit_id": unit_id, "title": "（示例）办公室主任", "synthetic": True}))
    person = {"name": "（示例）哈斯", "sex": "1", "birth": "1985-07", "ethnicity": "02", "political_status": "01"}
    person |= {"identity_number": "150203198507010013", "unit_id": unit_id, "synthetic": True}
    done(admin.post("/cadres", person))
    # Its words are those of a service's dictionary, which the gateway asks for.
    poll(lambda: "两件大事" in str(explained(admin, "award-programmes")), 60)
    found = {}
    for kind in KINDS:
        lines = [line for line in explained(admin, kind) if line[0] != NOT_BOTH.get(kind)]
        content = xlsx([line[0] for line in lines], [line[5] for line in lines])
        headers = {"Content-Type": XLSX, "Idempotency-Key": secrets.token_hex(8)}
        params = {"kind": kind, "mode": "dry_run"}
        job = done(admin.request("POST", "/imports", content=content, params=params, headers=headers))
        found[kind] = f"/imports/{job['id']}"
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_taken_or_says_what_is_to_be_replaced(platform: Any, jobs: dict[str, str], kind: str) -> None:
    poll(lambda: platform.admin.get(jobs[kind]).json()["state"] == "done", 120)
    told = platform.admin.get(jobs[kind]).json()
    wrong = [error for row in told["errors"] for error in row["errors"]]
    assert told["good"] == 1 or wrong
    for error in wrong:
        assert error["pointer"], error
        if error["code"] not in TO_REPLACE.get(kind, set()) | {"identity-number-known"}:
            assert str(error.get("value")).startswith(SHOWN), error
            assert not error["code"].startswith("bad-"), error

"""Interviews and assessments of selected graduates of past years, many at once."""

from __future__ import annotations

from tests.service.desk import Desk
from tests.service.talentpool.test_graduates import RECENT, a_graduate, get


def refused(answer):
    return {row["row"]: row["errors"][0]["pointer"] for row in answer["results"] if "errors" in row}


def test_interviews_and_assessments_of_past_years_come_in_once(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    said = {"cadre_id": cadre_id, "text": "合成", "classification": "internal"}
    held = {**said, "on": f"{RECENT + 1}-05-20", "interviewed_by": "合成人"}
    rows = [
        held,
        held,
        {**held, "cadre_id": "cad-nobody"},
        {**held, "on": f"{RECENT + 2}-05-20"},
        {**held, "on": "1999-01-01"},
    ]
    dry = desk.ask("import_interviews", rows=rows, dry_run=True)
    assert get(desk, id)["interviews"] == []
    answer = desk.ask("import_interviews", rows=rows)
    assert refused(dry) == refused(answer)
    assert set(refused(answer)) == {1, 2, 4}
    assert [one["year"] for one in get(desk, id)["interviews"]] == [RECENT + 1, RECENT + 2]
    assert desk.ask("import_interviews", rows=[held])["done"] == 0

    graded = {**said, "year": RECENT + 1, "assessed_by": "合成人", "grade": "excellent"}
    rows = [graded, {**graded, "grade": "无此等次", "year": RECENT + 2}, {**graded, "year": RECENT + 3}]
    assert desk.ask("import_graduate_assessments", rows=rows, dry_run=True)["done"] == 2
    assert desk.ask("import_graduate_assessments", rows=rows)["done"] == 2
    assert [one["year"] for one in get(desk, id)["assessments"]] == [RECENT + 1, RECENT + 3]
    earlier = desk.ask("import_graduate_assessments", rows=[{**graded, "year": RECENT + 2}], earlier=[
        {**graded, "year": RECENT + 2}], dry_run=True)  # fmt: skip
    assert refused(earlier) == {0: ""}

"""Many rows in one command: what is said of each, and of those that are left out."""

from __future__ import annotations

from servicekit.bulk import Rows, RowsLeftOut


def bad(row: int) -> dict[str, object]:
    return {"row": row, "errors": [{"pointer": "", "code": "internal"}]}


def test_what_is_left_out_is_told_at_its_own_place() -> None:
    rows = Rows(["a", "b", "c", "d"])
    rows.leave_out(RowsLeftOut({1: bad(1)}))
    assert rows.remaining() == ["a", "c", "d"]
    rows.leave_out(RowsLeftOut({2: bad(2)}))
    assert rows.remaining() == ["a", "c"]
    answer = rows.whole({"results": [{"row": 0, "id": "x"}, {"row": 1, "id": "y"}], "done": 2})
    assert answer == {"results": [{"row": 0, "id": "x"}, bad(1), {"row": 2, "id": "y"}, bad(3)], "done": 2}


def test_where_none_remains_each_is_told() -> None:
    rows = Rows(["a", "b"])
    rows.leave_out(RowsLeftOut({0: bad(0), 1: bad(1)}))
    assert rows.places == []
    assert rows.whole({"results": []}) == {"results": [bad(0), bad(1)], "done": 0}

"""What is accepted of a form's differences: by the keys that the dry run tells, row by row, and nothing else."""

from __future__ import annotations

import pytest

from gateway.import_differences import accept
from gateway.import_files import Sheet
from gateway.table import import_kinds
from servicekit.errors import InvalidFields

FORMS = import_kinds()["appointment-forms"]
ONE, OTHER = "9f86d081884c7d65", "60303ae22b998861"


def sheet() -> Sheet:
    made = Sheet()
    for number in (1, 3):
        made.add(number, {"name": f"示例{number}"})
    return made


def accepted(keys: str) -> list[list[str]]:
    made = sheet()
    accept(made, FORMS, keys)
    return [row["accept"] for row in made.rows]


def test_each_row_takes_what_is_accepted_of_it_and_the_others_nothing() -> None:
    assert accepted(f"1:{ONE}") == [[ONE], []]
    assert accepted(f"1:{ONE}、3:{OTHER}，1:{OTHER}\n") == [[ONE, OTHER], [OTHER]]


@pytest.mark.parametrize("keys", ["2:" + ONE, ONE, "1:", "1:xyz", "全部", "-1:" + ONE, f"1:{ONE}{ONE}"])
def test_what_is_no_key_of_this_file_is_refused_at_its_place(keys: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        accepted(keys)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/accept", "unknown-difference")]


def test_rows_of_other_kinds_have_no_differences_to_accept() -> None:
    with pytest.raises(InvalidFields) as refused:
        accept(sheet(), import_kinds()["cadres"], f"1:{ONE}")
    assert [one.code for one in refused.value.errors] == ["not-of-this-kind"]

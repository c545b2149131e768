"""What the form's cells say becomes entries, and what no rule reads is given back."""

from __future__ import annotations

import pytest

from papers import entries
from papers.entries import READS, from_education


def told(history: str, cell: str) -> entries.Told:
    return READS[history][1](cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("大学", [("", "大学", "", "")]),
        ("大学工学学士", [("", "大学", "工学学士", "")]),
        ("大学\n工学学士", [("", "大学", "工学学士", "")]),
        ("研究生、管理学硕士", [("", "研究生", "管理学硕士", "")]),
        ("硕士研究生学历", [("", "硕士研究生", "", "")]),
        ("在职研究生", [("在职", "研究生", "", "")]),
        (
            "全日制：大学 工学学士；在职：研究生 法学硕士",
            [("全日制", "大学", "工学学士", ""), ("在职", "研究生", "法学硕士", "")],
        ),
        ("全日制教育\n大学\n内蒙古示例大学计算机专业\n研究生", [
            ("全日制", "大学", "", "内蒙古示例大学计算机专业"), ("", "研究生", "", "")
        ]),
        ("全日制大学，工学学士，示例大学", [("全日制", "大学", "工学学士", "示例大学")]),
        ("中央党校大学", [("", "中央党校大学", "", "")]),
        ("在职：内蒙古党校研究生，内蒙古党校", [("在职", "内蒙古党校研究生", "", "内蒙古党校")]),
        ("无", []),
    ],
)  # fmt: skip
def test_education_in_one_cell(cell: str, read: list[tuple[str, ...]]) -> None:
    found = from_education(cell)
    assert [tuple(one[name] for name in ("mode", "level", "degree", "level_school")) for one in found.entries] == read
    assert not found.unread


def test_periods_that_stand_in_one_line_are_told_apart() -> None:
    found = told("resume", "2003.07-2010.05 示例局科员；借调；2010.05-至今 示例局科长")
    assert [(one["began"], one["ended"]) for one in found.entries] == [("2003-07", "2010-05"), ("2010-05", None)]
    assert found.entries[0]["text"] == "示例局科员；借调"
    goes_on = told("resume", "2003.07--2010.05  示例局科员；2010.05--         示例局科长")
    assert [(one["began"], one["ended"]) for one in goes_on.entries] == [("2003-07", "2010-05"), ("2010-05", None)]


def test_what_no_rule_reads_is_given_back() -> None:
    assert from_education("自学成才").unread == [("学历学位", "自学成才")]
    resume = told("resume", "2003.09--2007.07  示例大学\n从小务农")
    assert [one["text"] for one in resume.entries] == ["示例大学"]
    assert resume.kept == [{"cell": "resume", "text": "从小务农", "after": "2003-09"}]
    assert [len(one["text"]) for one in told("resume", "务农" * 700).kept] == [1000, 400]
    assert told("assessments", "2022年优秀，去年较好").kept == [
        {"cell": "assessments", "text": "去年较好", "after": None}
    ]
    family = told("family", "妻子，示例萨仁，1986.03，示例学校\n远房亲戚若干")
    assert [one["name"] for one in family.entries] == ["示例萨仁"]
    assert family.unread == [("家庭成员", "远房亲戚若干")]

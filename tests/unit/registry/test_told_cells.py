"""What a form's cells say, as the file keeps it."""

from __future__ import annotations

from papers import cells
from services.registry.parts.form_rows import Note, rewarded, schooled


def test_what_says_that_there_is_no_degree_is_none() -> None:
    notes: list[Note] = []
    line = {"level": "大学", "degree": "无", "level_school": "—", "degree_school": ""}
    read = schooled(line, "full_time", notes)
    assert read is not None
    assert (read["level"], read["degree"], read["school"], notes) == ("21", None, "", [])
    assert schooled({**line, "level": "无"}, "full_time", notes) is None
    assert not notes


def test_every_item_is_a_reward_a_punishment_or_a_line_that_was_not_read() -> None:
    cell = "2018年因违纪受警告处分，2019年解除；2020年嘉奖；2021年参加抗洪；2022年引咎辞职"
    read, punished, unread = rewarded([{"on": one.on, "text": one.text} for one in cells.items(cell)], "", [])
    assert [(one["on"], one["kind"]) for one in read] == [("2020", "commendation")]
    assert punished == [("2018", "因违纪受警告处分，2019年解除"), ("2022", "引咎辞职")]
    assert unread == [{"cell": "rewards", "text": "2021 参加抗洪", "after": "2020"}]

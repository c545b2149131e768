"""Names in the order of strokes (姓氏笔画): how many the surname has, then how it begins: 横、竖、撇、点、折."""

from __future__ import annotations

from services.registry.model.strokes import BY_STROKES, place, strokes_key

IN_ORDER = [
    *("丁一", "卜虚", "刁构", "于洋", "万里", "马超"),
    *("王五", "王伟", "王芳", "王小五", "木兰", "毛虚", "方构"),
    *("石磊", "田野", "白云", "冯虚"),
    *("吕布", "朱构", "刘洋", "刘强", "孙武"),
    *("李娜", "吴虚", "何构", "汪虚", "张三", "张伟", "陈晨"),
    *("哈斯·巴特尔", "斯琴", "𠮷虚构"),
]  # fmt: skip
"""As a list of names by strokes stands in a document."""


def test_names_stand_by_the_strokes_of_the_surname_and_by_how_it_begins() -> None:
    assert sorted(sorted(IN_ORDER), key=strokes_key) == IN_ORDER


def test_every_character_stands_in_one_place_and_one_that_is_not_known_behind_all() -> None:
    every = "".join(BY_STROKES.values())
    assert len(set(every)) == len(every)
    assert place("𠮷") > max(map(place, every))
    assert strokes_key("哈斯·巴特尔") == strokes_key("哈斯巴特尔"), "a dot is no character of the name"
    assert strokes_key("") < strokes_key("丁一")

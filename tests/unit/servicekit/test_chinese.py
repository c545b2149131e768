"""Days and shares in Chinese sentences."""

from __future__ import annotations

import pytest

from servicekit import chinese


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("2026-11-27到龄退休", "2026年11月27日到龄退休"),
        ("自2026-01-05起至2026-12止", "自2026年1月5日起至2026年12月止"),
        ("所填“2026-01-05”早于2026-01-06", "所填“2026-01-05”早于2026年1月6日"),
        ("班次2025-ZT-01、XK-2026-01、2026-13", "班次2025-ZT-01、XK-2026-01、2026-13"),
        ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00Z"),
    ],
)
def test_days_and_months_are_written_out_and_codes_stay(sentence: str, said: str) -> None:
    assert chinese.with_days(sentence) == said


@pytest.mark.parametrize(
    ("share", "said"), [("2/3", "三分之二"), ("1/7", "七分之一"), ("1/2", "半数"), ("3/20", "15%")]
)
def test_a_share_is_said_in_words(share: str, said: str) -> None:
    assert chinese.share(share) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("字典““七个一批”类别”中没有“x”", "字典“‘七个一批’类别”中没有“x”"),
        ("所填“a”、“b”", "所填“a”、“b”"),
        ("所填“a“b”", "所填“a“b”"),
        ("所填”a“", "所填”a“"),
    ],
)
def test_quotes_within_quotes_are_the_inner_ones_and_what_does_not_close_stays(sentence: str, said: str) -> None:
    assert chinese.with_days(sentence) == said


@pytest.mark.parametrize(
    ("unit", "title", "said"),
    [
        ("包头市纪委监委", "市纪委监委书记", "包头市纪委监委书记"),
        ("包头市审计局", "副局长", "包头市审计局副局长"),
        ("包头市", "市长", "包头市市长"),
        ("东河区", "东河区政协副主席", "东河区政协副主席"),
        ("组织部", "组织部", "组织部"),
        ("", "科员", "科员"),
    ],
)
def test_a_post_is_said_with_its_unit_once(unit: str, title: str, said: str) -> None:
    assert chinese.post_at(unit, title) == said

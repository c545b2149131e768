"""Divisions of the country (行政区划, GB/T 2260) by name, as people write where somebody is from."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from servicekit.blanks import half_width
from servicekit.standards import REGIONS

_LINE = re.compile(r'(?P<digits>[0-9]+) (?:province|county)="(?P<name>[^"]*)"')
_OF_YEARS = re.compile(r"\[[0-9]*-[0-9]*\]")
_SIGNS = re.compile(r"[\s·,，、]|人$")
_PLAIN = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|地区|市|盟|矿区|联合旗|区|县|旗)$")
_SHORT = {
    "150000": ("内蒙",),
    "150100": ("呼市",),
    "150203": ("昆区",),
    "150205": ("石拐矿区",),
    "150206": ("白云矿区", "白云鄂博区"),
    "150221": ("土右旗", "土右"),
    "150223": ("达茂联合旗", "达茂旗", "达茂"),
    "150271": ("稀土高新区", "高新区"),
}
"""What divisions are called in short, or were until 1999, besides their names without 区、县、旗."""
_SHORT_AFTER_THE_CITY = {"150206": ("白云区", "白云"), "150207": ("郊区",)}
"""The same where the city is named before: other cities have, or had, divisions of these names."""
_OWN = "own"
"""Divisions of the city by the names that need no city before them."""
_HERE = {code: REGIONS[code] for code in ("150271", "150206")}
"""Divisions of the city that the list has under another name, or not at all."""
_NO_PLACE = frozenset(("市辖区", "县", "市区", "省直辖县级行政区划", "自治区直辖县级行政区划"))


def division(said: str) -> str:
    """The code of the division that a text names, or the text itself, in half width, where it names none.

    Names may stand one behind the other from the province down, with or without what kind each is.

    >>> division("内蒙古包头"), division("内蒙古自治区包头市昆都仑区"), division("山东济南"), division("１５０２０３")
    ('150200', '150203', '370100', '150203')
    """
    text = half_width(said)
    if text.isascii():
        return text
    return _named(bare(text)) or text


def bare(said: str) -> str:
    """Where somebody is from, in half width and without signs between the names: 内蒙古包头 of 内蒙古·包头人."""
    return _SIGNS.sub("", half_width(said))


def called(code: str, *, after_the_city: bool = False) -> tuple[str, ...]:
    """What a division of the city is called, the longest first; all of it where the city is named before."""
    names = (REGIONS[code], *_SHORT.get(code, ()), *(_SHORT_AFTER_THE_CITY.get(code, ()) if after_the_city else ()))
    return tuple(sorted(names, key=len, reverse=True))


def may_be(code: str) -> bool:
    """Whether six digits may be a division's code: its city, or its province, is known. Counties come anew."""
    return code[:4] in _by_name() or (code.endswith("0000") and code in _by_name()["province"].values())


def _named(text: str) -> str | None:
    by_name = _by_name()
    for province, rest in _begins(text, by_name["province"]):
        if not rest:
            return province
        if city := _within(rest, province[:2]):
            return city
    # Without the province: of the own region, as people of the city write.
    return _within(text, _OWN) or _within(text, "15")


def _within(text: str, digits: str) -> str | None:
    """The division below those that begin with these digits."""
    below = _by_name().get(digits, {})
    for code, rest in _begins(text, below):
        if not rest:
            return code
        if digits == code[:2] and code.endswith("00") and (inner := _within(rest, code[:4])):
            return inner
    return None


def _begins(text: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """Which of these names a text begins with, the longest first, and what follows."""
    cuts = range(min(len(text), 20), 1, -1)
    return [(code, text[cut:]) for cut in cuts if (code := names.get(text[:cut]))]


@cache
def _by_name() -> dict[str, dict[str, str]]:
    """Codes by name: of the provinces, and within each two digits and each four."""
    found: dict[str, dict[str, str]] = {"province": {}}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        if (told := _LINE.match(line.strip())) is None:
            continue
        digits, name = told["digits"], _OF_YEARS.sub("", told["name"].split(",")[-1])
        if len(digits) == 2:
            province = digits
            _keep(found["province"], f"{digits}0000", name)
        elif digits != "0000" and name not in _NO_PLACE:
            code = province + digits
            _keep(found.setdefault(province, {}), code, name)
            _keep(found.setdefault(code[:4], {}), code, name)
    for code, name in _HERE.items():
        _keep(found["15"], code, name)
        _keep(found["1502"], code, name)
    found[_OWN] = dict(found["1502"])
    for code, names in _SHORT_AFTER_THE_CITY.items():
        found["1502"].update(dict.fromkeys(names, code))
    return found


def _keep(names: dict[str, str], code: str, name: str) -> None:
    for one in (name, _PLAIN.sub("", name), *_SHORT.get(code, ())):
        # A city comes before a county of the same name, as its code does.
        if len(one) > 1:
            names.setdefault(one, code)

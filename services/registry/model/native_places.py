"""Where somebody is from (籍贯), as far as a file says it: by the code of the division, or by its name in the text."""

from __future__ import annotations

import re
from functools import cache

from servicekit import standards
from servicekit.divisions import bare, called
from services.registry.model import codes

_REGION = re.compile("^内蒙(?:古(?:自治区)?)?")
_CITY = re.compile("^包头市?")
_FORMER_LEAGUE = re.compile("^(?:乌兰察布盟?|乌盟)")
_ONCE_OF_THE_LEAGUE = ("150221", "150222", "150223")
"""What lay in the league 乌兰察布盟 before it came to the city, and is so written in old files."""
_OTHER_CITIES = (
    "呼和浩特", "呼市", "乌海", "赤峰", "通辽", "鄂尔多斯", "呼伦贝尔", "巴彦淖尔", "乌兰察布", "兴安", "锡林郭勒",
    "锡盟", "阿拉善", "阿盟",
)  # fmt: skip
"""The other cities and leagues (盟、市) of the autonomous region."""
_OTHER_PROVINCES = (
    "北京", "天津", "河北", "山西", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海",
    "宁夏", "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
_OLD_CODES = {"152633": "150223"}
"""What divisions of the city had for a code while they lay elsewhere."""
ELSEWHERE = ""
"""Somewhere outside of the city."""


def native_region(code: str | None, text: str) -> str | None:
    """The county, or the city where the file knows no more, that somebody is from; ELSEWHERE, or None where it does not
    say so far."""
    if code is not None:
        code = _OLD_CODES.get(code, code)
        if code in codes.COUNTY_REGIONS:
            return code
        if code[: codes.CITY_DIGITS] == codes.CITY[: codes.CITY_DIGITS]:
            return codes.CITY
        return None if code.endswith("0000") and code[:2] == codes.CITY[:2] else ELSEWHERE
    said = bare(text)
    if said.startswith(_OTHER_PROVINCES):
        return ELSEWHERE
    said = _REGION.sub("", said)
    if (in_city := _CITY.sub("", said)) != said:
        return _county(in_city, codes.COUNTY_REGIONS, after_the_city=True) or codes.CITY
    if (in_league := _FORMER_LEAGUE.sub("", said)) != said:
        return _county(in_league, _ONCE_OF_THE_LEAGUE) or ELSEWHERE
    return _county(said, codes.COUNTY_REGIONS) or (ELSEWHERE if said.startswith(_OTHER_CITIES) else None)


def _county(said: str, among: tuple[str, ...], *, after_the_city: bool = False) -> str | None:
    return next(
        (code for code in among if said.startswith(called(code, after_the_city=after_the_city)) or said == _stem(code)),
        None,
    )


@cache
def _stem(code: str) -> str:
    """A division's name without its last word, as it is written alone: 固阳 for 固阳县."""
    return re.sub(r"(矿区|区|县|联合旗|旗)$", "", standards.REGIONS[code])

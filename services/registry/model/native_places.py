"""Where somebody is from (籍贯), as far as a file says it: by the code of the division, or by its name in the text."""

from __future__ import annotations

import re
from functools import cache

from servicekit import standards
from servicekit.divisions import SHORT
from services.registry.model import codes

HERE, CITY_NAME = "内蒙古", "包头"
_OTHER_CITIES = (
    "呼和浩特", "乌海", "赤峰", "通辽", "鄂尔多斯", "呼伦贝尔", "巴彦淖尔", "乌兰察布", "兴安", "锡林郭勒", "阿拉善",
)  # fmt: skip
"""The other cities and leagues (盟、市) of the autonomous region."""
_OTHER_PROVINCES = (
    "北京", "天津", "河北", "山西", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海",
    "宁夏", "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
ELSEWHERE = ""
"""Somewhere outside of the city."""


def native_region(code: str | None, text: str) -> str | None:
    """The county, or the city where the file knows no more, that somebody is from; ELSEWHERE, or None where it does not
    say so far."""
    if code is not None:
        if code in codes.COUNTY_REGIONS:
            return code
        if code[: codes.CITY_DIGITS] == codes.CITY[: codes.CITY_DIGITS]:
            return codes.CITY
        return None if code.endswith("0000") and code[:2] == codes.CITY[:2] else ELSEWHERE
    said = re.sub(r"[\s·，,、]|人$", "", text)
    if said.startswith(_OTHER_PROVINCES):
        return ELSEWHERE
    said = re.sub(f"^{HERE}(自治区)?", "", said)
    rest = re.sub(f"^{CITY_NAME}市?", "", said)
    for county in codes.COUNTY_REGIONS:
        if rest.startswith(_names_of(county)) or rest == _stem(county):
            return county
    if rest != said:
        return codes.CITY
    return ELSEWHERE if said.startswith(_OTHER_CITIES) else None


@cache
def _names_of(code: str) -> tuple[str, ...]:
    return (standards.REGIONS[code], *SHORT.get(code, ()))


@cache
def _stem(code: str) -> str:
    """A division's name without its last word, as it is written alone: 固阳 for 固阳县."""
    return re.sub(r"(矿区|区|县|联合旗|旗)$", "", standards.REGIONS[code])

"""marshmallow's messages in Chinese and English, each with a stable code.

A schema may word a message itself as `code|中文|English`; everything else is looked up here.
"""

from __future__ import annotations

import re

_TABLE: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), code, zh)
    for pattern, code, zh in (
        (r"^Missing data for required field\.$", "required", "必填"),
        (r"^Unknown field\.$", "unknown-field", "未知字段"),
        (r"^Field may not be null\.$", "null", "不能为空值"),
        (r"^Not a valid string\.$", "type", "应为文本"),
        (r"^Not a valid integer\.$", "type", "应为整数"),
        (r"^Not a valid number\.$", "type", "应为数字"),
        (r"^Not a valid boolean\.$", "type", "应为是（“true”）或否（“false”）"),
        (r"^Not a valid list\.$", "type", "应为列表"),
        (r"^Not a valid mapping type\.$", "type", "应为对象"),
        (r"^Invalid input type\.$", "type", "应为对象"),
        (r"^Not a valid date\.$", "type", "应为日期，如“2026-11-27”"),
        (r"^Not a valid (aware )?datetime\.$", "type", "应为带时区的时间，如“2026-11-27T09:00:00+08:00”"),
        (r"^Not a valid URL\.$", "type", "应为网址"),
        (r"^Special numeric values \(nan or infinity\) are not permitted\.$", "type", "不接受非数或无穷大"),
        (r"^Number too large\.$", "range", "数值过大"),
        (r"^Must be one of: (?P<allowed>.*)\.$", "not-allowed", "不是可选的值"),
        (
            r"^Must be greater than or equal to (?P<low>\S+) and less than or equal to (?P<high>\S+)\.$",
            "range",
            "应在 {low} 至 {high} 之间",
        ),
        (r"^Must be greater than or equal to (?P<low>\S+)\.$", "range", "不得小于 {low}"),
        (r"^Must be greater than (?P<low>\S+)\.$", "range", "应大于 {low}"),
        (r"^Must be less than or equal to (?P<high>\S+)\.$", "range", "不得大于 {high}"),
        (r"^Must be less than (?P<high>\S+)\.$", "range", "应小于 {high}"),
        (r"^Length must be between (?P<low>\S+) and (?P<high>\S+)\.$", "length", "长度应在 {low} 至 {high} 之间"),
        (r"^Longer than maximum length (?P<high>\S+)\.$", "length", "长度不得超过 {high}"),
        (r"^Shorter than minimum length (?P<low>\S+)\.$", "length", "长度不得少于 {low}"),
        (r"^Length must be (?P<length>\S+)\.$", "length", "长度应为 {length}"),
        (r"^String does not match expected pattern\.$", "pattern", "格式不正确"),
    )
)


def translate(message: str) -> tuple[str, str, str]:
    """The code, the Chinese and the English of a message of marshmallow's or of a schema's own."""
    if message.count("|") == 2:
        code, zh, en = message.split("|")
        return code, zh, en
    for pattern, code, zh in _TABLE:
        if match := pattern.match(message):
            return code, zh.format(**match.groupdict()), message
    return "invalid", "内容不正确", message

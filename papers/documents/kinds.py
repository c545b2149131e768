"""The kinds of documents (文书类别): what each is made from, and the fields that its template may use.

A field is a text, or a list of things with fields of their own. What is not known is empty; a paper shows a line in its
place, to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).with_name("templates")
MOST_BYTES = 2 * 1024 * 1024
"""Of a template as it is uploaded."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a template may show: what it is called, and an example."""

    name: str
    zh: str
    en: str
    example: str = ""
    items: tuple[Field, ...] = ()
    """Of a list: what each of its things has."""
    is_optional: bool = False
    """Whether it is empty where there is nothing to say, not where something is missing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document."""

    name: str
    zh: str
    en: str
    of_zh: str
    """What it is made from."""
    of_en: str
    fields: tuple[Field, ...]

    @property
    def template(self) -> Path:
        """The template that is shipped."""
        return TEMPLATES / f"{self.name}.docx"

    @property
    def example(self) -> dict[str, Any]:
        """What a preview shows."""
        return {one.name: _example(one) for one in self.fields}


@dataclass(frozen=True, slots=True)
class Document:
    """What a paper is made of: its kind, what its fields hold, and the template where it is not the shipped one."""

    kind: str
    values: dict[str, Any]
    version: int = 0
    template: bytes = field(default=b"", repr=False)
    mark: str = ""
    """Who took it out, and when: at the foot of each page, whatever the template has there."""


def _example(one: Field) -> str | list[dict[str, str]]:
    if not one.items:
        return one.example
    return [{inner.name: inner.example for inner in one.items} for _ in range(2)]


def missing(kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """The fields that a paper shows a line for."""
    found = []
    for one in kind.fields:
        value = values.get(one.name)
        if one.is_optional:
            continue
        if one.items:
            found += [
                f"{one.name}.{inner.name}"
                for inner in one.items
                if not inner.is_optional and any(not item.get(inner.name) for item in value or ())
            ]
        elif not value:
            found.append(one.name)
    return found


_MADE_ON = Field(
    "made_on", "成文日期", "The paper's day: of publicity the first, of minutes the meeting's", "2026年3月1日"
)
_SYNTHETIC = Field(
    "synthetic", "虚构数据标记", "Says of made-up data that it is", "虚构数据，不作凭据", is_optional=True
)
_SECRECY = Field("secrecy", "密级", "How confidential it is", "内部", is_optional=True)
_PERSON = (
    Field("name", "姓名", "Name", "单虚构"),
    Field("post", "现任单位及职务", "Present unit and post", "（虚构）市教育局副局长"),
)
_PUBLICITY = (
    Field("begins", "公示开始", "First day of publicity", "2026年3月2日"),
    Field("ends", "公示截止", "Last day of publicity", "2026年3月6日"),
    Field("objections", "反映问题的方式", "How to object", "请以书面或电话方式向（虚构）市委组织部反映"),
)
_AWARD = (
    Field("honour", "表彰项目", "The honour", "（虚构）担当作为好干部"),
    Field(
        "honour_quoted",
        "表彰项目（带引号，其中的引号为单引号）",
        "The honour in quotation marks",
        "“（虚构）担当作为好干部”",
    ),
    Field("level", "级别", "Its level", "市级"),
    Field("authority", "表彰机关", "Who confers it", "（虚构）市委、市政府"),
)
_BATCH = (
    Field("batch", "批次", "The batch", "（虚构）第一批"),
    Field(
        "level_and_batch", "级别和批次（级别只写一次）", "The level, said once, and the batch", "市级，（虚构）第一批"
    ),
)
_SELECTION = (
    Field("unit", "拟任单位", "The unit of the post", "（虚构）市水务局"),
    Field("post", "拟任职务", "The post", "（虚构）市水务局局长"),
    Field("body", "作出决定的会议", "The meeting that decided", "（虚构）市委常委会会议"),
)
_CANDIDATE = (
    Field("name", "姓名", "Name", "单虚构"),
    Field("sex", "性别", "Sex", "男"),
    Field("ethnicity", "民族", "Ethnicity", "蒙古族"),
    Field("birth", "出生年月", "Month of birth", "1985年7月"),
    Field("schooling", "学历", "Highest education", "大学"),
    Field("degree", "学位", "Highest degree", "法学学士", is_optional=True),
    Field("political_status", "政治面貌", "Political status", "中共党员"),
    Field("began_work_on", "参加工作时间", "When they began to work", "2007年8月"),
    Field("post", "现任职务", "The post held at the time", "（虚构）市教育局副局长"),
    Field("proposed_post", "拟任职务", "The post they are to hold", "（虚构）市水务局局长"),
)
_LETTER = (
    *_PERSON,
    Field("subject", "事由", "What it is about", "（示例）个人有关事项"),
    Field("matter", "事由（写作“……有关问题”）", "The same within a sentence", "（示例）个人有关事项"),
    Field("text", "内容", "What it says", "（示例）请就有关问题作出说明。\n（示例）第二段。"),
    Field("sent_on", "发出日期", "When it was sent", "2026年3月2日"),
    _SECRECY,
)

KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind(
            "appointment-publicity", "任前公示", "Publicity of an appointment", "选拔任用", "a selection",
            (
                *_SELECTION, *_PUBLICITY,
                Field("days", "公示工作日", "Working days of publicity", "5"),
                Field("persons", "拟任人选", "Who is to be appointed", items=_CANDIDATE),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "decision-minutes", "讨论决定任免事项会议纪要", "Minutes of the meeting that decided on an appointment",
            "选拔任用", "a selection",
            (
                *_SELECTION,
                Field("held_on", "会议日期", "The day of the meeting", "2026年2月27日"),
                Field("entitled", "应到会人数", "How many were to attend", "9"),
                Field("present", "到会人数", "How many attended", "8"),
                Field("agreed", "同意人数", "How many agreed", "8"),
                Field("moved_by", "动议", "Who moved it", "（虚构）市委组织部"),
                Field("basis", "依据", "The basis", "（示例）会议记录"),
                Field("outcome", "会议结果", "What was decided", "会议同意"),
                Field("persons", "人选", "Who was decided on", items=(
                    *_CANDIDATE,
                    Field("course", "选拔经过", "How it came about", "2026年1月5日动议；2026年1月12日民主推荐。"),
                )),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "honour-publicity", "表彰公示", "Publicity of nominations", "表彰批次", "a batch of honours",
            (
                *_AWARD,
                *_BATCH,
                *_PUBLICITY,
                Field("count", "人数", "How many", "2"),
                Field("persons", "拟表彰人选", "Who is to be honoured", items=(
                    *_PERSON, Field("summary", "事迹摘要", "What of their merits is public", "（示例）扎根一线。"),
                )),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "commendation-decision", "表彰决定", "Decision to confer honours", "表彰批次", "a batch of honours",
            (
                *_AWARD,
                *_BATCH,
                Field("count", "人数", "How many", "2"),
                Field("conferred_on", "授予日期", "When they were conferred", "2026年3月9日"),
                Field("persons", "获表彰人员", "Who is honoured", items=(
                    *_PERSON, Field("number", "证书编号", "Number of the certificate", "示例-0001"),
                )),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "honour-certificate", "荣誉证书", "Certificate of an honour", "荣誉", "an honour",
            (
                *_AWARD, *_PERSON,
                Field("number", "证书编号", "Number of the certificate", "示例-0001"),
                Field("conferred_on", "授予日期", "When it was conferred", "2026年3月9日"),
                _SYNTHETIC,
            ),
        ),
        Kind(
            "inquiry-letter", "函询通知书", "Letter of inquiry", "函询", "a letter of inquiry",
            (*_LETTER, Field("due_on", "回复期限", "To be answered by", "2026年3月16日"), _MADE_ON, _SYNTHETIC),
        ),
        Kind(
            "inquiry-reply", "函询回复表", "Form to answer a letter of inquiry", "函询", "a letter of inquiry",
            (
                *_LETTER, Field("due_on", "回复期限", "To be answered by", "2026年3月16日"),
                Field("reply", "回复内容", "The answer, if there is one", "（示例）情况说明。", is_optional=True),
                Field("replied_on", "回复日期", "When it was answered", "2026年3月9日", is_optional=True),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "reminder-letter", "提醒函", "Letter of reminder", "提醒", "a letter of reminder",
            (*_LETTER, _MADE_ON, _SYNTHETIC),
        ),
        Kind(
            "conference-minutes", "联席会议纪要", "Minutes of a joint conference", "联席会议", "a joint conference",
            (
                Field("title", "会议名称", "The conference", "（虚构）干部监督联席会议"),
                Field("sort", "会议类型", "Regular or special", "例会"),
                Field("held_on", "召开日期", "The day it was held", "2026年3月2日"),
                Field("host", "召集单位", "Who convened it", "（虚构）市委组织部"),
                Field("present", "到会单位", "Who attended", "（虚构）市纪委、（虚构）市审计局"),
                Field("represented", "委托出席单位", "Who was represented", "（虚构）市信访局", is_optional=True),
                Field("absent", "缺席单位", "Who was absent", "（虚构）市公安局", is_optional=True),
                Field("agenda", "议程", "The agenda", items=(
                    Field("title", "议题", "The item", "（示例）通报有关情况"),
                    Field("agency", "提出单位", "Who put it there", "（虚构）市审计局", is_optional=True),
                )),
                Field("minutes", "纪要正文", "What the minutes say", "（示例）会议听取了汇报。\n（示例）抓好落实。"),
                Field("resolutions", "议定事项", "What was resolved", items=(
                    Field("text", "事项", "The resolution", "（示例）开展专项核查"),
                    Field("agencies", "责任单位", "Who carries it out", "（虚构）市审计局"),
                    Field("due_on", "完成期限", "By when", "2026年4月1日"),
                )),
                _SECRECY, _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "completion-certificate", "培训结业证书", "Certificate of completed training", "结业的学员",
            "an enrolment that is completed",
            (
                *_PERSON,
                Field("class_title", "班次名称", "The class", "（虚构）中青年干部培训班"),
                Field("organiser", "办班主体", "Who held it", "（虚构）市委党校"),
                Field("begins", "开班日期", "Its first day", "2026年3月2日"),
                Field("ends", "结业日期", "Its last day", "2026年3月20日"),
                Field("hours", "学时", "Hours of study", "96"),
                Field("grade", "成绩", "Grade", "优秀", is_optional=True),
                Field("number", "证书编号", "Number of the certificate", "示例-2026-001"),
                Field("completed_on", "发证日期", "When it was completed", "2026年3月20日"),
                _SYNTHETIC,
            ),
        ),
        Kind(
            "training-hours", "学时证明", "Statement of hours of study", "干部（某年度）", "a cadre, in a year",
            (
                *_PERSON,
                Field("year", "年度", "The year", "2026"),
                Field("period", "计算期间", "The years that are judged together", "2022—2026年五年累计"),
                Field("required", "应修学时", "Hours that are required in them", "550"),
                Field("counted", "已计学时", "Hours that count in them", "576"),
                Field("online", "网络学时", "Hours online", "52"),
                Field("state", "达标情况", "Whether that is enough", "已达标"),
                Field("years", "各年度学时", "The hours of each of the years", items=(
                    Field("year", "年度", "The year", "2026"),
                    Field("counted", "已计学时", "Hours that count", "288"),
                    Field("online", "网络学时", "Hours online", "52"),
                )),
                Field("entries", "学时记录", "The entries of the ledger in the year that stand", items=(
                    Field("on", "日期", "Day", "2026年3月20日"),
                    Field("mode", "培训方式", "How it was studied", "脱产"),
                    Field("source", "来源", "Where it comes from", "班次"),
                    Field("hours", "学时", "Hours", "48"),
                )),
                _MADE_ON, _SYNTHETIC,
            ),
        ),
        Kind(
            "appraisal-notice", "考核考察结果告知书", "Notice of an appraisal's result", "考察结果告知", "a notice",
            (
                *_PERSON,
                Field("appraisal", "考察名称", "The appraisal", "（示例）2025年度考核"),
                Field("grade", "等次", "The grade", "优秀"),
                Field("text", "告知内容", "What is told", "（示例）经研究，确定等次为优秀。"),
                Field("delivered_on", "告知日期", "When it was delivered", "2026年3月2日"),
                Field("acknowledge_by", "签收期限", "To be acknowledged by", "2026年3月9日"),
                Field(
                    "last_day", "可申请复核或申诉的最后一日", "Last day to ask for a review", "2026年4月1日",
                    is_optional=True,
                ),
                _SECRECY, _MADE_ON, _SYNTHETIC,
            ),
        ),
    )
}  # fmt: skip


def names(fields: Sequence[Field]) -> str:
    """Fields as a Chinese sentence offers them."""
    return "、".join(f"{one.zh}（“{one.name}”）" for one in fields)

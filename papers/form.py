"""The form for appointments and removals (干部任免审批表) as its two pages say it, whichever file holds it.

The national form, edition 3.2. A day is text known to the year, the month or the day (1985, 1985-07, 1985-07-01), as
everywhere on the platform; how a file writes it is the file's own matter. What is not known is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from papers import pictures

PHOTO_BEGINS = (pictures.JPEG_BEGINS, pictures.PNG_BEGINS)
"""How a file begins that is a photo: a JPEG or a PNG."""

CALLED = {
    "name": "姓名", "sex": "性别", "birth": "出生年月", "ethnicity": "民族", "native_place": "籍贯",
    "birthplace": "出生地",
    "joined_party_on": "入党时间", "began_work_on": "参加工作时间", "health": "健康状况",
    "professional_post": "专业技术职务",
    "specialities": "熟悉专业有何专长", "full_time": "全日制教育", "in_service": "在职教育", "current_post": "现任职务",
    "proposed_post": "拟任职务", "proposed_removal": "拟免职务", "resume": "简历",
    "rewards_and_punishments": "奖惩情况", "assessments": "年度考核结果", "reason": "任免理由", "family": "家庭成员",
    "reported_by": "呈报单位", "age_on": "计算年龄时间", "filled_in_on": "填表时间", "filled_in_by": "填表人",
    "identity_number": "公民身份号码", "retires_on": "到龄年月",
}  # fmt: skip
"""What the cells of the form are called."""


@dataclass(frozen=True, slots=True)
class Education:
    """One of the form's two lines of education (学历学位): full-time (全日制教育) or in service (在职教育)."""

    level: str = ""
    degree: str = ""
    level_school: str = ""
    """School, department and major of the level (毕业院校系及专业)."""
    degree_school: str = ""
    """The same of the degree."""


@dataclass(frozen=True, slots=True)
class ResumeLine:
    """A period of the résumé (简历). A line that no rule reads has no days: it is kept as it was written."""

    began: str
    ended: str
    """Empty where it goes on."""
    text: str


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A line of the family's table (家庭主要成员及重要社会关系)."""

    relation: str
    name: str
    birth: str = ""
    political_status: str = ""
    work: str = ""
    """Unit and post (工作单位及职务)."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a file that was left out, or hardly means what it says: where, and why, in both languages."""

    place: str
    """A field of the form."""
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AppointmentForm:
    """A filled-in form. Every text is what the paper shows, in words and not in codes."""

    name: str
    sex: str = ""
    birth: str = ""
    ethnicity: str = ""
    native_place: str = ""
    birthplace: str = ""
    joined_party_on: str = ""
    """The day of entry; a party other than the Communist Party stands in `other_party`."""
    other_party: str = ""
    began_work_on: str = ""
    health: str = ""
    professional_post: str = ""
    specialities: str = ""
    """What the person is versed in (熟悉专业有何专长)."""
    full_time: Education = Education()
    in_service: Education = Education()
    current_post: str = ""
    proposed_post: str = ""
    proposed_removal: str = ""
    resume: tuple[ResumeLine, ...] = ()
    rewards_and_punishments: str = ""
    assessments: str = ""
    reason: str = ""
    """Of the appointment or removal (任免理由)."""
    family: tuple[FamilyMember, ...] = ()
    reported_by: str = ""
    """The unit that reports (呈报单位)."""
    age_on: str = ""
    """The day that the age is computed for (计算年龄时间)."""
    filled_in_on: str = ""
    filled_in_by: str = ""
    identity_number: str = ""
    photo: bytes = b""
    """A JPEG or a PNG."""
    retires_on: str = ""
    """When the age of retirement is reached (到龄年月): newer editions alone hold it."""
    others: dict[str, str] = field(default_factory=dict)
    """What a file holds besides, by its own names: it goes out as it came in."""
    notes: tuple[Note, ...] = field(default=(), compare=False)
    """What is to be known of the file that it was read from."""

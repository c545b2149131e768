"""One row of an import of forms (干部任免审批表): a person as the form's two pages say it, in words."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields, validate
from services.registry.schemas.common import code_field, one_of, person_name, text
from services.registry.schemas.histories import MAX_ENTRIES, MOST_UNREAD, UNREAD_CELLS, partial

MOST_PHOTO = 280_000
"""Characters of a photo in base64, as `SetPhoto` takes it."""
MOST_DIFFERENCES = 500
"""What one form may change."""


class FormEducation(Schema):
    """A line of the form's education."""

    level = text("学历", 40)
    degree = text("学位", 40)
    level_school = text("毕业院校系及专业（学历）", 100)
    degree_school = text("毕业院校系及专业（学位）", 100)


class FormPeriod(Schema):
    """A line of the form's résumé."""

    began = partial("起", required=True)
    ended = partial("止")
    text = text("经历", 300, required=True)


class FormUnread(Schema):
    """A line of the form that no rule reads."""

    text = text("原文", MOST_UNREAD, required=True)
    after = partial("其上一条的时间")
    cell = one_of("栏目", UNREAD_CELLS, load_default="resume")


class FormReward(Schema):
    """An item of 奖惩情况; without a day where none is said."""

    on = partial("时间")
    text = text("内容", required=True)


class FormGrade(Schema):
    """The grade of a year, in words."""

    year = fields.Int(required=True, validate=validate.Range(1949, 2200), metadata={"zh": "年度"})
    grade = text("等次", 20, required=True)


class FormRelative(Schema):
    """A line of the form's family, in words."""

    relation = text("称谓", 40)
    name = person_name(required=True)
    birth = partial("出生年月")
    political_status = text("政治面貌", 40)
    work = text("工作单位及职务")


class FormNote(Schema):
    """What was left out when the file was read."""

    zh = text("说明", 500, required=True)
    en = text("英文说明", 500, required=True)


def _several(nested: type[Schema], zh: str) -> fields.List[Any]:
    return fields.List(
        fields.Nested(nested), load_default=list, validate=validate.Length(0, MAX_ENTRIES), metadata={"zh": zh}
    )


class FormRow(Schema):
    """A form. What is empty on it says nothing of the person and changes nothing."""

    identity_number = fields.String(
        load_default="",
        load_only=True,
        validate=validate.Length(0, 32),
        metadata={"zh": "公民身份号码", "example": "150203198501010012"},
    )
    name = person_name(required=True)
    sex = text("性别", 10)
    birth = partial("出生年月")
    ethnicity = text("民族", 20)
    native_place = text("籍贯", 100)
    birthplace = text("出生地", 100)
    joined_party_on = partial("入党时间")
    other_party = text("其他党派", 60)
    political_status = text("政治面貌", 40)
    began_work_on = partial("参加工作时间")
    health = text("健康状况", 60)
    professional_post = text("专业技术职务", 100)
    specialities = text("熟悉专业有何专长", 200)
    full_time = fields.Nested(FormEducation, load_default=None, allow_none=True, metadata={"zh": "全日制教育"})
    in_service = fields.Nested(FormEducation, load_default=None, allow_none=True, metadata={"zh": "在职教育"})
    current_post = text("现任职务", 500)
    resume = _several(FormPeriod, "简历")
    unread_lines = _several(FormUnread, "未识别内容")
    rewards = _several(FormReward, "奖惩情况")
    assessments = _several(FormGrade, "年度考核结果")
    family = _several(FormRelative, "家庭主要成员及重要社会关系")
    reported_by = text("呈报单位", 200)
    filled_in_on = partial("填表时间")
    photo = fields.String(load_default="", validate=validate.Length(0, MOST_PHOTO), metadata={"zh": "照片（base64）"})
    unit_code = code_field("单位编码", load_default=None, allow_none=True)
    accept = fields.List(
        fields.String(validate=validate.Length(1, 20)),
        load_default=None,
        allow_none=True,
        validate=validate.Length(0, MOST_DIFFERENCES),
        metadata={"zh": "采纳的变动（变动标记）；不填为全部采纳"},
    )
    notes = _several(FormNote, "读取时的须知")
    file = text("文件名", 300)

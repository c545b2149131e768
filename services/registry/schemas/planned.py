"""Changes of units and posts that are planned (计划变更), from outside."""

from __future__ import annotations

from servicekit.forms import among_ids, text
from servicekit.lifecycle import words_of
from servicekit.people import Role
from servicekit.schema import Id, PageQuery, Schema, fields
from servicekit.schemas import stated, timeline
from services.registry.schemas.common import any_of
from services.registry.vocabulary.planned import LIFE, PlannedState

KINDS = {
    "registry.change_unit": "更名、核定职数等",
    "registry.move_unit": "调整隶属关系",
    "registry.merge_unit": "撤并单位",
    "registry.close_unit": "撤销单位",
    "registry.change_post": "修改职位",
    "registry.abolish_post": "撤销职位",
}


class ListPlannedChanges(PageQuery):
    """Planned changes by unit and state, the next first."""

    unit_id = among_ids("单位及其下级")
    state = any_of("状态", words_of(PlannedState), load_default=["planned"])


class CancelPlannedChange(Schema):
    """Why it will not be."""

    change_id = Id(metadata={"zh": "计划变更"})
    by = text("具名负责人", 100, required=True)
    basis = text("依据", 1000, required=True)


class PlannedChangeOut(Schema):
    """A change of a unit or a post that takes effect on its day."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    operation = fields.String(required=True, metadata={"zh": "变更种类", "words": KINDS})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    post_id = fields.String(allow_none=True, metadata={"zh": "职位"})
    on = fields.Date(required=True, metadata={"zh": "生效日期"})
    document = fields.String(required=True, metadata={"zh": "依据文件"})
    wish = fields.Dict(
        required=True, metadata={"zh": "变更内容", "words_within": {"kind": "registry.unit_kind", "role": Role}}
    )
    planned_by = fields.String(required=True, metadata={"zh": "录入账号"})
    state = stated(PlannedState)
    timeline = timeline(LIFE, required=True)
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})

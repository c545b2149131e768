"""What happens in a career, from outside. Each decision names its document; checks may be overridden with a basis."""

from __future__ import annotations

from servicekit.schema import Id, PartialDate, Schema, fields, validate
from services.registry.schemas.common import called, code_field, one_of, override_field, post_level, rank, text
from services.registry.schemas.histories import acknowledgement
from services.registry.schemas.units import ROLES
from services.registry.vocabulary.person import HISTORY_WORDS

RETIREMENTS = {
    "due": "到龄退休",
    "flexible_early": "弹性提前退休",
    "flexible_late": "弹性延迟退休",
    "request": "申请提前退休",
    "illness": "因病退休",
}
DEPARTURES = {
    "resigned": "辞职",
    "dismissed": "辞退",
    "expelled": "开除",
    "transferred_out": "调出",
    "deceased": "去世",
}


def back_entry() -> fields.Bool:
    """Whether something that has been is entered from its document: in any order, and without today's checks.

    Of late, within the days of rule registry.vetting_back_entry_days, it is judged like a decision of today.
    """
    return fields.Bool(
        load_default=False, metadata={"zh": "补录：按文件登记既往事项，不作当前的资格审查；近期事项照常审查"}
    )


class Appoint(Schema):
    """Appoint a cadre to a post, or to a title in a unit that has no such post on the books (任职)."""

    cadre_id = Id(metadata={"zh": "干部"})
    post_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "职位"})
    post_code = code_field("职位编码", load_default=None, allow_none=True)
    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "单位；有职位时不填"})
    title = called("职务名称；有职位时可不填", default=None, least=1)
    role = one_of("成员类别；有职位时不填", ROLES, load_default="member")
    post_level = post_level("职务层次；有职位时不填", load_default=None, allow_none=True)
    main = fields.Bool(load_default=True, metadata={"zh": "主要职务，否则为兼任"})
    leave_present = fields.Bool(load_default=True, metadata={"zh": "同时免去现任主要职务"})
    on = PartialDate(required=True, metadata={"zh": "任职时间", "example": "2025-03-12"})
    document = text("任职文件", required=True)
    trial = fields.Bool(load_default=False, metadata={"zh": "试用期任职"})
    override = override_field()
    back_entry = back_entry()


class Remove(Schema):
    """End an appointment (免职): one by its entry or post, or all."""

    cadre_id = Id(metadata={"zh": "干部"})
    entry = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, 12), metadata={"zh": "任职条目号"}
    )
    post_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "职位"})
    on = PartialDate(required=True, metadata={"zh": "免职时间"})
    document = text("免职文件", required=True)
    reason = text("原因")
    end_level = fields.Bool(load_default=False, metadata={"zh": "同时终止职务层次"})
    back_entry = back_entry()


class Promote(Schema):
    """Promote to a post level (领导职务层次) or to a rank (职级), without a change of post."""

    cadre_id = Id(metadata={"zh": "干部"})
    post_level = post_level("晋升的职务层次", load_default=None, allow_none=True)
    rank = rank("晋升的职级", load_default=None, allow_none=True)
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("文件", required=True)
    override = override_field()
    back_entry = back_entry()


class Demote(Schema):
    """Lower a post level or a rank (降职、降级), by the document that decided it."""

    cadre_id = Id(metadata={"zh": "干部"})
    post_level = post_level("降至的职务层次", load_default=None, allow_none=True)
    rank = rank("降至的职级", load_default=None, allow_none=True)
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("文件", required=True)
    back_entry = back_entry()


class Transfer(Schema):
    """Transfer to another unit (调动): the appointments in the old unit end."""

    cadre_id = Id(metadata={"zh": "干部"})
    unit_id = Id(metadata={"zh": "调入单位"})
    post_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "调入后职位"})
    title = called("调入后职务", default=None, least=1)
    role = one_of("成员类别；有职位时不填", ROLES, load_default="member")
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("文件", required=True)
    override = override_field()
    back_entry = back_entry()


class Retire(Schema):
    """Retire a cadre (退休); the date is checked against the reform's."""

    cadre_id = Id(metadata={"zh": "干部"})
    kind = one_of("退休方式", RETIREMENTS, load_default="due")
    on = PartialDate(required=True, metadata={"zh": "退休时间"})
    document = text("文件", required=True)
    override = override_field()
    back_entry = back_entry()


class Leave(Schema):
    """A cadre leaves the roster otherwise than by retirement; a death is entered of who has retired or left too."""

    cadre_id = Id(metadata={"zh": "干部"})
    kind = one_of("原因", DEPARTURES, required=True)
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("文件", required=True)
    override = override_field()
    back_entry = back_entry()


class LiftHold(Schema):
    """Let a decision take effect that something held on its day; what still stands against it needs an override."""

    cadre_id = Id(metadata={"zh": "干部"})
    history = one_of(
        "履历类别", {"appointments": "任职", "levels": "职务层次", "ranks": "职级", "moves": "调动"}, required=True
    )
    entry = fields.String(required=True, validate=validate.Length(1, 12), metadata={"zh": "暂缓生效的条目号"})
    on = PartialDate(load_default=None, allow_none=True, metadata={"zh": "生效时间，自原定时间至今天；空则为今天"})
    basis = text("依据", 1000, required=True, least=4)
    override = override_field()


class SetAside(Schema):
    """Mark an entry of a history as not counting (作废), with the person answerable and the basis."""

    cadre_id = Id(metadata={"zh": "干部"})
    history = one_of("履历类别", HISTORY_WORDS, required=True)
    entry = fields.String(required=True, validate=validate.Length(1, 12), metadata={"zh": "条目号"})
    by = text("具名负责人", 100, required=True)
    basis = text("依据", 1000, required=True, least=4)
    acknowledgement = acknowledgement()

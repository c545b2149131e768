"""Units and posts, from outside."""

from __future__ import annotations

from servicekit import forms, standards
from servicekit.forms import AHEAD, among_ids, day, searched
from servicekit.lifecycle import Following, words_of
from servicekit.people import POST_CONDITIONS, Role
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.registry.schemas.common import any_of, called, code_field, one_of, post_level, text
from services.registry.schemas.planned import PlannedChangeOut
from services.registry.vocabulary.units import PostState, UnitChangeKind, UnitState

UNIT_KINDS = {
    "party_committee": "党委机关",
    "people_congress": "人大机关",
    "government": "政府部门",
    "cppcc": "政协机关",
    "discipline": "纪检监察机关",
    "court": "审判机关",
    "procuratorate": "检察机关",
    "mass_organisation": "群团组织",
    "district": "旗县区及开发区",
    "township": "苏木乡镇、街道",
    "enterprise": "国有企业",
    "school": "学校",
    "hospital": "医院",
    "institution": "事业单位",
    "internal": "内设机构",
    "city": "市",
}
MANAGEMENT = {"region": "区管", "city": "市管", "county": "县管", "unit": "单位管理"}
FUNCTIONS = {
    "organisation": "组织",
    "personnel": "人事",
    "discipline": "纪检",
    "supervision": "监察",
    "audit": "审计",
    "finance": "财务",
}
ROLES = words_of(Role)


class HeadcountSchema(Schema):
    """Posts of the leading team: 正职、副职、总师."""

    chief = fields.Int(load_default=0, validate=validate.Range(0, 100), metadata={"zh": "正职"})
    deputy = fields.Int(load_default=0, validate=validate.Range(0, 500), metadata={"zh": "副职"})
    chief_expert = fields.Int(load_default=0, validate=validate.Range(0, 100), metadata={"zh": "总师"})


class RegisterUnit(Schema):
    """A unit to be registered; its parent by id or by code."""

    code = code_field("单位编码", required=True, example="BT-SWZZB")
    name = called("单位名称", required=True, example="中共包头市委组织部")
    short_name = called("简称", 60)
    kind = one_of("单位类别", UNIT_KINDS, required=True)
    level = post_level("单位级别（GB/T 12407）", load_default=None, allow_none=True)
    region = forms.region("行政区划（GB/T 2260）", standards.REGIONS, load_default="150200")
    parent_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "上级单位"})
    parent_code = code_field("上级单位编码", load_default=None, allow_none=True)
    approved = fields.Nested(
        HeadcountSchema, load_default=None, allow_none=True, metadata={"zh": "核定职数；未核定不填"}
    )
    order = fields.Int(load_default=0, validate=validate.Range(0, 1_000_000), metadata={"zh": "排序"})
    synthetic = fields.Bool(load_default=False, metadata={"zh": "虚构数据"})


class ChangeUnit(Schema):
    """Rename a unit, set its approved posts, or its plain fields; a document is named for what it decided."""

    unit_id = Id(metadata={"zh": "单位"})
    name = called("单位名称", default=None, least=1)
    short_name = called("简称", 60, default=None)
    kind = one_of("单位类别", UNIT_KINDS)
    level = post_level("单位级别", allow_none=True)
    region = forms.region("行政区划", standards.REGIONS)
    order = fields.Int(validate=validate.Range(0, 1_000_000), metadata={"zh": "排序"})
    approved = fields.Nested(HeadcountSchema, metadata={"zh": "核定职数"})
    on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "生效日期，默认当日", "when": AHEAD})
    document = text("依据文件")


class MoveUnit(Schema):
    """Place a unit below another parent."""

    unit_id = Id(metadata={"zh": "单位"})
    parent_id = Id(allow_none=True, metadata={"zh": "新的上级单位"})
    on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "生效日期，默认当日", "when": AHEAD})
    document = text("依据文件")


class MergeUnit(Schema):
    """Merge a unit into another, which takes over its posts and people."""

    unit_id = Id(metadata={"zh": "被并入的单位"})
    into_id = Id(metadata={"zh": "并入的单位"})
    on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "生效日期，默认当日", "when": AHEAD})
    document = text("依据文件", required=True)


class CloseUnit(Schema):
    """Abolish a unit that has nobody left."""

    unit_id = Id(metadata={"zh": "单位"})
    on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "生效日期，默认当日", "when": AHEAD})
    document = text("依据文件", required=True)


class RestoreUnit(Schema):
    """A unit that was merged or abolished by mistake."""

    unit_id = Id(metadata={"zh": "单位"})
    by = text("更正人", required=True)
    basis = text("更正依据", required=True)


class GetUnit(Schema):
    """Which unit."""

    unit_id = Id(metadata={"zh": "单位"})


class ListUnits(PageQuery):
    """Units by their place in the tree, kind, region or name."""

    q = fields.String(load_default=None, validate=validate.Length(1, 60), metadata={"zh": "名称或简称包含"})
    code = fields.AnyOf(code_field("编码"))
    parent_id = among_ids("直接上级")
    below = among_ids("该单位及其下级")
    kind = any_of("类别", UNIT_KINDS)
    region = any_of("行政区划", standards.REGIONS)
    state = any_of("状态", words_of(UnitState))
    over_establishment = fields.Bool(load_default=None, metadata={"zh": "只列超职数单位"})


class UnitChangeOut(Schema):
    """One entry of a unit's history."""

    kind = fields.String(required=True, metadata={"zh": "变更", "words": UnitChangeKind})
    on = fields.Date(required=True, metadata={"zh": "日期"})
    document = fields.String(required=True, metadata={"zh": "文件"})
    before = fields.String(required=True, metadata={"zh": "变更前"})
    after = fields.String(required=True, metadata={"zh": "变更后"})
    other_unit_id = fields.String(allow_none=True, metadata={"zh": "相关单位"})


class UnitOut(Schema):
    """A unit; `unit_ids` are the units above it, top first, and itself."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    code = fields.String(required=True, metadata={"zh": "编码"})
    name = fields.String(required=True, metadata={"zh": "名称"})
    short_name = fields.String(required=True, metadata={"zh": "简称"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    level = fields.String(allow_none=True, metadata={"zh": "级别"})
    region = fields.String(required=True, metadata={"zh": "行政区划"})
    parent_id = fields.String(allow_none=True, metadata={"zh": "上级"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    approved = fields.Nested(HeadcountSchema, required=True, allow_none=True, metadata={"zh": "核定职数"})
    filled = fields.Nested(HeadcountSchema, required=True, metadata={"zh": "实配"})
    over_since = fields.Date(allow_none=True, metadata={"zh": "超职数起始日"})
    state = stated(UnitState)
    merged_into = fields.String(allow_none=True, metadata={"zh": "并入"})
    history = fields.List(fields.Nested(UnitChangeOut), required=True, metadata={"zh": "沿革"})
    order = fields.Int(required=True, metadata={"zh": "排序"})
    planned = fields.List(fields.Nested(PlannedChangeOut), metadata={"zh": "计划变更，单独查看单位时才有"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class UnitSnapshot(Schema):
    """A unit as read models keep it."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    code = fields.String(required=True, metadata={"zh": "编码"})
    name = fields.String(required=True, metadata={"zh": "名称"})
    short_name = fields.String(required=True, metadata={"zh": "简称"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    level = fields.String(allow_none=True, metadata={"zh": "级别"})
    region = fields.String(required=True, metadata={"zh": "行政区划"})
    parent_id = fields.String(allow_none=True, metadata={"zh": "上级"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = stated(UnitState)


class UnitSnapshotsOut(Schema):
    """The units that exist among those asked for."""

    items = fields.List(fields.Nested(UnitSnapshot), required=True, metadata={"zh": "单位"})


class PostSnapshot(Schema):
    """What a post is called, as read models keep it."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    code = fields.String(allow_none=True, metadata={"zh": "编码"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    title = fields.String(required=True, metadata={"zh": "名称"})


class PostSnapshotsOut(Schema):
    """The posts that exist among those asked for."""

    items = fields.List(fields.Nested(PostSnapshot), required=True, metadata={"zh": "职位"})


class PostConditionSchema(Schema):
    """What a post asks for; `kind` is a key of dictionary registry.post_condition."""

    kind = text("条件类别（字典“registry.post_condition”）", 40, required=True)
    value = text("要求", 200, required=True, words=Following("kind", POST_CONDITIONS))
    text = text("说明", 500)
    required = fields.Bool(load_default=True, metadata={"zh": "硬性条件"})


class EstablishPost(Schema):
    """A post to be established; its unit by id or by code."""

    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "单位"})
    unit_code = code_field("单位编码", load_default=None, allow_none=True)
    code = code_field("职位编码", load_default=None, allow_none=True)
    title = called("职位名称", required=True, example="部长")
    post_level = post_level(load_default=None, allow_none=True)
    role = one_of("成员类别", ROLES, load_default="member")
    avoidance_function = one_of("亲属回避的工作", FUNCTIONS, load_default=None, allow_none=True)
    conditions = fields.List(
        fields.Nested(PostConditionSchema),
        load_default=list,
        validate=validate.Length(0, 30),
        metadata={"zh": "任职条件"},
    )
    management = one_of("管理权限", MANAGEMENT, load_default="unit")
    established_on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "设立日期"})
    order = fields.Int(load_default=0, validate=validate.Range(0, 1_000_000), metadata={"zh": "排序"})
    synthetic = fields.Bool(load_default=False, metadata={"zh": "虚构数据"})


class ChangePost(Schema):
    """Change a post's plain fields; its authority from a day on, which puts an earlier word of that day right."""

    post_id = Id(metadata={"zh": "职位"})
    title = called("职位名称", default=None, least=1)
    post_level = post_level(allow_none=True)
    avoidance_function = one_of("亲属回避的工作", FUNCTIONS, allow_none=True)
    conditions = fields.List(
        fields.Nested(PostConditionSchema), validate=validate.Length(0, 30), metadata={"zh": "任职条件"}
    )
    management = one_of("管理权限", MANAGEMENT)
    order = fields.Int(validate=validate.Range(0, 1_000_000), metadata={"zh": "排序"})
    on = day("变更之日，默认当日", AHEAD, load_default=None, allow_none=True)
    document = text("管理权限变更的依据文件")


class AbolishPost(Schema):
    """Abolish a post that nobody holds."""

    post_id = Id(metadata={"zh": "职位"})
    on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "撤销日期，默认当日", "when": AHEAD})


class GetPost(Schema):
    """Which post."""

    post_id = Id(metadata={"zh": "职位"})


class ListPosts(PageQuery):
    """Posts by unit, level and vacancy."""

    q = searched()
    unit_id = among_ids("单位")
    below = fields.Bool(load_default=True, metadata={"zh": "含下级单位"})
    code = fields.AnyOf(code_field("职位编码"))
    post_level = fields.AnyOf(post_level())
    role = any_of("成员类别", ROLES)
    vacant = fields.Bool(load_default=None, metadata={"zh": "空缺"})
    state = any_of("状态", words_of(PostState))


class AuthorityOut(Schema):
    """What was said of a post's authority: from which day on, by which document, by whom and when."""

    code = fields.String(required=True, metadata={"zh": "管理权限", "words": "registry.management"})
    since = fields.Date(required=True, allow_none=True, metadata={"zh": "自何日起；空为设立以来"})
    document = fields.String(required=True, metadata={"zh": "依据文件"})
    by = fields.String(required=True, metadata={"zh": "经办账号"})
    at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "时间"})


class PostOut(Schema):
    """A post and who holds it."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    code = fields.String(allow_none=True, metadata={"zh": "编码"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    title = fields.String(required=True, metadata={"zh": "名称"})
    post_level = fields.String(allow_none=True, metadata={"zh": "层次"})
    role = fields.String(required=True, metadata={"zh": "成员类别", "words": words_of(Role)})
    avoidance_function = fields.String(allow_none=True, metadata={"zh": "回避工作"})
    conditions = fields.List(fields.Nested(PostConditionSchema), required=True, metadata={"zh": "任职条件"})
    order = fields.Int(dump_default=0, metadata={"zh": "排序"})
    management = fields.String(required=True, metadata={"zh": "管理权限"})
    authorities = fields.List(fields.Nested(AuthorityOut), metadata={"zh": "管理权限沿革；未变更过的为空"})
    holder_ids = fields.List(fields.String(), required=True, metadata={"zh": "任职人"})
    vacant = fields.Bool(required=True, metadata={"zh": "空缺"})
    state = stated(PostState)
    established_on = fields.Date(allow_none=True, metadata={"zh": "设立日期"})
    abolished_on = fields.Date(allow_none=True, metadata={"zh": "撤销日期"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})

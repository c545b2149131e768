"""Organisers, plans, teachers and materials: what commands take and what is answered."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    among,
    among_ids,
    among_keys,
    among_numbers,
    choice,
    day,
    entry,
    given,
    listed,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import OfAYear
from servicekit.schema import PageQuery, Schema, fields, validate
from services.training.schemas.common import MOST_TOPICS, TOPICS, RevisionOut
from services.training.vocabulary.resources import MATERIAL_STATES, PlanKind, PlanState, TeacherKind, Tier

KINDS = {"textbook": "教材", "case": "案例", "courseware": "课件"}
LEVELS = {"national": "全国", "region": "自治区", "city": "市"}


class RegisterOrganiser(Schema):
    """Register an organiser: of the 1+7+N system, or one outside the city."""

    name = text("办班主体名称", required=True)
    tier = choice(Tier, "层级（字典“training.organiser_tiers”）", required=True)
    key = text("行业党（工）委、干部学院的字典项；系统外的唯一键", 64, load_default=None, allow_none=True)
    unit_id = other("对应单位")
    synthetic = synthetic()


class ChangeOrganiser(Schema):
    """Rename an organiser or take it in or out of use."""

    organiser_id = wanted("办班主体")
    name = text("办班主体名称")
    active = fields.Boolean(metadata={"zh": "在用"})


class OrganiserOf(Schema):
    organiser_id = wanted("办班主体")


class ListOrganisers(PageQuery):
    q = searched()
    tier = among(Tier, "层级")
    active = fields.Boolean(load_default=None, metadata={"zh": "在用"})


class OrganiserOut(Schema):
    """An organiser of training (办班主体)."""

    id = given("标识")
    version = fields.Integer()
    name = given("名称")
    tier = given("层级")
    key = given("唯一键")
    unit_id = given("单位", allow_none=True)
    active = fields.Boolean(metadata={"zh": "在用"})
    synthetic = fields.Boolean()


class DraftPlan(Schema):
    """Write a training plan."""

    kind = choice(PlanKind, "计划类别", required=True)
    year = whole("年度", 1990, 2099, required=True)
    title = text("计划名称", required=True)
    organiser_id = wanted("主办单位")
    programme = entry("training.special_programmes", "专项计划字典项", 64, load_default=None, allow_none=True)
    goals = words("目标", 2000)
    classes_wanted = whole("计划班次数", 0, 10_000, load_default=None, allow_none=True)
    people_wanted = whole("计划人次", 0, 10_000_000, load_default=None, allow_none=True)
    synthetic = synthetic()


class ChangePlan(Schema):
    """Change a plan that is still a draft."""

    plan_id = wanted("计划")
    title = text("计划名称")
    goals = text("目标", 2000, allow_none=True)
    classes_wanted = whole("计划班次数", 0, 10_000, allow_none=True)
    people_wanted = whole("计划人次", 0, 10_000_000, allow_none=True)


class PlanOf(Schema):
    plan_id = wanted("计划")


class ListPlans(PageQuery):
    q = searched()
    kind = among(PlanKind, "计划类别")
    year = among_numbers("年度")
    state = among(PlanState, "状态")
    organiser_id = among_ids("主办单位")


class PlanOut(Schema):
    """A training plan (培训计划)."""

    id = given("标识")
    version = fields.Integer()
    kind = given("类别")
    year = fields.Integer(metadata={"zh": "年度"})
    title = given("名称")
    organiser_id = given("主办单位")
    programme = given("专项计划", "training.special_programmes", allow_none=True)
    goals = given("目标", allow_none=True)
    classes_wanted = fields.Integer(allow_none=True, metadata={"zh": "计划班次数"})
    people_wanted = fields.Integer(allow_none=True, metadata={"zh": "计划人次"})
    state = given("状态")
    synthetic = fields.Boolean()


class RegisterTeacher(Schema):
    """Put a teacher on the list; a leading cadre who lectures names the cadre."""

    name = text("姓名", 50, required=True)
    kind = choice(TeacherKind, "类别：专职、特聘、领导干部", required=True)
    code = text("教师编号", 40, load_default=None, allow_none=True)
    cadre_id = other("干部")
    organiser_id = other("所属办班主体")
    topics = fields.List(entry(TOPICS, "专题"), load_default=list, validate=MOST_TOPICS, metadata={"zh": "专题"})
    synthetic = synthetic()


class ChangeTeacher(Schema):
    """Change a teacher's entry."""

    teacher_id = wanted("教师")
    name = text("姓名", 50)
    topics = fields.List(entry(TOPICS, "专题"), validate=MOST_TOPICS, metadata={"zh": "专题"})
    active = fields.Boolean(metadata={"zh": "在用"})


class TeacherOf(Schema):
    teacher_id = wanted("教师")


class ListTeachers(PageQuery):
    q = searched()
    kind = among(TeacherKind, "类别")
    active = fields.Boolean(load_default=None, metadata={"zh": "在用"})
    topic = among_keys("专题", 40)
    code = among_keys("教师编号", 40)


class TeacherOut(Schema):
    """A teacher (教师)."""

    are_people = True
    id = given("标识")
    version = fields.Integer()
    name = given("姓名")
    kind = given("类别")
    code = given("编号", allow_none=True)
    cadre_id = given("干部", allow_none=True)
    organiser_id = given("办班主体", allow_none=True)
    topics = fields.List(fields.String(), metadata={"zh": "专题", "words": "training.topics"})
    active = fields.Boolean(metadata={"zh": "在用"})
    ratings = fields.Integer(metadata={"zh": "评价数"})
    rating_sum = fields.Integer(metadata={"zh": "评价总分（均值=总分/数）"})
    synthetic = fields.Boolean()


class RateTeacher(Schema):
    """Rate a teacher of a class that the cadre was in; 1 to 5. Who rated is never shown."""

    teacher_id = wanted("教师")
    class_id = wanted("班次")
    cadre_id = wanted("评价人")
    score = whole("分值", 1, 5, required=True)


class RatingOut(Schema):
    """The teacher's ratings after one more."""

    teacher_id = given("教师", attribute="id")
    ratings = fields.Integer(metadata={"zh": "评价数"})
    mean_rating = fields.Float(allow_none=True, metadata={"zh": "均分"})


class LoadQuery(Schema):
    """Teaching load of a term."""

    term = text("学期", 40, required=True, metadata={"example": "2025-spring"})
    teacher_id = other("教师")
    kind = choice(TeacherKind, "类别", load_default=None)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500), metadata={"zh": "条数"})


class TeacherLoad(Schema):
    """Hours that a teacher gives in a term, in classes that are not drafts or cancelled (授课量)."""

    teacher_id = given("教师")
    name = given("姓名", allow_none=True)
    kind = given("类别")
    hours = fields.Float(metadata={"zh": "学时"})
    main_hours = fields.Float(metadata={"zh": "主体班次学时"})
    sessions = fields.Integer(metadata={"zh": "课次"})
    classes = fields.Integer(metadata={"zh": "班次数"})


class LoadsOut(Schema):
    """The load of each teacher in a term, most hours first."""

    term = given("学期", OfAYear("training.terms"))
    items = fields.List(fields.Nested(TeacherLoad), required=True)


class AddMaterial(Schema):
    """Make a training material known."""

    title = text("名称", required=True)
    kind = listed(KINDS, "类别", required=True)
    code = text("编号", 40, load_default=None, allow_none=True)
    topics = fields.List(entry(TOPICS, "专题"), load_default=list, validate=MOST_TOPICS, metadata={"zh": "专题"})
    published_on = day("首版日期", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class EditionWish(Schema):
    """An edition as it should stand."""

    number = whole("版次", 1, 1000, required=True)
    published_on = day("出版日期", PAST, required=True)
    note = words("说明", 500)


class AddEdition(EditionWish):
    """Add an edition."""

    material_id = wanted("教材")


class SelectionWish(Schema):
    """A selection as it should stand."""

    level = listed(LEVELS, "级别", required=True)
    batch = text("批次", 100, required=True)
    on = day("收录日期", PAST, required=True)


class SelectMaterial(SelectionWish):
    """Record that a material was taken into a list of a higher level (收录)."""

    material_id = wanted("教材")


class CorrectMaterial(Schema):
    """Put a material right, with a basis; what is left out stays. Editions and selections are given whole."""

    material_id = wanted("教材")
    basis = text("更正依据", 500, required=True)
    title = text("名称")
    kind = listed(KINDS, "类别")
    code = text("编号", 40, allow_none=True)
    topics = fields.List(entry(TOPICS, "专题"), validate=MOST_TOPICS, metadata={"zh": "专题"})
    editions = fields.List(
        fields.Nested(EditionWish), validate=validate.Length(max=100), metadata={"zh": "应有的全部版次"}
    )
    selections = fields.List(
        fields.Nested(SelectionWish), validate=validate.Length(max=100), metadata={"zh": "应有的全部收录"}
    )


class MaterialOf(Schema):
    material_id = wanted("教材")


class ListMaterials(PageQuery):
    q = searched()
    kind = among(KINDS, "类别")
    level = among_keys("收录级别", 20)
    topic = among_keys("专题", 40)


class EditionOut(Schema):
    """An edition."""

    number = fields.Integer(metadata={"zh": "版次"})
    published_on = fields.Date(metadata={"zh": "出版日期"})
    note = given("说明", allow_none=True)


class SelectionOut(Schema):
    """A selection."""

    level = given("级别", LEVELS)
    batch = given("批次")
    on = fields.Date(metadata={"zh": "收录日期"})


class MaterialOut(Schema):
    """A training material (教材)."""

    id = given("标识")
    version = fields.Integer()
    title = given("名称")
    kind = given("类别", KINDS)
    code = given("编号", allow_none=True)
    topics = fields.List(fields.String(), metadata={"zh": "专题", "words": "training.topics"})
    editions = fields.List(fields.Nested(EditionOut), metadata={"zh": "版次"})
    selections = fields.List(fields.Nested(SelectionOut), metadata={"zh": "收录"})
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "更正"})
    state = fields.String(metadata={"zh": "状态", "words": MATERIAL_STATES})
    synthetic = fields.Boolean()

"""What is asked and answered about a leadership team."""

from __future__ import annotations

from servicekit import standards
from servicekit.forms import ids
from servicekit.schema import Id, Schema, fields, validate
from servicekit.schemas import MAX_ROWS
from services.registry.vocabulary import codes
from services.registry.vocabulary.relations import Bond


class TeamRelationsOf(Schema):
    """Whose team, and who might join it."""

    unit_id = Id(metadata={"zh": "单位"})
    candidate_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "拟任人选"})


class RelationOut(Schema):
    """A bond between two members."""

    bond = fields.Enum(Bond, by_value=True, required=True, metadata={"zh": "亲属、同乡或同学"})
    cadre_ids = fields.List(fields.String(), required=True, metadata={"zh": "双方"})
    detail = fields.String(
        required=True,
        metadata={"zh": "亲属关系、籍贯区划代码，或院校及毕业年", "words": (codes.RELATIONS, standards.REGIONS)},
    )
    avoidance = fields.Bool(required=True, metadata={"zh": "属任职回避的亲属关系"})
    with_candidate = fields.Bool(required=True, metadata={"zh": "涉及拟任人选"})


class TeamRelationsOut(Schema):
    """A team's members and the bonds among them; advice, which decides nothing by itself."""

    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    member_ids = fields.List(fields.String(), required=True, metadata={"zh": "班子成员"})
    more = fields.Bool(required=True, metadata={"zh": "成员过多，未全部核对"})
    candidate_id = fields.String(required=True, allow_none=True, metadata={"zh": "拟任人选"})
    relations = fields.List(fields.Nested(RelationOut), required=True, metadata={"zh": "关系"})
    basis = fields.String(required=True, metadata={"zh": "回避规定"})


class KinAsked(Schema):
    """Who of some cadres is near kin of a cadre, or of anybody in the leadership team of a unit."""

    cadre_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "干部"})
    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "领导班子所在单位"})
    ids = ids("可能的亲属", 100, required=True)


class KinOf(Schema):
    """Several such questions at once."""

    asked = fields.List(
        fields.Nested(KinAsked), required=True, validate=validate.Length(1, MAX_ROWS), metadata={"zh": "逐项查询"}
    )


class KinOut(Schema):
    """Of each question those whose relation calls for avoidance, and by which rule; nobody where nobody is known."""

    kin_ids = fields.List(fields.List(fields.String()), required=True, metadata={"zh": "应回避的亲属"})
    basis = fields.String(required=True, metadata={"zh": "回避规定"})

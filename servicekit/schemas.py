"""What every service takes and answers alike: rules, dictionaries, audit, history, dead letters, many rows at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from servicekit.chinese import with_days
from servicekit.forms import PeriodQuery, among, among_ids, among_keys, day
from servicekit.lifecycle import OPERATIONS, Following, Lifecycle, Words
from servicekit.schema import ROW_BY_ROW, Id, PageQuery, Schema, fields, validate


def stated(words: Words, zh: str = "状态", *, required: bool = True, allow_none: bool = False) -> fields.String:
    """A code in an answer, as where something stands, with what its codes are called."""
    return fields.String(required=required, allow_none=allow_none, metadata={"zh": zh, "words": words})


_DEADLINES = {"waiting": "等待中", "fired": "已触发", "cancelled": "已取消", "failed": "未能执行"}
LETTERS = {"dead": "待处理", "resent": "已重新投递", "discarded": "不再处理"}
"""What the states of dead letters are called."""


class ListRules(PageQuery):
    """Which rules."""

    code = among_keys("规则代码", 100)
    on = fields.Date(
        load_default=None, metadata={"zh": "生效日", "description": "Only the versions that hold on this day."}
    )


RULE_VALUES = "rule_values"
"""What the codes are called that the values of rules hold: kept by the gateway, by the code of the rule."""
_CODED = Following("code", RULE_VALUES)


class TermsOut(Schema):
    """What a rule says and where that comes from."""

    value = fields.Raw(metadata={"zh": "取值", "words": _CODED})
    basis = fields.String(allow_none=True, metadata={"zh": "依据"})
    article = fields.String(allow_none=True, metadata={"zh": "条款"})
    valid_from = fields.String(allow_none=True, metadata={"zh": "生效日期"})
    valid_to = fields.String(allow_none=True, metadata={"zh": "失效日期"})
    verified = fields.Bool(allow_none=True, metadata={"zh": "已核实"})


_VALUES = {"int": "整数", "decimal": "小数", "text": "文字", "list": "列表", "map": "对照表", "bool": "是或否"}
"""What the value of a rule may be."""


_UNITS = {
    "share": "占比", "share of the roll": "占应到人数", "share of members": "占成员人数", "share of hours": "占总学时",
    "share of those entitled to attend": "占应到会人数", "votes": "票", "points": "分", "people": "人", "pieces": "份",
    "days": "天", "working days": "个工作日", "months": "个月", "month": "月份", "years": "年", "year": "年份",
    "hours": "学时", "minutes": "分钟", "bytes": "字节", "times": "次", "levels": "级", "deeds": "件",
    "rule": "适用为一，不适用为零", "yes or no": "是或否", "sources": "来源", "teams": "个班子", "grades": "等次",
    "session": "次课", "kinds": "种类", "kinds of class": "班次类别", "kinds of departure": "离任种类", "ranks": "职级",
    "rank": "职级", "roles": "成员类别", "relations": "亲属关系", "functions": "工作类别",
    "rolling or fixed": "滚动或固定",
    "MM-DD": "月日", "MM-DD name": "月日与名称", "date": "日期", "weights": "权重", "results": "成果",
    "months and effects": "月数与影响", "notice": "告示文字", "agencies": "个单位", "posts": "个职位", "holders": "人",
    "rows": "行", "forms": "份", "selections": "项选拔", "classes": "个班次", "graduates": "名选调生",
    "GB/T 4658": "《学历代码》",
    "GB/T 12407": "《职务级别代码》", "full years since entry and stage": "入职满年数与阶段",
}  # fmt: skip
"""What the value of a rule is counted in."""


class RuleOut(Schema):
    """A version of a rule (规则): a number that the platform enforces, with where it comes from."""

    code = fields.String(required=True, metadata={"zh": "代码"})
    version = fields.Int(required=True)
    value = fields.Raw(required=True, metadata={"zh": "取值", "words": _CODED})
    kind = fields.String(metadata={"zh": "类型", "words": _VALUES})
    unit = fields.String(metadata={"zh": "计量单位", "words": _UNITS})
    zh = fields.String(metadata={"zh": "名称"})
    en = fields.String()
    basis = fields.String(metadata={"zh": "依据"})
    article = fields.String(metadata={"zh": "条款"})
    valid_from = fields.String(metadata={"zh": "生效日期"})
    valid_to = fields.String(allow_none=True, metadata={"zh": "失效日期"})
    verified = fields.Bool(metadata={"zh": "已核实"})
    note = fields.String(allow_none=True, metadata={"zh": "备注"})
    changed_by = fields.String(allow_none=True, metadata={"zh": "变更人"})
    in_force = fields.Bool(metadata={"zh": "是否执行中", "description": "On the day asked for, else today."})
    shipped = fields.Nested(
        TermsOut, allow_none=True, metadata={"zh": "出厂取值", "description": "What this release ships for the rule."}
    )
    undecided = fields.Bool(
        dump_default=False,
        metadata={
            "zh": "出厂取值已变更，待定",
            "description": "This release ships other terms, and nobody has made a version of the rule since.",
        },
    )


class ChangeRule(Schema):
    """A new version of a rule."""

    code = fields.String(required=True, validate=validate.Length(1, 100))
    value = fields.Raw(required=True, metadata={"zh": "取值"})
    basis = fields.String(required=True, validate=validate.Length(1, 300), metadata={"zh": "依据"})
    article = fields.String(load_default="", validate=validate.Length(max=100), metadata={"zh": "条款"})
    valid_from = fields.Date(required=True, metadata={"zh": "生效日期"})
    valid_to = fields.Date(load_default=None, allow_none=True, metadata={"zh": "失效日期"})
    verified = fields.Bool(required=True, metadata={"zh": "已核实"})
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))


class ListDictionaries(PageQuery):
    """Which dictionaries."""

    code = among_keys("字典代码", 100)


class DictionaryEntry(Schema):
    """One entry of a dictionary."""

    key = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,60}\Z"))
    zh = fields.String(required=True, validate=validate.Length(1, 200))
    en = fields.String(load_default="", validate=validate.Length(max=200))
    example = fields.Bool(
        load_default=False, metadata={"zh": "示例值", "description": "True where the value is only an example."}
    )


class DictionaryOut(Schema):
    """A dictionary (字典)."""

    code = fields.String(required=True, metadata={"zh": "代码"})
    version = fields.Int(required=True)
    zh = fields.String()
    en = fields.String()
    note = fields.String(allow_none=True, metadata={"zh": "备注"})
    entries = fields.List(fields.Dict(), required=True)
    changed_by = fields.String(allow_none=True, metadata={"zh": "变更人"})
    changed_at = fields.DateTime(allow_none=True, metadata={"zh": "变更时间"})


class ChangeDictionary(Schema):
    """New entries of a dictionary."""

    code = fields.String(required=True, validate=validate.Length(1, 100))
    entries = fields.List(fields.Nested(DictionaryEntry), required=True, validate=validate.Length(1, 500))


class ListDeadlines(PageQuery):
    """Which deadlines."""

    state = among(_DEADLINES, "状态")
    kind = among_keys("种类", 64)
    subject = among_keys("对象", 64)
    due_from = day("到期日不早于", load_default=None)
    due_to = day("到期日不晚于", load_default=None)


class AskKeptApart(Schema):
    """Of which steps is asked."""

    what = fields.List(
        fields.String(validate=validate.Length(1, 100)),
        required=True,
        validate=validate.Length(1, 100),
        metadata={"zh": "步骤代码"},
    )


class WhoMay(Schema):
    """An account that may take a step, and the cadre whose account it is."""

    account = fields.String(required=True, validate=validate.Length(1, 100), metadata={"zh": "账号"})
    cadre_id = fields.String(load_default=None, allow_none=True, metadata={"zh": "绑定干部"})


class StepOfMany(Schema):
    """A step, and all the accounts that may take it."""

    what = fields.String(required=True, validate=validate.Length(1, 100), metadata={"zh": "步骤代码"})
    accounts = fields.List(
        fields.Nested(WhoMay), required=True, validate=validate.Length(1, 1000), metadata={"zh": "有权办理的账号"}
    )


class AskKeptFromAll(Schema):
    """Of which steps is asked, and who may take them."""

    steps = fields.List(
        fields.Nested(StepOfMany), required=True, validate=validate.Length(1, 100), metadata={"zh": "各步骤"}
    )


class KeptApart(Schema):
    """The things that an account may not lead on by a step, as it had a part in them (回避)."""

    what = fields.String(required=True, metadata={"zh": "步骤代码"})
    ids = fields.List(fields.String(), required=True, metadata={"zh": "须由其他账号办理的对象"})


class KeptApartOut(Schema):
    """Step by step."""

    items = fields.List(fields.Nested(KeptApart), required=True, metadata={"zh": "各步骤"})


class DeadlineOut(Schema):
    """A deadline (时限): over at the end of `due_on` in China."""

    id = fields.String(required=True)
    version = fields.Int(required=True)
    kind = fields.String(required=True, metadata={"zh": "种类"})
    subject = fields.String(required=True, metadata={"zh": "对象"})
    due_on = fields.Date(required=True, metadata={"zh": "到期日"})
    state = fields.String(required=True, metadata={"zh": "状态", "words": _DEADLINES})
    working_days = fields.Int(allow_none=True, metadata={"zh": "工作日数"})
    provisional = fields.Bool(metadata={"zh": "暂定：相关年份尚未公布放假安排"})
    fired_at = fields.DateTime(allow_none=True, metadata={"zh": "触发时间"})
    tries = fields.Int(metadata={"zh": "失败次数"})
    error = fields.String(metadata={"zh": "最近一次失败"})
    moves = fields.List(fields.Dict(), metadata={"zh": "人工变更记录"})


class RetryDeadline(Schema):
    """Which deadline that failed is tried again."""

    deadline_id = fields.String(required=True, validate=validate.Length(1, 130), metadata={"zh": "时限"})


class CancelDeadline(RetryDeadline):
    """Which deadline is taken back, and why."""

    basis = fields.String(required=True, validate=validate.Length(2, 500), metadata={"zh": "依据"})


class MoveDeadline(CancelDeadline):
    """A deadline's new day."""

    due_on = fields.Date(required=True, metadata={"zh": "新的到期日"})


class ListAudit(PeriodQuery):
    """Which audit entries, by the day."""

    account = among_keys("账号", 64)
    action = among_keys("操作", 100)
    person_id = among_ids("所涉人员")
    record_id = among_ids("所涉记录")


class AuditPrincipal(Schema):
    """Who acted, and by which right."""

    account = fields.String(required=True, metadata={"zh": "账号"})
    roles = fields.List(fields.String(), metadata={"zh": "角色"})
    right = fields.String(metadata={"zh": "权限"})
    address = fields.String(metadata={"zh": "来源地址；匿名的、系统自行办理的没有"})


class AuditEvent(Schema):
    """What was told of a change: of which record, and which of its fields or histories it names."""

    type = fields.String(required=True, metadata={"zh": "事件"})
    subject = fields.String(required=True, metadata={"zh": "对象标识"})
    changed = fields.List(fields.String(), metadata={"zh": "变更的字段或履历"})


class AuditNote(Schema):
    """Whom or what something was done for that changes no record, and why."""

    subject = fields.String(required=True, metadata={"zh": "所涉对象"})
    reason = fields.String(required=True, metadata={"zh": "事由"})


class AuditOut(Schema):
    """An audit entry (审计记录): no contents, only who did what to which record when, and by which request."""

    id = fields.String(required=True)
    at = fields.DateTime(required=True, metadata={"zh": "时间"})
    action = fields.String(required=True, metadata={"zh": "操作", "words": OPERATIONS})
    principal = fields.Nested(AuditPrincipal, required=True, metadata={"zh": "操作人"})
    events = fields.List(fields.Nested(AuditEvent), metadata={"zh": "所涉记录与变更"})
    noted = fields.Nested(
        AuditNote, allow_none=True, metadata={"zh": "所涉对象与事由，不改变记录而须说明事由的操作才有"}
    )
    request_id = fields.String(metadata={"zh": "请求标识"})


class ReadHistory(Schema):
    """From where to read on."""

    after = fields.String(load_default=None, allow_none=True)
    until = fields.AwareDateTime(load_default=None, allow_none=True)
    """Leaves out what was decided later."""
    limit = fields.Int(load_default=1000, validate=validate.Range(1, 5000))


class HistoryEvent(Schema):
    """A published event."""

    position = fields.Int(required=True)
    id = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    sequence = fields.Int(required=True)
    time = fields.DateTime(required=True)
    request_id = fields.String()
    data = fields.Dict(required=True)


class HistoryOut(Schema):
    """A stretch of history; `next` is null when there is nothing more."""

    items = fields.List(fields.Nested(HistoryEvent), required=True)
    next = fields.String(required=True, allow_none=True)
    now = fields.DateTime(required=True)
    """The service's clock."""


class StandingOut(Schema):
    """How far a service's publishing is: entries that wait for the relay, and the event that was published last."""

    pending = fields.Int(required=True, metadata={"zh": "待发布（有上限）"})
    newest = fields.String(required=True, allow_none=True, metadata={"zh": "最近发布的事件"})


class ListDeadLetters(PeriodQuery):
    """Which dead letters, by the day on which they were put aside."""

    state = among(LETTERS, "状态", load_default=["dead"])
    fingerprint = among_keys("队列与原因相同的", 100)


class ReadDeadLetter(Schema):
    """Which dead letter."""

    letter_id = Id()


class DiscardDeadLetter(ReadDeadLetter):
    """Which dead letter nobody will send again, and why: somebody's test by hand, say, that is no event."""

    basis = fields.String(required=True, validate=validate.Length(2, 500), metadata={"zh": "依据"})


class DeadLetterOut(Schema):
    """A message that could not be handled (死信)."""

    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"zh": "状态", "words": LETTERS})
    queue = fields.String(required=True, metadata={"zh": "队列"})
    event_id = fields.String(required=True, metadata={"zh": "事件标识"})
    event_type = fields.String(metadata={"zh": "事件"})
    subject = fields.String(metadata={"zh": "对象标识"})
    reason = fields.String(metadata={"zh": "原因"})
    fingerprint = fields.String(metadata={"zh": "错误特征"})
    tries = fields.Int(metadata={"zh": "尝试次数"})
    parked_at = fields.DateTime(required=True, metadata={"zh": "搁置时间"})
    resent_at = fields.DateTime(allow_none=True, metadata={"zh": "重新投递时间"})
    resent_by = fields.String(allow_none=True, metadata={"zh": "重新投递人"})
    returned = fields.Int(metadata={"zh": "重新投递后再次失败的次数"})
    discarded_at = fields.DateTime(allow_none=True, metadata={"zh": "决定不再处理的时间"})
    discarded_by = fields.String(allow_none=True, metadata={"zh": "决定不再处理的人"})
    discarded_because = fields.String(allow_none=True, metadata={"zh": "不再处理的依据"})


class DeadLetterShapeOut(DeadLetterOut):
    """A dead letter, what its body is made of without what it says, and where in the program its last try failed."""

    size = fields.Int(required=True, metadata={"zh": "报文字节数"})
    shape = fields.Raw(required=True, allow_none=True, metadata={"zh": "报文结构：保留字段名和标识，内容以星号代替"})
    places = fields.List(fields.String(), required=True, metadata={"zh": "出错位置"})


MAX_ROWS = 500
MAX_EARLIER = 20_000
"""Rows of the same file that a dry run is told of with a chunk, since they would be there by then."""
MOST_NAMED, LONGEST_NAME = 2000, 300
"""Things that a table names, asked for at once; characters of a name."""


class BulkWish(Schema):
    """What every bulk command takes."""

    rows = fields.List(
        fields.Dict(),
        required=True,
        validate=validate.Length(1, MAX_ROWS),
        metadata={"zh": "数据行", ROW_BY_ROW: True},
    )
    dry_run = fields.Bool(load_default=False, metadata={"zh": "只检查不写入"})
    earlier = fields.List(
        fields.Dict(),
        load_default=list,
        validate=validate.Length(0, MAX_EARLIER),
        metadata={"zh": "同一文件中较早的、检查无误的行，只在检查时给出", ROW_BY_ROW: True},
    )


class UndoneRow(Schema):
    """A row of an import that is to be taken back: what it became, and where that is written down."""

    id = fields.String(required=True, validate=validate.Length(1, 100), metadata={"zh": "写入后的标识"})
    part = fields.String(required=True, validate=validate.Length(1, 40), metadata={"zh": "所在批次"})
    place = fields.Int(required=True, validate=validate.Range(0, MAX_ROWS), metadata={"zh": "批次内的位置"})
    built = fields.List(fields.Dict(), load_default=list, metadata={"zh": "其他服务以此为据的记录"})


class UndoWish(BulkWish):
    """Rows of one import (撤销导入), all of one bulk command, in the order in which they were taken."""

    method = fields.String(required=True, validate=validate.Length(1, 100), metadata={"zh": "导入操作"})
    job = fields.String(required=True, validate=validate.Length(1, 64), metadata={"zh": "导入任务"})
    account = fields.String(required=True, validate=validate.Length(1, 100), metadata={"zh": "导入人账号"})
    basis = fields.String(required=True, validate=validate.Length(2, 500), metadata={"zh": "撤销原因"})
    gone = fields.List(
        fields.String(),
        load_default=list,
        validate=validate.Length(0, MAX_EARLIER),
        metadata={"zh": "只检查时，到此时已撤销的"},
    )


class AskNames(Schema):
    """Of which things is asked what they are called."""

    keeps = False
    ids = fields.List(
        fields.String(validate=validate.Length(1, 100)),
        required=True,
        validate=validate.Length(1, 5000),
        metadata={"zh": "标识"},
    )


class NameOut(Schema):
    """What a thing is called; of what has no name of its own the cadre whom it is about."""

    id = fields.String(required=True, metadata={"zh": "标识"})
    name = fields.String(metadata={"zh": "名称"})
    cadre_id = fields.String(metadata={"zh": "所涉干部"})


class NamesOut(Schema):
    """The things that are called anything among those asked for."""

    items = fields.List(fields.Nested(NameOut), required=True, metadata={"zh": "名称"})


class StandsOn(Schema):
    """Of which things is asked what was built on them."""

    of = fields.String(required=True, validate=validate.OneOf(["cadres", "units", "posts"]), metadata={"zh": "种类"})
    ids = fields.List(fields.String(), required=True, validate=validate.Length(1, MAX_ROWS), metadata={"zh": "标识"})


class BuiltOut(Schema):
    """What rests on a thing."""

    id = fields.String(required=True)
    built = fields.List(fields.Dict(), required=True, metadata={"zh": "以此为据的记录"})


class StandsOnOut(Schema):
    """What rests on those on which something does."""

    items = fields.List(fields.Nested(BuiltOut), required=True)


class Named(Schema):
    """A thing as a table names it: by number or title, or whom it is about."""

    of = fields.String(required=True, validate=validate.Length(1, 40), metadata={"zh": "种类"})
    said = fields.String(required=True, validate=validate.Length(1, LONGEST_NAME), metadata={"zh": "编号或名称"})


class AskNamed(Schema):
    """What things a table names."""

    things = fields.List(
        fields.Nested(Named), required=True, validate=validate.Length(1, MOST_NAMED), metadata={"zh": "所称"}
    )


class NamedOut(Schema):
    """Which one is meant, or which it may be."""

    known = fields.Boolean(required=True, metadata={"zh": "可按名称查找"})
    id = fields.String(required=True, allow_none=True, metadata={"zh": "标识"})
    number = fields.String(required=True, metadata={"zh": "编号"})
    candidates = fields.List(fields.String(), required=True, metadata={"zh": "可能的对象"})


class AllNamedOut(Schema):
    """The answers, in the order of what was asked."""

    things = fields.List(fields.Nested(NamedOut), required=True)


class BulkResult(Schema):
    """What became of one row."""

    row = fields.Int(required=True, metadata={"zh": "行序，从 0 起"})
    id = fields.String(metadata={"zh": "写入后的标识"})
    notes = fields.List(fields.Dict(), metadata={"zh": "须知：已写入，但有未审查或已存在之处"})
    errors = fields.List(fields.Dict(), metadata={"zh": "错误"})
    cadre_id = fields.String(metadata={"zh": "所涉干部"})
    differences = fields.List(fields.Dict(), metadata={"zh": "与名册不同之处，逐项"})


class BulkOut(Schema):
    """What became of the rows."""

    results = fields.List(fields.Nested(BulkResult), required=True)
    done = fields.Int(required=True, metadata={"zh": "写入行数"})


class EntryOut(Schema):
    """One line of a timeline (全程纪实); what is `ignored` changed nothing.

    Ids of what it is about stand by themselves, not among the words of its note.
    """

    at = fields.AwareDateTime(metadata={"zh": "时间"})
    by = fields.String(metadata={"zh": "账号"})
    what = fields.String(metadata={"zh": "事由"})
    state = fields.String(metadata={"zh": "其后状态"})
    note = fields.String(allow_none=True, metadata={"zh": "说明"})
    about_ids = fields.List(fields.String(), metadata={"zh": "所涉对象"})
    ignored = fields.Boolean(metadata={"zh": "未生效"})

    @staticmethod
    def told(entry: Any) -> Mapping[str, Any]:
        """An entry with the ids of its note apart, and a note that is a day as an official writes it."""
        kept = entry if isinstance(entry, Mapping) else vars(entry)
        note = kept.get("note") or ""
        ids = [one for one in _PARTS.split(note) if _ID.fullmatch(one)]
        words = ",".join(one for one in _PARTS.split(note) if not _ID.fullmatch(one)) if ids else note
        return {**kept, "note": (with_days(words) if _DAY.fullmatch(words) else words) or None, "about_ids": ids}


_PARTS = re.compile(r"[,、]|: ")
_ID = re.compile(r"[a-z]{3}-[0-9a-z]{10,}(?:\.c?\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def timeline(
    life: Lifecycle[Any, Any], zh: str = "办理过程", *, notes: Words | None = None, **options: Any
) -> fields.List[Any]:
    """A timeline in an answer, of what this lifecycle moves; `notes` where its notes may be codes."""
    within = {"what": life.words, "state": life.states, **({} if notes is None else {"note": notes})}
    return fields.List(fields.Nested(EntryOut), metadata={"zh": zh, "words_within": within}, **options)


OVERRIDDEN = {"birth-unknown": "出生年月不详", "too-old": "超过年龄", "at-the-level": "已任该层次或以上职务"}


class OverrideOut(Schema):
    """Who went past a failed check of the conditions, on what written basis."""

    by = fields.String(metadata={"zh": "具名人员"})
    basis = fields.String(metadata={"zh": "书面依据"})
    reasons = fields.List(fields.String(), metadata={"zh": "越过的理由", "words": OVERRIDDEN})


class ResultOut(Schema):
    """A published result (联用成果) as a service that uses it shows it; `stops` says whether it stops this use."""

    id = fields.String(metadata={"zh": "成果"})
    result = fields.String(metadata={"zh": "成果", "words": "supervision.result_codes"})
    level = fields.Integer(metadata={"zh": "程度"})
    stops = fields.Boolean(metadata={"zh": "停止办理；否则只作提示"})
    published_on = fields.Date(metadata={"zh": "发布日期"})
    valid_until = fields.Date(allow_none=True, metadata={"zh": "有效期至"})


def results() -> fields.List[Any]:
    """The published results that weigh on what is shown, for whoever has the right to them."""
    zh = "有影响的联用成果；无权查看时为空"
    return fields.List(fields.Nested(ResultOut), allow_none=True, metadata={"zh": zh})

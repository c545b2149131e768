"""The way to a leading post (选拔任用工作流程) as one table: 动议 to 任职, and what stops or ends it on the way."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.registry.errors.selections import SelectionNotInThisState


class State(Named):
    """Where a selection stands."""

    PROPOSED = "proposed", "已动议"
    RECOMMENDED = "recommended", "已民主推荐"
    CONSIDERED = "considered", "已确定考察对象"
    INSPECTED = "inspected", "已考察"
    VETTING = "vetting", "联审中"
    DEFERRED = "deferred", "联审暂缓"
    VETTED = "vetted", "联审通过"
    LAPSED = "lapsed", "联审失效"
    DECIDED = "decided", "已讨论决定"
    PUBLICITY = "publicity", "任前公示中"
    PUBLICISED = "publicised", "公示期满"
    APPOINTED = "appointed", "已任职"
    HELD = "held", "已中止"
    RELEASED = "released", "待恢复"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED = "closed", "已终止"


class Step(Named):
    """What can happen to a selection; that it is proposed is how it begins."""

    RECOMMEND = "recommend", "民主推荐", "进行民主推荐"
    NOT_RECOMMENDED = "not_recommended", "民主推荐未产生人选"
    CONSIDER = "consider", "确定考察对象"
    INSPECT = "inspect", "组织考察"
    NOT_PASSED = "not_passed", "考察未通过"
    REQUEST_VETTING = "request_vetting", "提请联审"
    VETTING_PASSED = "vetting_passed", "联审结论：通过"
    VETTING_REFUSED = "vetting_refused", "联审结论：不通过"
    VETTING_DEFERRED = "vetting_deferred", "联审结论：暂缓"
    VETTING_REOPENED = "vetting_reopened", "联审重开"
    VETTING_LAPSED = "vetting_lapsed", "联审结论失效"
    DECIDE = "decide", "讨论决定"
    NOT_DECIDED = "not_decided", "讨论未获通过"
    PUBLICISE = "publicise", "任前公示", "进行任前公示"
    PERIOD_ENDED = "period_ended", "公示期满"
    OBJECT = "object", "登记公示反映"
    DISMISS = "dismiss", "反映不成立", "认定反映不成立"
    UPHOLD = "uphold", "反映成立", "认定反映成立"
    APPOINT = "appoint", "任职"
    HOLD = "hold", "中止"
    RELEASE = "release", "中止原因消除"
    MOVED = "moved", "人选职务变动"
    RESUME = "resume", "恢复办理"
    RESUME_INSPECTED = "resume_inspected", "恢复至：已考察"
    RESUME_VETTED = "resume_vetted", "恢复至：联审通过"
    RESUME_DECIDED = "resume_decided", "恢复至：已讨论决定"
    RESUME_PUBLICISED = "resume_publicised", "恢复至：公示期满"
    WITHDRAW = "withdraw", "撤回动议"
    POST_GONE = "post_gone", "职位已任用或撤销"
    PUT_RIGHT = "put_right", "更正纪实"
    IN_FACT_RECOMMENDED = "in_fact_recommended", "更正后：已推荐"
    IN_FACT_INSPECTED = "in_fact_inspected", "更正后：考察通过"
    IN_FACT_DECIDED = "in_fact_decided", "更正后：讨论通过"
    IN_FACT_NOT = "in_fact_not", "更正后：未通过"


PROPOSED = "propose"
"""The step of a record by which a selection begins."""
ASKING = (State.VETTING, State.DEFERRED)
"""Supervision has been asked, and has not said a last word."""
PUBLIC = (State.PUBLICITY, State.PUBLICISED)
"""Open to objections."""
PASSED = (State.VETTED, State.DECIDED, *PUBLIC)
"""What stands on a vetting that was passed, and falls with it."""
_RUNNING = (State.CONSIDERED, State.INSPECTED, *ASKING, State.LAPSED, *PASSED)
"""Somebody is under consideration (考察对象、拟任人选), and nothing stands against it."""
STOPPED = (State.HELD, State.RELEASED)
"""It goes on by a person."""
WITH_CANDIDATE = (*_RUNNING, *STOPPED)
OPEN = (State.PROPOSED, State.RECOMMENDED, *WITH_CANDIDATE)
"""Not over yet."""
_MISTAKE_ZH = "中止原因系误录；联审结论仍通过且有效"
_MISTAKE_EN = "what held it was a mistake; the vetting is passed still, and fresh"

# fmt: off
LIFE = Lifecycle(
    "选拔任用",
    "Selection",
    State,
    Step,
    (State.PROPOSED,),
    (
        Row((State.PROPOSED, State.RECOMMENDED), Step.RECOMMEND, State.RECOMMENDED,
            "会议推荐或谈话调研推荐，各记得票数", "at a meeting or in talks; each with its counts"),
        Row((State.PROPOSED, State.RECOMMENDED), Step.NOT_RECOMMENDED, State.REFUSED, "未产生人选",
            "it brought forth nobody", by=By.FOLLOWS),
        Row((State.RECOMMENDED, State.CONSIDERED, State.INSPECTED, *ASKING, State.LAPSED, State.VETTED, State.HELD,
             State.RELEASED), Step.CONSIDER, State.CONSIDERED,
            "从推荐人选中确定，在职且不在影响期内；已提请的联审随之撤回",
            "among those recommended, serving, in no effect period; a vetting that was asked for is withdrawn"),
        Row((State.CONSIDERED,), Step.INSPECT, State.INSPECTED, "考察组人数符合规定；多名考察对象中提出拟任人选一名",
            "enough inspectors; one of several is put forward"),
        Row((State.CONSIDERED,), Step.NOT_PASSED, State.REFUSED, "考察未通过", "the inspection did not pass",
            by=By.FOLLOWS),
        Row((State.INSPECTED, State.DEFERRED, State.LAPSED), Step.REQUEST_VETTING, State.VETTING, "新一轮联审",
            "a new round"),
        Row(ASKING, Step.VETTING_PASSED, State.VETTED, "同一次联审请求；附意见通过也是通过",
            "the same request; with remarks is passed too", by=By.EVENT),
        Row((*ASKING, *PASSED), Step.VETTING_REFUSED, State.REFUSED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.VETTING,), Step.VETTING_DEFERRED, State.DEFERRED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.DEFERRED, State.LAPSED, *PASSED, State.REFUSED), Step.VETTING_REOPENED, State.VETTING,
            "同一次联审请求；因联审未通过的，更正后重开",
            "the same request; where it was refused by the vetting, put right", by=By.EVENT),
        Row(PASSED, Step.VETTING_LAPSED, State.LAPSED, "结论的有效期已过", "the conclusion is no longer fresh",
            by=By.DEADLINE),
        Row((State.VETTED,), Step.DECIDE, State.DECIDED, "到会人数符合规定，应到会成员过半数同意",
            "a quorum, and a majority of those entitled to attend"),
        Row((State.VETTED,), Step.NOT_DECIDED, State.REFUSED, "到会人数符合规定，同意未过半数", "a quorum, no majority",
            by=By.FOLLOWS),
        Row((State.DECIDED, *PUBLIC), Step.PUBLICISE, State.PUBLICITY, "不少于规定的工作日；再次公示重新计算",
            "at least the rule's working days; once more counts anew"),
        Row((State.PUBLICITY,), Step.PERIOD_ENDED, State.PUBLICISED, "公示期满", "the last day is over",
            by=By.DEADLINE),
        Row(PUBLIC, Step.OBJECT, None),
        Row(WITH_CANDIDATE, Step.DISMISS, None, "有未办结的反映；写明依据", "one is open; with a basis",
            apart_from=(Step.OBJECT,)),
        Row(WITH_CANDIDATE, Step.UPHOLD, State.REFUSED, "有未办结的反映；写明依据", "one is open; with a basis",
            apart_from=(Step.OBJECT,)),
        Row((State.PUBLICISED,), Step.APPOINT, State.APPOINTED,
            "无未办结反映，联审结论有效，符合任职资格（或由具名人员写明依据越过）；同一事务中任职",
            "no open objection, a fresh vetting, qualified (or overridden by a named person); appointed in the same "
            "transaction"),
        Row((*_RUNNING, State.RELEASED), Step.HOLD, State.HELD,
            "人选进入影响期、退休、离开或去世；多名考察对象时只去掉其一",
            "the candidate is restricted, has retired, left or died; one of several only drops out", by=By.FOLLOWS),
        Row((State.HELD,), Step.RELEASE, State.RELEASED, "人选在职且不在影响期内",
            "the candidate serves and is in no effect period", by=By.FOLLOWS),
        Row(_RUNNING, Step.MOVED, State.RELEASED, "人选调动或另任他职；由人员决定是否恢复",
            "the candidate was transferred or appointed elsewhere; a person decides whether it goes on",
            by=By.FOLLOWS),
        Row(STOPPED, Step.RESUME, State.CONSIDERED, "人选在职且不在影响期内；自考察起重做，中止原因系误录的除外",
            "the candidate serves and is in no effect period; from the inspection on it is done again, unless what"
            " held it was a mistake"),
        Row(STOPPED, Step.RESUME_INSPECTED, State.INSPECTED, "中止原因系误录；中止时已考察或联审中，重新提请联审",
            "what held it was a mistake; it had been inspected, or was being vetted, which is asked for anew",
            by=By.FOLLOWS),
        Row(STOPPED, Step.RESUME_VETTED, State.VETTED, _MISTAKE_ZH, _MISTAKE_EN, by=By.FOLLOWS),
        Row(STOPPED, Step.RESUME_DECIDED, State.DECIDED, _MISTAKE_ZH + "；中断的公示重新公示",
            _MISTAKE_EN + "; a publicity that was broken off is begun anew", by=By.FOLLOWS),
        Row(STOPPED, Step.RESUME_PUBLICISED, State.PUBLICISED, _MISTAKE_ZH, _MISTAKE_EN, by=By.FOLLOWS),
        Row(OPEN, Step.WITHDRAW, State.WITHDRAWN, "动议方撤回，写明依据", "by whoever moved it, with a basis"),
        Row(OPEN, Step.POST_GONE, State.CLOSED, "职位已由他人任职，或已撤销",
            "somebody else holds the post, or it is abolished", by=By.FOLLOWS),
        Row(tuple(State), Step.PUT_RIGHT, None, "写明依据；原纪实保留", "with a basis; the earlier record stays"),
        Row((State.REFUSED,), Step.IN_FACT_RECOMMENDED, State.RECOMMENDED, "因该步骤未通过，更正后通过",
            "it was refused by this step, which in fact passed", by=By.FOLLOWS),
        Row((State.REFUSED,), Step.IN_FACT_INSPECTED, State.INSPECTED, "因该步骤未通过，更正后通过",
            "it was refused by this step, which in fact passed", by=By.FOLLOWS),
        Row((State.REFUSED,), Step.IN_FACT_DECIDED, State.DECIDED, "因该步骤未通过，更正后通过；联审结论仍有效",
            "it was refused by this step, which in fact passed; the vetting is still fresh", by=By.FOLLOWS),
        Row(OPEN, Step.IN_FACT_NOT, State.REFUSED, "以该步骤为前提，更正后未通过",
            "it stands on this step, which in fact did not pass", by=By.FOLLOWS),
    ),
    SelectionNotInThisState,
    ("An answer of supervision that comes for an earlier request changes nothing.",),
    besides={PROPOSED: "动议", "dropped": "不再列为人选", "publicity_moved": "调整公示期"},
)

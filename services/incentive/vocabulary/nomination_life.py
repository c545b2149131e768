"""The way of a nomination (表彰联审流程) as one table: what may happen to it, when, and what becomes of it."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.nominations import NotInThisState


class State(Named):
    """Where a nomination stands."""

    DRAFT = "draft", "草稿"
    VETTING = "vetting", "联审中"
    VETTED = "vetted", "联审通过"
    DEFERRED = "deferred", "联审暂缓"
    ELECTED = "elected", "票决通过"
    NOT_ELECTED = "not_elected", "票决未通过"
    PUBLICITY = "publicity", "公示中"
    PUBLICISED = "publicised", "公示期满"
    NAMING = "naming", "待命名核准"
    NAMED = "named", "已命名"
    STOPPED = "stopped", "已中止"
    RELEASED = "released", "中止已解除"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已失效"


class Step(Named):
    """What can happen to a nomination."""

    CHANGE = "changed", "修改"
    SUBMIT = "submit", "提交"
    VETTING_PASSED = "vetting_passed", "联审结论：通过"
    VETTING_REFUSED = "vetting_refused", "联审结论：不通过"
    VETTING_DEFERRED = "vetting_deferred", "联审结论：暂缓"
    VETTING_REOPENED = "vetting_reopened", "联审重开"
    REQUEST_AGAIN = "request_again", "再次提请联审"
    ELECT = "elected", "票决通过"
    NOT_ELECT = "not_elected", "票决未通过"
    PUBLICISE = "publicise", "公示"
    CORRECT_SUMMARY = "correct_summary", "更正公示事迹"
    PERIOD_ENDED = "period_ended", "公示期满"
    OBJECT = "objection_lodged", "提出异议"
    OBJECTION_UPHELD = "objection_upheld", "异议成立"
    PROPOSE_NAMING = "propose_naming", "提请命名"
    CLEARANCE_OVERDUE = "clearance_overdue", "核准逾期"
    CLEARANCE_GIVEN = "clearance_given", "核准同意"
    CLEARANCE_REFUSED = "clearance_refused", "核准不同意"
    RESTRICTION_BEGAN = "restriction_began", "影响期开始"
    RESTRICTION_LIFTED = "restriction_lifted", "影响期解除"
    RESULT_STOPS = "result_stops", "联用成果停止办理"
    RESULT_OVER = "result_over", "联用成果撤回或失效"
    RESUME = "resume", "恢复办理"
    WITHDRAW = "withdraw", "撤回"
    INELIGIBLE = "ineligible", "不再符合资格"
    BACK_TO_VETTING = "back_to_vetting", "离任作废，重新联审"
    BACK_TO_VETTED = "back_to_vetted", "离任作废，恢复为联审通过"
    BACK_TO_ELECTED = "back_to_elected", "离任作废，恢复为票决通过"
    BACK_TO_PUBLICISED = "back_to_publicised", "离任作废，恢复为公示期满"
    BACK_TO_RELEASED = "back_to_released", "离任作废，可恢复办理"
    BATCH_CLOSED = "batch_closed", "批次结束"


ASKING = (State.VETTING, State.DEFERRED)
"""Supervision has been asked, and has not said a last word."""
PUBLIC = (State.PUBLICITY, State.PUBLICISED)
"""Open to objections."""
_SUBMITTED = (*ASKING, State.VETTED, State.ELECTED, *PUBLIC, State.NAMING, State.RELEASED)
OPEN = (State.DRAFT, *_SUBMITTED, State.STOPPED)
"""Not over yet."""
BACK = {
    **dict.fromkeys(ASKING, Step.BACK_TO_VETTING),
    State.VETTED: Step.BACK_TO_VETTED,
    **dict.fromkeys((State.ELECTED, State.PUBLICITY), Step.BACK_TO_ELECTED),
    **dict.fromkeys((State.PUBLICISED, State.NAMING), Step.BACK_TO_PUBLICISED),
    **dict.fromkeys((State.RELEASED, State.STOPPED), Step.BACK_TO_RELEASED),
}
"""How it goes on from where it stood, where a retirement or departure was a mistake and has been set aside (作废)."""

# fmt: off
LIFE = Lifecycle(
    "推荐",
    "Nomination",
    State,
    Step,
    (State.DRAFT,),
    (
        Row((State.DRAFT,), Step.CHANGE, None),
        Row((State.DRAFT,), Step.SUBMIT, State.VETTING, "符合资格（或由具名人员写明依据越过），批次开放，不在影响期内",
            "eligible, or overridden by a named person; the batch is open; no restriction"),
        Row(ASKING, Step.VETTING_PASSED, State.VETTED, "同一次联审请求", "the same request", by=By.EVENT),
        Row(ASKING, Step.VETTING_REFUSED, State.REFUSED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.VETTING,), Step.VETTING_DEFERRED, State.DEFERRED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.DEFERRED, State.VETTED, State.ELECTED, *PUBLIC, State.NAMING, State.STOPPED, State.REFUSED),
            Step.VETTING_REOPENED, State.VETTING,
            "同一次联审请求；因联审未通过的，或因联审重开而未获核准的；预留的名额退还，其后各步重做",
            "the same request; refused by the vetting, or not cleared because it is open; a reserved place is given "
            "back, and all that follows is done again", by=By.EVENT),
        Row((State.DEFERRED,), Step.REQUEST_AGAIN, State.VETTING, "新一轮联审", "a new round"),
        Row((State.VETTED,), Step.ELECT, State.ELECTED, "票决有效且过半数", "a ballot with quorum and majority",
            by=By.FOLLOWS),
        Row((State.VETTED,), Step.NOT_ELECT, State.NOT_ELECTED, "票决有效而未过半数",
            "a ballot with quorum, no majority", by=By.FOLLOWS),
        Row((State.NOT_ELECTED,), Step.ELECT, State.ELECTED, "更正表决后过半数，批次未结束，仍符合条件",
            "a vote was put right; the batch runs, and nothing stands against the nominee", by=By.FOLLOWS),
        Row((State.ELECTED, *PUBLIC, State.NAMING), Step.NOT_ELECT, State.NOT_ELECTED,
            "更正表决后未过半数；预留的名额退还", "a vote was put right; a reserved place is given back",
            by=By.FOLLOWS),
        Row((State.ELECTED,), Step.PUBLICISE, State.PUBLICITY, "不少于规定的工作日，不早于票决之日",
            "at least the rule's working days, not before the election"),
        Row((State.PUBLICITY,), Step.CORRECT_SUMMARY, None, "写明依据", "with a basis"),
        Row((State.PUBLICITY,), Step.PERIOD_ENDED, State.PUBLICISED, "公示期满", "the last day is over",
            by=By.DEADLINE),
        Row(PUBLIC, Step.OBJECT, None, "任何已登录人员", "anybody who is signed in"),
        Row(PUBLIC, Step.OBJECTION_UPHELD, State.REFUSED, "异议由异议人以外的人员认定成立",
            "an officer other than the objector upholds one", by=By.FOLLOWS),
        Row((State.PUBLICISED,), Step.PROPOSE_NAMING, State.NAMING, "无未办结异议，名额已预留",
            "no open objection; a place is reserved"),
        Row((State.NAMING,), Step.CLEARANCE_OVERDUE, None, "逾期即标记，不视为同意",
            "no answer in time: it is marked, and never taken as given", by=By.DEADLINE),
        Row((State.NAMING,), Step.CLEARANCE_GIVEN, State.NAMED, "同一次核准请求；荣誉同时入账",
            "the same request; the honour is conferred in the same transaction", by=By.EVENT),
        Row((State.NAMING,), Step.CLEARANCE_REFUSED, State.STOPPED, "同一次核准请求；退还名额",
            "the same request; the place is given back", by=By.EVENT),
        Row(_SUBMITTED, Step.RESTRICTION_BEGAN, State.STOPPED, "影响期开始；预留的名额退还",
            "a restriction is in force; a reserved place is given back", by=By.EVENT),
        Row((State.STOPPED,), Step.RESTRICTION_LIFTED, State.RELEASED, "影响期解除，无成果停止办理",
            "no restriction is in force, and no result stops it", by=By.EVENT),
        Row(_SUBMITTED, Step.RESULT_STOPS, State.STOPPED, "发布的成果达到停止办理的程度；预留的名额退还",
            "a published result of a level that stops; a reserved place is given back", by=By.EVENT),
        Row((State.STOPPED,), Step.RESULT_OVER, State.RELEASED, "成果撤回或失效，不在影响期内",
            "the result was withdrawn or has expired, and no restriction is in force", by=By.EVENT),
        Row((State.RELEASED,), Step.RESUME, State.VETTING, "新一轮联审，其后各步重做",
            "a new round; all that follows is done again"),
        Row(OPEN, Step.WITHDRAW, State.WITHDRAWN, "预留的名额退还", "a reserved place is given back"),
        Row((*_SUBMITTED, State.STOPPED), Step.INELIGIBLE, State.REFUSED, "退休或离任；预留的名额退还",
            "retired or left; a reserved place is given back", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_VETTING, State.VETTING, "使其失去资格的条目已作废，当时正在联审；新一轮联审",
            "what made it ineligible was set aside; it was being vetted, and a new round is asked for", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_VETTED, State.VETTED, "使其失去资格的条目已作废，当时联审已通过",
            "what made it ineligible was set aside; it was vetted", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_ELECTED, State.ELECTED,
            "使其失去资格的条目已作废，当时票决已通过；中断的公示重新进行",
            "what made it ineligible was set aside; it was elected; a publicity that was broken off is begun anew",
            by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_PUBLICISED, State.PUBLICISED,
            "使其失去资格的条目已作废，当时公示已期满；名额尚有的，由人员再次提请命名",
            "what made it ineligible was set aside; its publicity was over; a person proposes the naming again, where "
            "a place is free", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_RELEASED, State.RELEASED,
            "使其失去资格的条目已作废，当时已中止；仍在影响期内的随即再中止",
            "what made it ineligible was set aside; it was stopped, and is again where a restriction is in force",
            by=By.EVENT),
        Row(OPEN, Step.BATCH_CLOSED, State.EXPIRED, "批次结束；预留的名额退还", "a reserved place is given back",
            by=By.DEADLINE),
    ),
    NotInThisState,
    ("An answer of supervision that comes for an earlier round is noted in the timeline as ignored.",),
    besides={
        "drafted": "起草",
        "not_voted_on": "未付表决",
        "publicity_moved": "调整公示期",
        "nominee_moved": "人选调动",
        "objection_upheld": "异议成立",
        "objection_dismissed": "异议不成立",
    },
)

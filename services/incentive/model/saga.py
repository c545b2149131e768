"""The award saga (表彰联审流程) as one table: what may happen to a nomination, when, and what becomes of it.

Guards, docs/sagas/award.md and the property tests are made from `TABLE`. What is not in it is refused when it is a
command and ignored, with an entry in the timeline, when it is an event.
"""

from __future__ import annotations

from enum import StrEnum

from servicekit.sagas import Row, Saga


class State(StrEnum):
    """Where a nomination stands."""

    DRAFT = "draft"
    VETTING = "vetting"
    VETTED = "vetted"
    DEFERRED = "deferred"
    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    PUBLICITY = "publicity"
    PUBLICISED = "publicised"
    NAMING = "naming"
    NAMED = "named"
    STOPPED = "stopped"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """What can happen to a nomination."""

    SUBMIT = "submit"
    VETTING_PASSED = "vetting_passed"
    VETTING_REFUSED = "vetting_refused"
    VETTING_DEFERRED = "vetting_deferred"
    REQUEST_AGAIN = "request_again"
    ELECT = "elected"
    NOT_ELECT = "not_elected"
    PUBLICISE = "publicise"
    PERIOD_ENDED = "period_ended"
    OBJECTION_UPHELD = "objection_upheld"
    PROPOSE_NAMING = "propose_naming"
    CLEARANCE_GIVEN = "clearance_given"
    CLEARANCE_REFUSED = "clearance_refused"
    RESTRICTION_BEGAN = "restriction_began"
    RESTRICTION_LIFTED = "restriction_lifted"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    INELIGIBLE = "ineligible"
    BATCH_CLOSED = "batch_closed"


FINAL = frozenset({State.NAMED, State.REFUSED, State.NOT_ELECTED, State.WITHDRAWN, State.EXPIRED})
OPEN = tuple(state for state in State if state not in FINAL)
_STOPPABLE = (
    State.VETTING,
    State.DEFERRED,
    State.VETTED,
    State.ELECTED,
    State.PUBLICITY,
    State.PUBLICISED,
    State.NAMING,
    State.RELEASED,
)
COMMANDS = frozenset(
    {
        Step.SUBMIT,
        Step.REQUEST_AGAIN,
        Step.ELECT,
        Step.NOT_ELECT,
        Step.PUBLICISE,
        Step.OBJECTION_UPHELD,
        Step.PROPOSE_NAMING,
        Step.RESUME,
        Step.WITHDRAW,
    }
)
"""The steps that a person takes; the others come by event or by deadline."""


TABLE: tuple[Row[State, Step], ...] = (
    Row(
        (State.DRAFT,),
        Step.SUBMIT,
        State.VETTING,
        "符合资格（或由具名人员写明依据越过），批次开放，不在影响期内",
        "eligible, or overridden by a named person; the batch is open; no restriction",
    ),
    Row((State.VETTING, State.DEFERRED), Step.VETTING_PASSED, State.VETTED, "同一次联审请求", "the same request"),
    Row((State.VETTING, State.DEFERRED), Step.VETTING_REFUSED, State.REFUSED, "同一次联审请求", "the same request"),
    Row((State.VETTING,), Step.VETTING_DEFERRED, State.DEFERRED, "同一次联审请求", "the same request"),
    Row((State.DEFERRED,), Step.REQUEST_AGAIN, State.VETTING, "新一轮联审", "a new round"),
    Row((State.VETTED,), Step.ELECT, State.ELECTED, "票决有效且过半数", "a ballot with quorum and majority"),
    Row((State.VETTED,), Step.NOT_ELECT, State.NOT_ELECTED, "票决有效而未过半数", "a ballot with quorum, no majority"),
    Row(
        (State.ELECTED,),
        Step.PUBLICISE,
        State.PUBLICITY,
        "不少于规定的工作日",
        "at least the rule's working days",
    ),
    Row((State.PUBLICITY,), Step.PERIOD_ENDED, State.PUBLICISED, "公示期满", "the last day is over"),
    Row(
        (State.PUBLICITY, State.PUBLICISED),
        Step.OBJECTION_UPHELD,
        State.REFUSED,
        "异议成立",
        "an officer other than the objector",
    ),
    Row(
        (State.PUBLICISED,),
        Step.PROPOSE_NAMING,
        State.NAMING,
        "无未办结异议，名额已预留",
        "no open objection; a place is reserved",
    ),
    Row(
        (State.NAMING,),
        Step.CLEARANCE_GIVEN,
        State.NAMED,
        "同一次核准请求；荣誉同时入账",
        "the same request; the honour is conferred in the same transaction",
    ),
    Row(
        (State.NAMING,),
        Step.CLEARANCE_REFUSED,
        State.STOPPED,
        "同一次核准请求；退还名额",
        "the same request; the place is given back",
    ),
    Row(
        _STOPPABLE,
        Step.RESTRICTION_BEGAN,
        State.STOPPED,
        "影响期开始；预留的名额退还",
        "a restriction is in force; a reserved place is given back",
    ),
    Row((State.STOPPED,), Step.RESTRICTION_LIFTED, State.RELEASED, "影响期解除", "no restriction is in force"),
    Row(
        (State.RELEASED,),
        Step.RESUME,
        State.VETTING,
        "新一轮联审，其后各步重做",
        "a new round; all that follows is done again",
    ),
    Row(OPEN, Step.WITHDRAW, State.WITHDRAWN, "预留的名额退还", "a reserved place is given back"),
    Row(
        tuple(state for state in OPEN if state is not State.DRAFT),
        Step.INELIGIBLE,
        State.REFUSED,
        "退休或离任；预留的名额退还",
        "retired or left; a reserved place is given back",
    ),
    Row(OPEN, Step.BATCH_CLOSED, State.EXPIRED, "批次结束；预留的名额退还", "a reserved place is given back"),
)
AWARD = Saga(
    "The award saga (表彰联审流程)",
    "services.incentive.model.saga",
    TABLE,
    COMMANDS,
    tuple(state for state in State if state in FINAL),
)
after, steps_from, markdown = AWARD.after, AWARD.steps_from, AWARD.markdown


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201

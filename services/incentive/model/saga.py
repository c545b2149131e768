"""The award saga (表彰联审流程) as one table: what may happen to a nomination, when, and what becomes of it.

Guards, docs/sagas/award.md and the property tests are made from `TABLE`. What is not in it is refused when it is a
command and ignored, with an entry in the timeline, when it is an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    come_from: tuple[State, ...]
    on: Step
    to: State
    zh: str
    en: str


TABLE = (
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
_NEXT = {(state, row.on): row.to for row in TABLE for state in row.come_from}


def after(state: State, step: Step) -> State | None:
    """The state after a step; None where the table has no such row."""
    return _NEXT.get((state, step))


def steps_from(state: State) -> list[Step]:
    """The steps that the table allows from a state."""
    return [step for (known, step) in _NEXT if known is state]


def markdown() -> str:
    """The table as docs/sagas/award.md shows it."""
    lines = [
        "# The award saga (表彰联审流程)",
        "",
        "Made from `services/incentive/model/saga.py` by `python -m services.incentive.model.saga`.",
        "",
        "| from | on | to | if | 条件 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in TABLE:
        come_from = ", ".join(row.come_from)
        lines.append(
            f"| {come_from} | {row.on}{'' if row.on in COMMANDS else ' (event)'} | {row.to} | {row.en} | {row.zh} |"
        )
    finals = ", ".join(state for state in State if state in FINAL)
    lines += [
        "",
        f"Final: {finals}.",
        "",
        "A step marked (event) comes by event or deadline; where no row fits it changes nothing.",
        "Any other step is a command: where no row fits it is refused with the steps that are allowed.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201

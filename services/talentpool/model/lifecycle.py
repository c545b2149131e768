"""The life of a member of the pool (年轻干部库成员) as one table: what may happen, when, and what becomes of it.

Guards, docs/sagas/pool.md and the property tests are made from `TABLE`. What is not in it is refused when it is a
command, and changes nothing when it is an event. Suspension (暂停使用) is no state: it is a flag beside the state that
a restriction sets and its end takes away; a suspended member keeps the place.
"""

from __future__ import annotations

from enum import StrEnum

from servicekit.sagas import Row, Saga


class State(StrEnum):
    """Where a member stands."""

    CANDIDATE = "candidate"
    VETTING = "vetting"
    DEFERRED = "deferred"
    VETTED = "vetted"
    IN_POOL = "in_pool"
    KEY_TRAINING = "key_training"
    PROMOTED = "promoted"
    LEFT = "left"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Step(StrEnum):
    """What can happen to a member."""

    REQUEST_VETTING = "request_vetting"
    VETTING_PASSED = "vetting_passed"
    VETTING_REFUSED = "vetting_refused"
    VETTING_DEFERRED = "vetting_deferred"
    RESTRICTION_BEGAN = "restriction_began"
    ADMIT = "admit"
    BEGIN_KEY_TRAINING = "begin_key_training"
    END_KEY_TRAINING = "end_key_training"
    PROMOTED = "promoted"
    LEAVE = "leave"
    GONE = "gone"
    WITHDRAW = "withdraw"
    BATCH_CLOSED = "batch_closed"


ASKING = (State.VETTING, State.DEFERRED)
"""Supervision has been asked, and has not said a last word."""
BEFORE = (State.CANDIDATE, *ASKING, State.VETTED)
"""Not yet admitted."""
IN_POOL = (State.IN_POOL, State.KEY_TRAINING)
"""Holds a place."""
OPEN = (*BEFORE, *IN_POOL)
FINAL = frozenset(State) - frozenset(OPEN)
COMMANDS = frozenset(
    {
        Step.REQUEST_VETTING,
        Step.ADMIT,
        Step.BEGIN_KEY_TRAINING,
        Step.END_KEY_TRAINING,
        Step.LEAVE,
        Step.WITHDRAW,
    }
)
"""The steps that a person takes; the others come by event or by deadline."""


TABLE: tuple[Row[State, Step], ...] = (
    Row(
        (State.CANDIDATE, State.DEFERRED),
        Step.REQUEST_VETTING,
        State.VETTING,
        "在职，批次未结束，不在影响期内",
        "serving; the batch is not over; no restriction",
    ),
    Row(ASKING, Step.VETTING_PASSED, State.VETTED, "同一次联审请求", "the same request"),
    Row(ASKING, Step.VETTING_REFUSED, State.REFUSED, "同一次联审请求", "the same request"),
    Row((State.VETTING,), Step.VETTING_DEFERRED, State.DEFERRED, "同一次联审请求", "the same request"),
    Row(
        (*ASKING, State.VETTED),
        Step.RESTRICTION_BEGAN,
        State.CANDIDATE,
        "影响期开始；解除后重新联审",
        "a restriction is in force; vetted anew after it",
    ),
    Row(
        (State.VETTED,),
        Step.ADMIT,
        State.IN_POOL,
        "不在影响期内，批次、层次、类别都有名额",
        "no restriction; the batch, the tier and the category have a place",
    ),
    Row((State.IN_POOL,), Step.BEGIN_KEY_TRAINING, State.KEY_TRAINING, "未被暂停使用", "not suspended"),
    Row((State.KEY_TRAINING,), Step.END_KEY_TRAINING, State.IN_POOL, "具名人员写明依据", "a basis, by a named person"),
    Row(
        IN_POOL,
        Step.PROMOTED,
        State.PROMOTED,
        "任命的职务层次或入库后取得的层次高于入库时；按规则退还名额",
        "appointed above the level at admission, or above it since; the place is given back by rule",
    ),
    Row(
        IN_POOL,
        Step.LEAVE,
        State.LEFT,
        "具名人员写明依据；退还名额",
        "a basis, by a named person; the place is given back",
    ),
    Row(
        IN_POOL,
        Step.GONE,
        State.LEFT,
        "退休、离任或去世；退还名额",
        "retired, left or deceased; the place is given back",
    ),
    Row(BEFORE, Step.GONE, State.REFUSED, "退休、离任或去世", "retired, left or deceased"),
    Row(BEFORE, Step.WITHDRAW, State.WITHDRAWN, "写明理由", "with a reason"),
    Row(BEFORE, Step.BATCH_CLOSED, State.LAPSED, "批次结束", "the batch is over"),
)
LIFE = Saga(
    "The life of a member of the talent pool (年轻干部入库流程)",
    "services.talentpool.model.lifecycle",
    TABLE,
    COMMANDS,
    tuple(state for state in State if state in FINAL),
    (
        "A restriction also suspends a member who is in the pool, without a change of state: no shortlist names them,",
        "no key training begins and no review moves them up, until it is lifted.",
    ),
)
after, steps_from, markdown = LIFE.after, LIFE.steps_from, LIFE.markdown


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201

"""The life of a member of the pool (年轻干部库成员) as one table."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.members import NotInThisState


class State(Named):
    """Where a member stands."""

    CANDIDATE = "candidate", "人选"
    VETTING = "vetting", "联审中"
    DEFERRED = "deferred", "联审暂缓"
    VETTED = "vetted", "联审通过"
    IN_POOL = "in_pool", "在库"
    KEY_TRAINING = "key_training", "重点培养"
    PROMOTED = "promoted", "已提拔使用"
    LEFT = "left", "已离库"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class Step(Named):
    """What can happen to a member."""

    CHANGE = "changed", "变更类别或材料"
    REQUEST_VETTING = "request_vetting", "提请联审"
    VETTING_PASSED = "vetting_passed", "联审结论：通过"
    VETTING_REFUSED = "vetting_refused", "联审结论：不通过"
    VETTING_DEFERRED = "vetting_deferred", "联审结论：暂缓"
    VETTING_REOPENED = "vetting_reopened", "联审重开"
    RESTRICTION_BEGAN = "restriction_began", "影响期开始"
    RESULT_STOPS = "result_stops", "联用成果停止办理"
    ADMIT = "admit", "入库"
    BEGIN_KEY_TRAINING = "begin_key_training", "列入重点培养"
    END_KEY_TRAINING = "end_key_training", "退出重点培养"
    REVIEW = "review", "年度评议", "进行年度评议"
    CORRECT_REVIEW = "correct_review", "更正年度评议"
    ANNUL_REVIEW = "annul_review", "作废年度评议"
    RETURN = "return", "恢复在库"
    RETURN_TO_KEY_TRAINING = "return_to_key_training", "恢复重点培养"
    PROMOTED = "promoted", "提拔使用"
    LEAVE = "leave", "离库"
    GONE = "gone", "退休、离任或去世"
    BACK_TO_CANDIDATE = "back_to_candidate", "离任作废，恢复为人选"
    BACK_TO_VETTING = "back_to_vetting", "离任作废，重新联审"
    BACK_TO_VETTED = "back_to_vetted", "离任或提拔作废，恢复为联审通过"
    BACK_IN_POOL = "back_in_pool", "离任或提拔作废，恢复在库"
    BACK_IN_TRAINING = "back_in_training", "离任或提拔作废，恢复重点培养"
    WITHDRAW = "withdraw", "撤回"
    BATCH_CLOSED = "batch_closed", "批次结束"


ASKING = (State.VETTING, State.DEFERRED)
"""Supervision has been asked, and has not said a last word."""
BEFORE = (State.CANDIDATE, *ASKING, State.VETTED)
"""Not yet admitted."""
IN_POOL = (State.IN_POOL, State.KEY_TRAINING)
"""Holds a place."""
OPEN = (*BEFORE, *IN_POOL)
"""Not over yet."""
BACK = {
    State.CANDIDATE: Step.BACK_TO_CANDIDATE,
    **dict.fromkeys(ASKING, Step.BACK_TO_VETTING),
    State.VETTED: Step.BACK_TO_VETTED,
    State.IN_POOL: Step.BACK_IN_POOL,
    State.KEY_TRAINING: Step.BACK_IN_TRAINING,
}
"""How it goes on from where it stood, where what the roster had told was a mistake and has been set aside (作废)."""
NOMINATED = "nominated"
"""How the timeline calls that a member was put forward."""
# fmt: off
LIFE = Lifecycle(
    "年轻干部库成员",
    "Pool member",
    State,
    Step,
    (State.CANDIDATE,),
    (
        Row(OPEN, Step.CHANGE, None, "写明依据；在库的，新类别有名额", "a basis; in the pool, a place of the category"),
        Row((State.CANDIDATE, State.DEFERRED), Step.REQUEST_VETTING, State.VETTING, "在职，批次未结束，不在影响期内",
            "serving; the batch is not over; no restriction"),
        Row(ASKING, Step.VETTING_PASSED, State.VETTED, "同一次联审请求", "the same request", by=By.EVENT),
        Row(ASKING, Step.VETTING_REFUSED, State.REFUSED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.VETTING,), Step.VETTING_DEFERRED, State.DEFERRED, "同一次联审请求", "the same request", by=By.EVENT),
        Row((State.DEFERRED, State.VETTED, State.REFUSED), Step.VETTING_REOPENED, State.VETTING,
            "同一次联审请求；因联审未通过的，其后未再被推荐",
            "the same request; who was refused by the vetting, and was not nominated since", by=By.EVENT),
        Row((*ASKING, State.VETTED), Step.RESTRICTION_BEGAN, State.CANDIDATE, "影响期开始；解除后重新联审",
            "a restriction is in force; vetted anew after it", by=By.EVENT),
        Row((*ASKING, State.VETTED), Step.RESULT_STOPS, State.CANDIDATE, "发布的成果达到停止办理的程度；其后重新联审",
            "a published result of a level that stops; vetted anew after it", by=By.EVENT),
        Row((State.VETTED,), Step.ADMIT, State.IN_POOL, "不在影响期内，无成果停止办理，批次、层次、类别都有名额",
            "no restriction, no result that stops; the batch, the tier and the category have a place",
            apart_from=(NOMINATED,)),
        Row((State.IN_POOL,), Step.BEGIN_KEY_TRAINING, State.KEY_TRAINING, "未被暂停使用", "not suspended"),
        Row((State.KEY_TRAINING,), Step.END_KEY_TRAINING, State.IN_POOL, "具名人员写明依据",
            "a basis, by a named person"),
        Row(IN_POOL, Step.REVIEW, None, "每年一次；在影响期内不得上调层次",
            "once a year; nobody under a restriction moves up", apart_from=(NOMINATED, Step.ADMIT)),
        Row((*IN_POOL, State.PROMOTED, State.LEFT), Step.CORRECT_REVIEW, None, "写明更正依据；等次、层次、在库随之更正",
            "with a basis; the grade, the tier and the membership follow", apart_from=(NOMINATED, Step.ADMIT)),
        Row((*IN_POOL, State.PROMOTED, State.LEFT), Step.ANNUL_REVIEW, None,
            "误评，写明依据；等次、层次、在库恢复为未评议时",
            "of the wrong member, with a basis; the grade, the tier and the membership are as without it",
            apart_from=(NOMINATED, Step.ADMIT)),
        Row((State.LEFT,), Step.RETURN, State.IN_POOL, "据以离库的评议已更正，此前在库；有名额，其后未再被推荐",
            "the review that let them go is put right or annulled; a place is free; not nominated since",
            by=By.FOLLOWS),
        Row((State.LEFT,), Step.RETURN_TO_KEY_TRAINING, State.KEY_TRAINING,
            "据以离库的评议已更正，此前为重点培养；有名额，其后未再被推荐",
            "the same, of who was on the list of key training", by=By.FOLLOWS),
        Row(IN_POOL, Step.PROMOTED, State.PROMOTED, "任命的职务层次或入库后取得的层次高于入库时；按规则退还名额",
            "appointed above the level at admission, or above it since; the place is given back by rule", by=By.EVENT),
        Row(IN_POOL, Step.LEAVE, State.LEFT, "具名人员写明依据；退还名额",
            "a basis, by a named person; the place is given back"),
        Row(IN_POOL, Step.GONE, State.LEFT, "退还名额", "retired, left or deceased; the place is given back",
            by=By.EVENT),
        Row(BEFORE, Step.GONE, State.REFUSED, "尚未入库", "retired, left or deceased before admission", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_CANDIDATE, State.CANDIDATE, "因退休、离任而结束，该条目已作废",
            "it had ended because the cadre had gone, and that was set aside", by=By.EVENT),
        Row((State.REFUSED,), Step.BACK_TO_VETTING, State.VETTING, "因退休、离任而结束，该条目已作废；新一轮联审",
            "it had ended because the cadre had gone, and that was set aside; a new round is asked for", by=By.EVENT),
        Row((State.REFUSED, State.LEFT, State.PROMOTED), Step.BACK_TO_VETTED, State.VETTED,
            "使其结束的条目已作废；原在库而名额已被占用的（“place_taken”），由人员决定再次入库",
            "the entry that ended it was set aside; who was in the pool and whose place is taken meanwhile "
            "(place_taken) waits for a person to admit them", by=By.EVENT),
        Row((State.LEFT, State.PROMOTED), Step.BACK_IN_POOL, State.IN_POOL, "使其离库的条目已作废，有名额",
            "the retirement, departure or promotion was set aside; a place is free", by=By.EVENT),
        Row((State.LEFT, State.PROMOTED), Step.BACK_IN_TRAINING, State.KEY_TRAINING,
            "使其离库的条目已作废，有名额，当时为重点培养",
            "the retirement, departure or promotion was set aside; a place is free; was in key training", by=By.EVENT),
        Row(BEFORE, Step.WITHDRAW, State.WITHDRAWN, "写明理由", "with a reason"),
        Row(BEFORE, Step.BATCH_CLOSED, State.LAPSED, "批次结束时尚未入库", "not admitted by then", by=By.DEADLINE),
    ),
    NotInThisState,
    (
        "A restriction also suspends a member who is in the pool, without a change of state: no shortlist names them,",
        "no key training begins and no review moves them up, until it is lifted. An answer to an earlier",
        "request for vetting is noted in the timeline as ignored.",
    ),
    besides={
        NOMINATED: "推荐",
        "suspended": "暂停使用",
        "restored": "恢复使用",
        "moved": "调动",
        "reviewed_keep": "评议：保持",
        "reviewed_upgrade": "评议：升档",
        "reviewed_downgrade": "评议：降档",
        "reviewed_leave": "评议：离库",
    },
)

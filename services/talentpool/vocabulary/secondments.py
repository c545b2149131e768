"""Secondments (挂职、跟岗、到一线): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.secondments import NotNow


class Kind(Named):
    """A post at the host (挂职), following a post (跟岗), or the front line (到一线).

    The personnel relation stays where it was (公务员法 art. 72).
    """

    POST = "post", "挂职"
    FOLLOW = "follow", "跟岗"
    FRONT_LINE = "front_line", "到一线"


class Direction(Named):
    """Out of the city, into it, or from one place in it to another."""

    OUT = "out", "派出"
    IN = "in", "来挂"
    WITHIN = "within", "市内"


class State(Named):
    """Where a secondment stands."""

    PLANNED = "planned", "已安排"
    RUNNING = "running", "进行中"
    COMPLETED = "completed", "期满结束"
    ENDED_EARLY = "ended_early", "提前结束"
    CANCELLED = "cancelled", "已取消"


class Side(Named):
    """Who evaluates: the host, or the organisation department."""

    HOST = "host", "接收单位"
    ORGANISATION = "organisation", "组织部门"


class Step(Named):
    """What can happen to a secondment."""

    BEGIN = "begin", "开始"
    DECIDE = "decide", "就影响期作出决定"
    CHANGE_MENTOR = "change_mentor", "更换导师"
    REPORT = "report", "提交小结"
    EXTEND = "extend", "延期"
    EVALUATE = "evaluate", "评价"
    COMPLETE = "complete", "期满"
    END_EARLY = "end_early", "提前结束"
    CANCEL = "cancel", "取消"
    RESUME = "resume", "恢复"
    ANNUL = "annul", "撤销导入"
    GO_ON = "go_on", "离任作废，继续进行"
    PLAN_AGAIN = "plan_again", "离任作废，恢复安排"


LIVE = (State.PLANNED, State.RUNNING)
_STOPPED = ("具名人员写明依据，或干部退休、离任", "a named person with a basis, or the cadre retired or left")
_MISTAKEN = (
    "因干部退休、离任而结束，该条目已作废，期间无其他安排；有其他安排的（“days_taken”），由人员处理",
    "it had ended because the cadre had retired or left, and that was set aside; its days are free: else (days_taken) "
    "a person sees to it",
)
# fmt: off
LIFE = Lifecycle(
    "挂职与跟岗",
    "Secondment",
    State,
    Step,
    (State.PLANNED,),
    (
        Row((State.PLANNED,), Step.BEGIN, State.RUNNING, "开始日期已到，且没有待决定的影响期",
            "the first day has come and no restriction is undecided", by=By.DEADLINE),
        Row(LIVE, Step.DECIDE, None, "期间与影响期重合，或有成果停止办理，尚无决定",
            "an effect period falls into its days, or a result stops it, and nobody has decided yet"),
        Row(LIVE, Step.CHANGE_MENTOR, None, "在职干部，不是本人", "another cadre, in service"),
        Row((State.RUNNING,), Step.REPORT, None),
        Row((State.RUNNING,), Step.EXTEND, None, "新的结束日期更晚，不与其他安排和影响期重合，无成果停止办理",
            "the new last day is later and meets no other secondment; no effect period, no result that stops it"),
        Row((State.RUNNING, State.COMPLETED, State.ENDED_EARLY), Step.EVALUATE, None, "接收单位或组织部门",
            "the host, or the organisation department"),
        Row((State.RUNNING,), Step.COMPLETE, State.COMPLETED, "最后一日已过", "the last day is over", by=By.DEADLINE),
        Row((State.RUNNING,), Step.END_EARLY, State.ENDED_EARLY, *_STOPPED),
        Row((State.PLANNED,), Step.CANCEL, State.CANCELLED, *_STOPPED),
        Row((State.RUNNING, State.COMPLETED, State.ENDED_EARLY), Step.ANNUL, State.CANCELLED,
            "导入有误，整批撤销；导入后无人改动", "entered by an import that is undone; nobody has changed it since"),
        Row((State.ENDED_EARLY,), Step.RESUME, State.RUNNING,
            "提前结束有误，写明更正依据；时间不与其后的安排重叠；最后一日已过的随即期满结束",
            "ended by mistake, with a basis; its days meet no later secondment; it is completed where they are over"),
        Row((State.ENDED_EARLY,), Step.GO_ON, State.RUNNING, *_MISTAKEN, by=By.EVENT),
        Row((State.CANCELLED,), Step.PLAN_AGAIN, State.PLANNED, *_MISTAKEN, by=By.EVENT),
    ),
    NotNow,
)

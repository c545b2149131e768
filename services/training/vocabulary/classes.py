"""Classes (班次): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from servicekit.people import ClassKind
from services.training.errors.common import NotInThisState

Kind = ClassKind


class State(Named):
    """Where a class is in its life (班次状态)."""

    DRAFT = "draft", "草拟"
    PUBLISHED = "published", "已发布"
    RUNNING = "running", "开班中"
    COMPLETED = "completed", "已结业"
    CANCELLED = "cancelled", "已取消"


class Method(Named):
    """The five methods of training (五种训练方式) of the article, and the plain lecture."""

    CASE_SIMULATION = "case_simulation", "案例式“模拟训练”"
    SCENARIO_INTERACTION = "scenario_interaction", "情景式“互动训练”"
    FIELD_EMULATION = "field_emulation", "实战式“仿真训练”"
    DEDUCTION_INNOVATION = "deduction_innovation", "推演式“创新训练”"
    FIRST_HAND_DEMONSTRATION = "first_hand_demonstration", "现身说法式“示范训练”"
    LECTURE = "lecture", "讲授"


class Step(Named):
    """What can happen to a class."""

    CHANGE = "change", "修改、排课"
    PUBLISH = "publish", "发布"
    ENROL = "enrol", "报名"
    WITHDRAW = "withdraw", "退出"
    REPLACE_TEACHER = "replace_teacher", "更换教师"
    START = "start", "开班"
    ATTEND = "attend", "考勤"
    GRADUATE = "graduate", "个别结业", "办理个别结业"
    COMPLETE = "complete", "结业"
    MAKE_UP = "make_up", "安排补课"
    CANCEL = "cancel", "取消"
    CORRECT = "correct", "更正班次信息"
    CORRECT_ATTENDANCE = "correct_attendance", "更正考勤"


OPEN = (State.PUBLISHED, State.RUNNING)
# fmt: off
LIFE = Lifecycle(
    "班次",
    "Class",
    State,
    Step,
    (State.DRAFT,),
    (
        Row((State.DRAFT,), Step.CHANGE, None),
        Row((State.DRAFT,), Step.PUBLISH, State.PUBLISHED,
            "有课程；主体班次理论教育和党性教育达到比例，首课为必修理论课",
            "it has sessions; a main class has its share of theory and opens with the compulsory course"),
        Row(OPEN, Step.ENROL, None, "有名额或候补名额", "a place or a waiting place is free"),
        Row(OPEN, Step.WITHDRAW, None),
        Row((State.DRAFT, *OPEN), Step.REPLACE_TEACHER, None),
        Row((State.PUBLISHED,), Step.START, State.RUNNING, "开班日期已到", "its first day has come"),
        Row((State.RUNNING,), Step.ATTEND, None, "课程日期已到", "the day of the session has come"),
        Row((State.RUNNING,), Step.GRADUATE, None, "考勤齐全，缺课不超过规定比例",
            "attendance is complete, and not too much was missed"),
        Row((State.RUNNING,), Step.COMPLETE, State.COMPLETED, "考勤齐全，结业日期已到",
            "attendance is complete, and the day of completion has come"),
        Row((State.COMPLETED,), Step.MAKE_UP, None, "有人未结业", "somebody has not completed it"),
        Row((State.DRAFT, *OPEN), Step.CANCEL, State.CANCELLED),
        Row((*OPEN, State.COMPLETED), Step.CORRECT, None, "写明依据；原值保留，学时和结业随之更正",
            "with a basis; the old values are kept, hours and completions follow"),
        Row((State.COMPLETED,), Step.CORRECT_ATTENDANCE, None, "写明依据；学时、结业和证书随之更正",
            "with a basis; hours, completions and certificates follow"),
    ),
    NotInThisState,
)

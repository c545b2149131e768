"""Classes (班次): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named
from servicekit.people import ClassKind

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

"""What holds of every lifecycle: its page shows it as it is, and nothing happens that its table does not have."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.clock import now
from servicekit.errors import DeadlineSettled, NotIndependent
from servicekit.lifecycle import MOST_ENTRIES, By, Entry, Lifecycle, Mark, Named, Row, hands_of, trace
from services.appraisal.model.conclusions import Hand
from tests.support.every import of_every
from tools.lifecycles import FOLDER, files, tables

TABLES = {f"{service}: {life.en}": life for service, _, life in tables()}


DOING = set(
    re.findall(
        r"\w+",
        "下发 下达 不予 举行 交办 任职 作出 作废 使用 修改 停止 停用 入库 公告 公示 关闭 再次 "
        "决定 准予 出具 列入 办理 办结 反馈 发出 发回 发布 取消 受理 变更 召集 启动 启用 吸收 "
        "告知 回复 增加 处理 复核 安排 定于 审核 就影 并入 废弃 废止 延期 开始 开班 开设 归档 "
        "录入 形成 恢复 批准 投票 报名 抽取 指派 接收 推荐 提交 提出 提前 提请 撤回 撤销 晋升 "
        "更换 更正 查看 核实 核验 申报 申请 登记 确定 确认 离库 离开 签收 组织 终止 结业 结束 "
        "给予 考勤 联合 计票 认定 讨论 议定 记入 记录 设立 评价 评定 调动 调整 走访 起草 进行 "
        "退出 退回 重新 销号 预约 验收",
    )
)
"""How what is done begins: with a verb, so that 不能 and 须由另一账号 may stand before it."""


class Thing:
    """Anything that has a state and a timeline."""

    def __init__(self, state: Named) -> None:
        self.state = state
        self.timeline: list[Entry] = []


def test_the_pages_show_the_tables_as_they_are() -> None:
    there = {path.relative_to(FOLDER): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.md")}
    assert there == files()


@pytest.mark.parametrize("name", sorted(TABLES))
@given(data=st.data())
def test_whatever_is_tried_in_whatever_order_only_the_tables_steps_happen(name: str, data: st.DataObject) -> None:
    life: Lifecycle[Any, Any] = TABLES[name]
    thing = Thing(data.draw(st.sampled_from(life.begins)))
    rows = {(state, row.on): row.to or state for row in life.rows for state in row.come_from}
    for step in data.draw(st.lists(st.sampled_from(list(life.steps)), max_size=12)):
        before, length = thing.state, len(thing.timeline)
        if (before, step) in rows:
            life.take(thing, step, Mark(now(), f"acc-{length}"), "note")
            assert thing.state == rows[before, step]
            assert (thing.timeline[-1].what, thing.timeline[-1].state) == (step, thing.state)
            continue
        with pytest.raises(life.refusal) as refused:
            life.take(thing, step, Mark(now(), "acc-1"), "note")
        possible = {row.on for row in life.rows if before in row.come_from and row.by is By.PERSON}
        assert refused.value.facts["state"] == before
        assert refused.value.facts["allowed"] == [one for one in life.steps if one in possible]
        assert (thing.state, len(thing.timeline)) == (before, length)


@of_every("name", sorted(TABLES))
def test_what_a_person_may_not_do_is_said_with_a_verb(name: str) -> None:
    life: Lifecycle[Any, Any] = TABLES[name]
    taken = {row.on for row in life.rows if row.by is By.PERSON}
    assert [one.doing for one in life.steps if one in taken and one.doing[:2] not in DOING] == []


def test_a_step_whose_word_is_a_noun_is_refused_with_its_verb() -> None:
    life: Lifecycle[Any, Any] = TABLES["registry: Selection"]
    thing = Thing(life.begins[0])
    with pytest.raises(life.refusal) as refused:
        life.move(thing, life.steps("publicise"))
    assert "不能进行任前公示；可办理：民主推荐" in refused.value.detail_zh
    thing.state = life.states("publicity")
    thing.timeline.append(Entry(now(), "acc-1", "object", "publicity"))
    with pytest.raises(NotIndependent) as kept:
        life.take(thing, life.steps("dismiss"), Mark(now(), "acc-1"))
    assert "须由另一账号认定反映不成立" in kept.value.detail_zh


@of_every("name", sorted(TABLES))
def test_every_state_and_step_has_its_chinese_word_and_every_row_its_condition_in_two_languages(name: str) -> None:
    life: Lifecycle[Any, Any] = TABLES[name]
    assert [one for one in (*life.states, *life.steps) if one.zh == one.value or one.zh.isascii()] == []
    assert [row for row in life.rows if bool(row.zh) != bool(row.en)] == []


APART = [(name, row) for name, life in sorted(TABLES.items()) for row in life.rows if row.apart_from]


@of_every("name, row", APART, ids=lambda one: f"{one[0]}: {one[1].on}")
def test_who_had_a_part_does_not_judge_and_anybody_else_does(name: str, row: Row[Any, Any]) -> None:
    """Whoever conducted a step neither verifies, nor confirms, nor decides the appeal on it (case 45)."""
    life: Lifecycle[Any, Any] = TABLES[name]
    for state in row.come_from:
        for what in row.apart_from:
            thing = Thing(state)
            trace(thing, what, Mark(now(), "acc-had-a-part"))
            trace(thing, "late", Mark(now(), "acc-other"), ignored=True)
            with pytest.raises(NotIndependent) as refused:
                life.take(thing, row.on, Mark(now(), "acc-had-a-part"))
            assert (refused.value.facts["did"], refused.value.facts["step"]) == ([what], row.on)
            assert thing.state is state
            assert not any(letter.isascii() and letter.isalpha() for letter in refused.value.detail_zh)
            life.take(thing, row.on, Mark(now(), "acc-other"))
            assert thing.state is (row.to or state)
        elsewhere = hands_of(("acc-elsewhere", Hand.DRAFT), ("acc-clerk", Hand.DRAFT))
        with pytest.raises(NotIndependent) as refused:
            life.take(Thing(state), row.on, Mark(now(), "acc-elsewhere"), hands=elsewhere)
        assert refused.value.facts["did"] == ["draft"]
        assert refused.value.detail_zh == f"此前由您起草结论，须由另一账号{row.on.doing}"
        life.take(Thing(state), row.on, Mark(now(), "acc-clerk"), hands=elsewhere, on_paper=True)


JUDGES = re.compile("^(?!申请|提请|再次|提交|撤回|更正).*(核实|核验|验收|确认|认定|复核|审核|批准|决定|评议)")
"""What a step that judges somebody else's act is called; asking for it is none."""
NOBODY_TO_JUDGE = {
    "incentive: Honour": {"keep": "what put it under review came by event"},
    "registry: Selection": {"decide": "the collective's decision, entered by whoever keeps the record"},
    "supervision: Personal matter report": {"review": "of what the cadre has reported, not an officer"},
    "talentpool: Secondment": {"decide": "whether it goes on under a restriction: the only decision that there is"},
    "talentpool: Shortlist": {"confirm": "chooses from what was computed; whoever asked for it added nothing"},
}
"""Steps that are called so and judge nobody's act, and why."""


@of_every("name", sorted(TABLES))
def test_a_step_that_judges_says_who_is_kept_apart_from_it(name: str) -> None:
    life: Lifecycle[Any, Any] = TABLES[name]
    said = NOBODY_TO_JUDGE.get(name, {})
    judging = {row.on for row in life.rows if row.by is By.PERSON and JUDGES.match(row.on.zh)}
    assert [one for one in judging if one not in said and not any(r.apart_from for r in life.rows if r.on is one)] == []
    assert [one for one in said if one not in judging] == []


@of_every("name", sorted(TABLES))
def test_every_state_can_be_reached_from_a_beginning(name: str) -> None:
    life: Lifecycle[Any, Any] = TABLES[name]
    reached = set(life.begins)
    for _ in life.states:
        reached |= {life.after(state, step) for state in reached for step in life.steps_from(state)}
    assert reached == set(life.states)


class Light(Named):
    RED = "red", "红"
    GREEN = "green", "绿"


class Turn(Named):
    GO = "go", "放行"
    STOP = "stop", "拦停"


def a_light(*rows: Row[Light, Turn]) -> Lifecycle[Light, Turn]:
    return Lifecycle("信号灯", "Light", Light, Turn, (Light.RED,), rows, DeadlineSettled)


GO = Row((Light.RED,), Turn.GO, Light.GREEN)
STOP = Row((Light.GREEN,), Turn.STOP, Light.RED)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((GO, STOP, Row((Light.RED,), Turn.GO, Light.RED)), "go leads two ways from red"),
        ((STOP, Row((Light.RED,), Turn.GO, None)), "nothing leads to green"),
        ((GO,), "stop stands in no row"),
    ],
)
def test_a_table_that_contradicts_itself_or_forgets_something_is_no_table(rows: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        a_light(*rows)


@pytest.mark.parametrize(
    ("state", "step", "zh", "en"), [(Light.RED, Turn.STOP, "放行", "go"), (Light.GREEN, Turn.GO, "无", "nothing")]
)
def test_a_refusal_says_in_two_languages_what_a_person_can_do_instead(
    state: Light, step: Turn, zh: str, en: str
) -> None:
    life = a_light(GO, Row((Light.GREEN,), Turn.STOP, Light.RED, by=By.DEADLINE))
    with pytest.raises(DeadlineSettled) as refused:
        life.must(Thing(state), step, light_id="l-1")
    assert refused.value.detail_zh == f"{life.zh}现为“{state.zh}”，不能{step.zh}；可办理：{zh}"
    assert refused.value.detail_en == f"The state is {state}; {step} is not possible, only: {en}"
    assert (refused.value.facts["step"], refused.value.facts["light_id"]) == (step, "l-1")


def test_what_waits_for_an_event_is_not_offered_to_a_person() -> None:
    life = a_light(GO, STOP, Row((Light.GREEN,), Turn.GO, None, by=By.DEADLINE))
    assert life.steps_from(Light.GREEN) == [Turn.GO, Turn.STOP]
    assert life.steps_from(Light.GREEN, By.PERSON) == [Turn.STOP]
    assert life.final == ()


def test_what_an_event_or_a_deadline_brings_takes_effect_once_and_is_not_refused() -> None:
    life, thing = a_light(GO, STOP), Thing(Light.RED)
    assert [life.happen(thing, Turn.GO), life.happen(thing, Turn.GO)] == [True, False]
    assert thing.state is Light.GREEN


def test_a_timeline_does_not_grow_without_end_by_what_is_ignored() -> None:
    thing, mark = Thing(Light.RED), Mark(now(), "acc-1")
    for _ in range(MOST_ENTRIES + 50):
        trace(thing, "late", mark, ignored=True)
    assert len(thing.timeline) == MOST_ENTRIES
    trace(thing, "go", mark)
    assert [entry.ignored for entry in thing.timeline[-2:]] == [True, False]

"""Columns of tables as those call them who keep such tables, kind by kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from gateway import import_workbooks, templates
from gateway.everyday import everyday
from gateway.import_files import Sheet
from gateway.import_files import read as sheet_of
from gateway.sheet_columns import Known, UnknownColumns
from gateway.table import collect, import_kinds
from gateway.words import Words, shipped_entries
from gateway.workbooks import ClassifiedSheet
from servicekit.rules import DICTIONARIES, shipped
from servicekit.schemas import DictionaryEntry
from services.registry.model import form_words
from services.registry.schemas.history_rows import RewardRow
from tests.support.sheets import xlsx

KINDS = import_kinds()
KNOWN = everyday(())
LABELS_OF = Words(collect(), shipped_entries()).labels_of
ASIDE = ""
TABLES: dict[str, list[str]] = {
    "cadres": [
        "姓名=name 性别=sex 出生年月=birth 民族=ethnicity 身份证号=identity_number 工作单位=unit_id 职称= "
        "职级=ranks.code "
        "职级时间=ranks.began 毕业院校及专业=education.school 学历=education.level 家庭成员及重要社会关系=family "
        "近三年考核情况=assessments 是否党员= 联系方式= 手机号码=",
        "姓名=name 职称=professional_posts.title 职称级别=professional_posts.level 取得职称时间=professional_posts.on",
    ],
    "restrictions": [
        "姓名=cadre_id.name 单位=cadre_id.unit 处分种类=kind 影响期起=begins 影响期止=ends 文号=basis 处分决定时间=",
        "受处分人=cadre_id.name 所在单位=cadre_id.unit 处分名称=kind 处分决定时间=begins 截止日期=ends "
        "依据=basis 文号=",
        "姓名=cadre_id.name 身份证号=cadre_id.number 处分种类=kind 起始日期=begins 截止日期=ends 处分决定文号=basis",
    ],
    "accountability": ["姓名=cadre_id.name 单位=cadre_id.unit 问责方式=kind 问责时间=decided_on 文号=basis"],
    "past-training": [
        "姓名=cadre_id.name 单位=cadre_id.unit 培训名称=title 主办单位=organiser_id 开始时间=begins 结束时间=ends "
        "总学时=other 依据=basis 培训地点=",
        "学员姓名=cadre_id.name 培训班次=title 办班单位=organiser_id 开班日期=begins 结业日期=ends 学时=other "
        "培训方式=mode",
    ],
    "outside-training": [
        "姓名=cadre_id.name 培训班次=title 主办单位=organiser_id 开始时间=begins 结束时间=ends 学时数=other "
        "证书编号=certificate"
    ],
    "online-records": [
        "姓名=cadre_id.name 学习平台=platform 课程名称=course 学时数=hours 完成时间=finished_on 记录编号=record_id"
    ],
    "enrolments": [
        "姓名=cadre_id.name 单位=cadre_id.unit 班次名称=class_id",
        "干部姓名=cadre_id.name 培训班名称=class_code",
    ],
    "teachers": ["教师姓名=name 教师类别=kind 授课专题=topics"],
    "teaching-points": [
        "编号=code 教学点名称=name 类别=kind 单日接待人数=capacity_per_day 地点=address",
        "编号=code 基地名称=name 地点=address",
        "编号=code 教学点名称=name 基地名称=base_id",
    ],
    "visits": ["教学点名称=point_id 教学主题=theme 教学日期=on 参加人数=head_count 单位=unit_id"],
    "materials": ["教材名称=title 类别=kind 书号=code 出版时间=published_on"],
    "personal-matter-reports": [
        "姓名=cadre_id.name 单位=cadre_id.unit 办理状态=state 收到时间=received_on 成绩=exam_score"
    ],
    "rectification-items": ["清单名称=checklist_id 事项序号=number 存在问题=problem 整改措施=measure"],
    "rectification-assignments": [
        "清单名称=checklist_code 事项序号=number 责任单位=unit_id 完成时限=due_on 依据=basis"
    ],
    "agencies": ["编号=code 成员单位=name 类别=kind 参与联审=vets"],
    "vetting-opinions": ["联审对象=vetting_id 联审意见=opinion 回复日期=given_on 来函文号=document"],
    "measures": ["编号=code 措施名称=title 类别=kind 依据=basis 生效日期=valid_from"],
    "grants": [
        "姓名=cadre_id.name 单位=cadre_id.unit 激励措施=measure_code 批准机关=granted_by 批准时间=begins 文号=basis",
        "姓名=cadre_id.name 激励措施名称=measure_code 批准人=granted_by 开始时间=begins 截止时间=ends 依据=basis",
    ],
    "nominations": [
        "姓名=cadre_id.name 单位=cadre_id.unit 推荐单位=unit_id 推荐批次=batch_id 推荐领域=field 先进事迹=merits",
        "姓名=cadre_id.name 单位=cadre_id.unit 批次=batch_id",
    ],
    "award-programmes": ["编号=code 项目名称=title 表彰级别=level 表彰单位=authority"],
    "appraisals": [
        "编号=code 考察名称=title 考察类别=kind 姓名=cadre_id.name 单位=cadre_id.unit 考察组=appraiser_ids",
        "编号=code 考察名称=title 考察类别=kind 单位=unit_id",
    ],
    "appraisal-talks": [
        "考察编号=appraisal_code 谈话对象=with_cadre_id 谈话人员=talker_ids 谈话时间=held_on 谈话内容=text"
    ],
    "ballot-tallies": ["民主测评=ballot_id 投票人类别=kind 有效票数=sheets 废票数=invalid 得票情况=counts"],
    "contact-points": ["姓名=cadre_id.name 单位=cadre_id.unit 联系单位=unit_id 开始时间=begins 文号=basis"],
    "deeds": [
        "姓名=cadre_id.name 单位=cadre_id.unit 发生时间=happened_on 信息来源=source 具体事实=text",
        "单位=unit_id",
    ],
    "assessments": ["姓名=cadre_id.name 单位=cadre_id.unit 考核年度=year 考核等次=grade 备注="],
    "education": ["姓名=cadre_id.name 类别=mode 学历=level 学位=degree 院校=school 专业=major 毕业时间=ended"],
    "resumes": ["姓名=cadre_id.name 单位=cadre_id.unit 开始时间=began 截止时间=ended 工作单位及职务=text"],
    "rewards": ["姓名=cadre_id.name 奖励名称=title 授予时间=on 授予单位= 文号=document"],
    "professional-posts": ["姓名=cadre_id.name 职称=title 职称级别=level 取得时间=on"],
    "families": [
        "干部姓名=cadre_id.name 姓名=relative 称谓=relation 出生年月=birth 政治面貌=political_status "
        "工作单位及职务=work",
        "姓名=cadre_id.name 单位=cadre_id.unit 家庭成员姓名=relative 关系=relation",
    ],
    "units": [
        "单位编码=code 单位全称=name 单位简称=short_name 单位性质=kind 规格=level 正职职数=approved.chief "
        "副职职数=approved.deputy"
    ],
    "posts": ["单位名称=unit_id 职位名称=title 职务层次=post_level"],
    "policies": [
        "制度名称=title 类别=kind 文号=number 发文单位=issuer 印发日期=issued_on 施行时间=effective_from",
        "文件名称=title 文件编号=number 所属文件=part_of",
        "标题=title 文件名称=part_of",
    ],
    "graduate-promotions": ["姓名=cadre_id.name 晋升职级=to 晋升时间=on 文号=document"],
    "graduate-interviews": ["姓名=cadre_id.name 单位=cadre_id.unit 谈话时间=on 谈话人员=interviewed_by 谈话内容=text"],
    "graduate-assessments": ["选调生姓名=cadre_id.name 考核年度=year 考核等次=grade 考核人=assessed_by"],
    "pool-nominations": [
        "姓名=cadre_id.name 单位=cadre_id.unit 入库批次=batch_id 人选来源=source 人选类别=category 推荐理由=basis"
    ],
    "programme-participants": ["姓名=cadre_id.name 培养项目名称=programme_code"],
    "secondments": [
        "姓名=cadre_id.name 单位=cadre_id.unit 挂职类型=kind 接收单位=host_unit_id 挂职职务=duty 挂职开始时间=begins "
        "挂职结束时间=ends 文号=basis"
    ],
}


def read(kind: str, titles: list[str]) -> dict[str, str]:
    """Which field each column is read as, by its title; of one that is left aside none."""
    known = Known(KINDS[kind].operation.row, KNOWN, LABELS_OF, from_1904=False)
    columns, left = known.columns(titles, 1, ())
    return {one.title: one.field for one in columns} | {one["title"]: ASIDE for one in left}


@pytest.mark.parametrize(("kind", "table"), [(kind, table) for kind, tables in TABLES.items() for table in tables])
def test_a_table_is_known_by_the_titles_that_people_give_it(kind: str, table: str) -> None:
    wanted = dict(one.partition("=")[::2] for one in table.split())
    assert read(kind, list(wanted)) == wanted


def test_every_kind_has_a_table() -> None:
    without: set[Any] = set(KINDS) - set(TABLES)
    assert without <= {"appointment-forms", "careers", "appraisal-conclusions", "appraisal-notices", "mechanisms"} | {
        "major-matter-evaluations",
        "past-letters",
        "past-honours",
    }


@pytest.mark.parametrize("titles", [["姓名", "姓名", "关系"], ["干部姓名", "人员姓名", "关系"]])
def test_two_columns_of_one_name_are_still_asked_about(titles: list[str]) -> None:
    with pytest.raises(UnknownColumns) as refused:
        read("families", titles)
    assert [one.code for one in refused.value.errors] == ["double-column"]


def test_what_is_kept_of_everyday_names_may_be_sent_as_a_dictionary() -> None:
    for dictionary in shipped(Path("services/registry"), DICTIONARIES):
        assert not DictionaryEntry(many=True).validate(dictionary["entries"]), dictionary["code"]


@pytest.mark.parametrize("said", ["2023", "2023年", "2023年度", "２０２３年"])
def test_a_year_is_read_however_it_is_written(said: str) -> None:
    table = rows_of(xlsx(["身份证号", "考核年度", "考核等次"], ["150203198507012115", said, "优秀"]), "assessments")
    assert [(row["year"], row["grade"]) for row in table.rows] == [(2023, "excellent")]


def test_a_column_for_one_year_is_refused_with_words_that_say_how() -> None:
    with pytest.raises(UnknownColumns) as refused:
        read("assessments", ["姓名", "2023年", "2024年度考核等次"])
    assert {one.code for one in refused.value.errors} == {"year-column"}
    assert "一年一行" in refused.value.errors[0].zh


def test_relatives_beside_the_cadre_are_read_by_usual_words() -> None:
    table = rows_of(xlsx(["干部姓名", "姓名", "称谓"], ["李", "王", "丈夫"], ["李", "张", "长女"]), "families")
    assert [(row["cadre_id"]["name"], row["relative"], row["relation"]) for row in table.rows] == [
        ("李", "王", "spouse"),
        ("李", "张", "daughter"),
    ]


@pytest.mark.parametrize(
    ("said", "code"), [("政府", "government"), ("党委", "party_committee"), ("事业", "institution")]
)
def test_kinds_of_units_are_known_by_usual_words(said: str, code: str) -> None:
    assert rows_of(xlsx(["单位编码", "单位名称", "单位性质"], ["a", "b", said]), "units").rows[0]["kind"] == code


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_mark_of_secrecy_in_a_line_of_its_own_refuses_the_file_whatever_column_it_stands_in(place: int) -> None:
    line = [""] * place + ["密级：秘密"]
    with pytest.raises(ClassifiedSheet):
        rows_of(xlsx(["姓名", "考核年度", "考核等次"], ["李", 2023, "优秀"], [], line), "assessments")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2026年干部名册", "cadres"),
        ("虚构市统计局干部花名册", "cadres"),
        ("干部名册（2026）", "cadres"),
        ("2025年度考核", "assessments"),
        ("某局年度考核情况表", "assessments"),
        ("1.简历", "resumes"),
        ("家庭成员 情况表", "families"),
        ("退休干部", None),
    ],
)
def test_a_sheet_is_known_whatever_year_or_unit_stands_around_its_name(name: str, kind: str | None) -> None:
    assert import_workbooks.called(name, KNOWN) == kind


def test_faulty_headers_of_all_sheets_are_told_in_one_answer() -> None:
    book = xlsx(["姓名", "甲"], ["李", 1], name="干部名册", before={"年度考核": [["姓名", "乙"], ["李", 1]]})
    with pytest.raises(UnknownColumns) as refused:
        import_workbooks.read(book, KINDS, KNOWN, LABELS_OF, ())
    assert [one.zh for one in refused.value.errors] == [
        "工作表“干部名册”：无法识别的列：“甲”",
        "工作表“年度考核”：无法识别的列：“乙”",
    ]


@pytest.mark.parametrize(
    ("title", "kind"), [("荣立三等功", "merit_3"), ("嘉奖", "commendation"), ("先进工作者", "other")]
)
def test_a_reward_without_a_kind_is_of_the_kind_that_its_name_says(title: str, kind: str) -> None:
    assert RewardRow().load({"title": title, "on": "2021-03"})["kind"] == kind
    assert RewardRow().load({"title": title, "on": "2021-03", "kind": "title"})["kind"] == "title"


def test_a_punishment_is_no_reward_without_a_kind() -> None:
    with pytest.raises(ValidationError):
        RewardRow().load({"title": "党内警告处分", "on": "2021-03"})


def test_a_template_asks_for_no_number_and_no_id_where_a_name_is_enough() -> None:
    found = {one.field: one for one in templates.columns(KINDS["nominations"].operation.row, KNOWN, LABELS_OF)}
    assert [found[f"cadre_id.{one}"].required for one in ("name", "number", "unit")] == [True, False, False]
    assert (found["batch_id"].form, found["batch_id"].example) == ("名称或编号", "示例批次")


@pytest.mark.parametrize("said", ["2021年5月", "2021.05", "202105"])
def test_where_a_day_is_needed_a_month_is_refused_with_the_day_to_write(said: str) -> None:
    table = rows_of(xlsx(["姓名", "激励措施", "批准时间"], ["李", "带薪休假", said]), "grants")
    ((_, (error,)),) = table.bad
    assert (error.pointer, error.code) == ("/begins", "day-needed")
    assert "起始写2021-05-01，终止写2021-05-31" in error.zh
    whole = rows_of(xlsx(["姓名", "奖励名称", "批准时间"], ["李", "嘉奖", said]), "rewards")
    assert whole.rows[0]["on"] == "2021-05"


def rows_of(content: bytes, kind: str) -> Sheet:
    """The rows of a table."""
    return sheet_of(content, KINDS[kind].operation.row, KNOWN, LABELS_OF)


@pytest.mark.parametrize("code", sorted(form_words.PARTIES))
def test_a_party_is_known_in_a_table_by_the_words_of_a_form(code: str) -> None:
    words = form_words.PARTIES[code]
    table = rows_of(xlsx(["姓名", "政治面貌"], *(["李", word] for word in words)), "cadres")
    assert [row["political_status"] for row in table.rows] == [code] * len(words)

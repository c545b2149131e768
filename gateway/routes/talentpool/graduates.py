"""Selected graduates (选调生)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.talentpool.errors import graduates as errors
from services.talentpool.errors.plans import UnknownKey
from services.talentpool.errors.secondments import OwnMentor, UnknownMentor
from services.talentpool.schemas import graduates

_G = "/talent/selected-graduates"
_ONE = f"{_G}/{{graduate_id}}"
_READ: dict[str, Any] = {"right": "talent.graduates.read", "scope": Scope.PERSON, "tag": "talent"}
_DONE: dict[str, Any] = {
    "answer": graduates.GraduateOut,
    "status": 200,
    "right": "talent.graduates.manage",
    "scope": Scope.PERSON,
    "tag": "talent",
}
_PROMOTION = [errors.NoGraduate, errors.NotAPromotion, errors.PromotionKnown, errors.OutsideYears]

ROWS: list[Route] = [
    Route.get(
        _G,
        "talentpool.list_graduates",
        query=graduates.ListGraduates,
        answer=page_of(graduates.GraduateRow),
        zh="查询选调生",
        en="Selected graduates",
        **_READ,
    ),
    Route.get(
        _ONE,
        "talentpool.get_graduate",
        query=graduates.GraduateOf,
        answer=graduates.GraduateOut,
        zh="选调生详情与时间线",
        en="One selected graduate with the timeline",
        problems=[errors.NoGraduate],
        **_READ,
    ),
    Route.post(
        f"{_ONE}/mentor",
        "talentpool.assign_mentor",
        body=graduates.AssignMentor,
        zh="指定选调生导师",
        en="Name a mentor",
        problems=[errors.NoGraduate, errors.TrackingOver, errors.MentorFull, OwnMentor, UnknownMentor],
        example={"mentor_id": "cad-02"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/mentor/ending",
        "talentpool.end_mentor",
        body=graduates.EndMentor,
        zh="结束导师帮带",
        en="The mentor has the graduate no longer",
        problems=[errors.NoGraduate, errors.NoMentor],
        example={"reason": "（示例）工作调整"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/interviews",
        "talentpool.hold_interview",
        body=graduates.HoldInterview,
        zh="记入年度谈话",
        en="The interview of a year",
        problems=[errors.NoGraduate, errors.TrackingOver, errors.OutsideYears, errors.DoneThisYear],
        example={
            "on": "2026-05-20",
            "interviewed_by": "（示例）谈话人",
            "text": "（示例）谈话情况",
            "classification": "internal",
        },
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/assessments",
        "talentpool.assess_graduate",
        body=graduates.AssessGraduate,
        zh="记入年度考核",
        en="The assessment of a year",
        problems=[errors.NoGraduate, errors.TrackingOver, errors.OutsideYears, errors.DoneThisYear, UnknownKey],
        example={
            "year": 2026,
            "assessed_by": "（示例）考核人",
            "grade": "excellent",
            "text": "（示例）考核情况",
            "classification": "internal",
        },
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/key-training",
        "talentpool.change_key_training",
        body=graduates.ChangeList,
        zh="列入或移出重点培养名单",
        en="Onto the key-training list, or off it",
        description="列入须最近一次考核达到规定等次；可由具名负责人以书面依据越过。影响期不能越过。",
        problems=[
            errors.NoGraduate,
            errors.TrackingOver,
            errors.OnTheList,
            errors.NotOutstanding,
            errors.GraduateRestricted,
        ],
        example={"listed": True, "reason": "（示例）年度考核优秀"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/promotions",
        "talentpool.record_promotion",
        body=graduates.RecordPromotion,
        zh="补记早先的晋升",
        en="Put an earlier promotion on record",
        problems=_PROMOTION,
        example={
            "kind": "post_level",
            "to": "142",
            "on": "2024-06",
            "document": "（示例）任职文件",
            "classification": "internal",
        },
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/promotions/withdrawal",
        "talentpool.withdraw_promotion",
        body=graduates.WithdrawPromotion,
        zh="撤销补记错误的晋升",
        en="Withdraw a promotion that was recorded wrongly",
        description="原记录保留并注明理由；名册显示的晋升由名册更正。",
        problems=[errors.NoGraduate, errors.NoPromotion],
        example={"kind": "post_level", "to": "142", "reason": "（示例）录入有误"},
        **_DONE,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "graduate-promotions",
        "talentpool.import_promotions",
        graduates.PromotionIn,
        right="talent.graduates.manage",
        zh="选调生早先的晋升",
        en="Earlier promotions of selected graduates",
        problems=_PROMOTION,
    )
]

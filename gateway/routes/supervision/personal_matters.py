"""Campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.supervision.operations import personal_matters

_R = "/supervision/personal-matters"
_CAMPAIGNS = f"{_R}/campaigns"
_CAMPAIGN = f"{_CAMPAIGNS}/{{campaign_id}}"
_DRAWS = f"{_R}/draws"
_ONE_DRAW = f"{_DRAWS}/{{draw_id}}"
_READ = "supervision.personal-matters.read"
_MANAGE = "supervision.personal-matters.manage"
_DRAW = "supervision.personal-matters.draw"
_DRAWN = "supervision.draws.read"
_RECORD = "supervision.integrity-records.read"

# fmt: off
ROWS: list[Route] = [
    Route.post(_CAMPAIGNS, personal_matters.OPEN_CAMPAIGN, right=_MANAGE, zh="开展年度集中报告工作",
        en="Open a year's campaign",
        example={"code": "GRSX-2026", "title": "2026年度个人有关事项集中报告", "year": 2026}),
    Route.get(_CAMPAIGNS, personal_matters.LIST_CAMPAIGNS, right=_READ, zh="查询集中报告工作", en="Campaigns"),
    Route.get(_CAMPAIGN, personal_matters.GET_CAMPAIGN, right=_READ, zh="集中报告工作详情",
        en="One campaign with its steps"),
    Route.post(f"{_CAMPAIGN}/steps", personal_matters.RECORD_STEP, status=200, right=_MANAGE, zh="登记步骤",
        en="Record that a step was taken",
        example={"step": "guidance", "held_on": "2026-01-08", "attended": 412, "result": "已全员培训"}),
    Route.post(f"{_CAMPAIGN}/steps/correction", personal_matters.CORRECT_STEP, status=200, right=_MANAGE,
        zh="更正步骤：原登记保留", en="Put a step right; what was entered first is kept",
        example={"number": 1, "held_on": "2026-01-09", "attended": 410, "correction": "签到表（演示）"}),
    Route.post(f"{_CAMPAIGN}/steps/withdrawal", personal_matters.WITHDRAW_STEP, status=200, right=_MANAGE,
        zh="撤销误登的最后步骤：原登记保留", en="Withdraw the last step, which was entered by mistake; it is kept",
        example={"basis": "尚未办理（演示）"}),
    Route.post(f"{_CAMPAIGN}/reopening", personal_matters.REOPEN_CAMPAIGN, status=200, right=_MANAGE,
        zh="重新开放误结束的集中报告工作", en="Open a campaign again that was closed by mistake",
        example={"basis": "尚有补报（演示）"}),
    Route.post(f"{_CAMPAIGN}/closing", personal_matters.CLOSE_CAMPAIGN, status=200, right=_MANAGE,
        zh="结束集中报告工作", en="Close a campaign", example={"closed_on": "2026-11-20"},
        description="While people have not reported or checks are open it needs a basis, and keeps how many of each."),
    Route.post(f"{_R}/reports", personal_matters.RECORD_REPORT, right=_MANAGE, scope=Scope.PERSON, zh="登记报告过程",
        en="Record how far the process around a report has come",
        description="Process only: a report's contents are refused, they belong in the dedicated classified system.",
        example={"campaign_id": "pmp-01", "cadre_id": "cad-01", "state": "received", "received_on": "2026-01-20"}),
    Route.get(f"{_R}/reports", personal_matters.LIST_REPORTS, right=_READ, scope=Scope.PERSON, zh="查询报告过程",
        en="The process around reports; with `overdue` all who have not reported after the day of a campaign"),
    Route.get(f"{_R}/reports/{{report_id}}", personal_matters.GET_REPORT, right=_READ, scope=Scope.PERSON,
        zh="报告过程详情", en="The process around one report"),
    Route.post(_DRAWS, personal_matters.ANNOUNCE_DRAW, right=_DRAW, zh="公告随机抽查",
        en="Freeze the list and commit to a seed", example={"campaign_id": "pmp-01"}),
    Route.get(_DRAWS, personal_matters.LIST_DRAWS, right=_DRAWN, scope=Scope.PERSON,
        zh="查询随机抽查", en="Random draws"),
    Route.get(_ONE_DRAW, personal_matters.GET_DRAW, right=_DRAWN, scope=Scope.PERSON,
        zh="随机抽查详情", en="One random draw"),
    Route.get(f"{_ONE_DRAW}/list", personal_matters.GET_DRAW_LIST, right=_DRAWN, scope=Scope.PERSON,
        zh="抽查名单（已冻结）", en="The frozen list, to be kept from before the draw"),
    Route.post(f"{_ONE_DRAW}/drawing", personal_matters.DRAW, status=200, right=_DRAW, zh="抽取", en="Draw, once",
        example={"entropy": "现场摇号 07 19 23"}),
    Route.get(f"{_ONE_DRAW}/record", personal_matters.GET_DRAW_RECORD, right=_DRAWN, scope=Scope.PERSON, zh="抽取记录",
        en="The record that tools/verify_draw.py reads"),
    Route.post(f"{_R}/checks", personal_matters.ADD_TARGETED_CHECK, right=_MANAGE, scope=Scope.PERSON,
        zh="列入重点抽查", en="Have a cadre's report checked for a reason",
        example={
            "campaign_id": "pmp-01", "cadre_id": "cad-01", "reason": "promotion", "basis": "拟提拔人选，凡提必查",
        }),
    Route.get(f"{_R}/checks", personal_matters.LIST_CHECKS, right=_READ, scope=Scope.PERSON, zh="查询查核",
        en="Checks"),
    Route.get(f"{_R}/checks/{{check_id}}", personal_matters.GET_CHECK, right=_READ, scope=Scope.PERSON, zh="查核详情",
        en="One check"),
    Route.post(f"{_R}/checks/{{check_id}}/conclusion", personal_matters.CONCLUDE_CHECK, status=200, right=_MANAGE,
        scope=Scope.PERSON, zh="登记查核结果", en="Say how a check ended",
        example={"outcome": "consistent", "handling": "none", "decided_on": "2026-06-15", "basis": "查核结果处理办法"}),
    Route.post(f"{_R}/checks/{{check_id}}/conclusion-correction", personal_matters.CORRECT_CHECK, status=200,
        right=_MANAGE, scope=Scope.PERSON, zh="更正查核结果", en="Put right how a check was said to have ended",
        example={
            "outcome": "consistent", "handling": "none", "decided_on": "2026-06-15", "basis": "查核结果处理办法",
            "correction": "与查核原件核对",
        }),
    Route.get(f"{_R}/integrity-records/{{cadre_id}}", personal_matters.GET_INTEGRITY_RECORD, right=_RECORD,
        scope=Scope.PERSON, zh="诚信档案", en="A cadre's integrity record"),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "personal-matter-reports",
        personal_matters.IMPORT_PERSONAL_MATTER_REPORTS,
        right=_MANAGE,
        zh="个人有关事项报告过程",
        en="The process around reports of personal matters",
    )
]

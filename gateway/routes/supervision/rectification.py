"""Checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.supervision.operations import evidence, rectification

_R = "/supervision/rectification"
_CHECKLIST = f"{_R}/checklists/{{checklist_id}}"
_ITEM = f"{_R}/items/{{item_id}}"
_READ = "supervision.rectification.read"
_MANAGE = "supervision.rectification.manage"
_RECTIFY = "supervision.rectification.rectify"
_VERIFY = "supervision.rectification.verify"
_EVIDENCE_BODY = 3 * 1024 * 1024

# fmt: off
ROWS: list[Route] = [
    Route.post(f"{_R}/checklists", rectification.OPEN_CHECKLIST, right=_MANAGE, zh="建立问题清单",
        en="Draw up a checklist",
        example={
            "code": "ZC-2025", "title": "选人用人自查整改问题清单", "source": "self_examination", "focus": "one_chain",
        }),
    Route.get(f"{_R}/checklists", rectification.LIST_CHECKLISTS, right=_READ, scope=Scope.PERSON, zh="查询问题清单",
        en="Checklists"),
    Route.get(_CHECKLIST, rectification.GET_CHECKLIST, right=_READ, scope=Scope.PERSON, zh="问题清单详情",
        en="One checklist"),
    Route.get(f"{_CHECKLIST}/summary", rectification.CHECKLIST_SUMMARY, right=_READ, scope=Scope.PERSON,
        zh="清单整改进度", en="How far the items of a checklist are"),
    Route.post(f"{_CHECKLIST}/issue", rectification.ISSUE_CHECKLIST, status=200, right=_MANAGE, zh="下发清单",
        en="Issue a checklist", example={"issued_on": "2025-03-03"}),
    Route.post(f"{_CHECKLIST}/closing", rectification.CLOSE_CHECKLIST, status=200, right=_MANAGE, zh="清单销号",
        en="Close a checklist whose items have all been verified", example={"closed_on": "2025-11-28"}),
    Route.post(f"{_R}/items", rectification.ADD_RECTIFICATION_ITEM, location=f"{_R}/items/{{id}}", right=_MANAGE,
        zh="列入整改事项", en="Put a problem on a checklist",
        example={
            "checklist_id": "chk-01", "number": 12, "aspect": 3, "aspect_title": "动议环节",
            "problem": "个别岗位动议分析研判不够充分", "measure": "完善动议前分析研判制度",
        }),
    Route.get(f"{_R}/items", rectification.LIST_RECTIFICATION_ITEMS, right=_READ, scope=Scope.PERSON, zh="整改台账",
        en="The ledger of items"),
    Route.get(_ITEM, rectification.GET_RECTIFICATION_ITEM, right=_READ, scope=Scope.PERSON, zh="整改事项详情",
        en="One item with its timeline"),
    Route.patch(_ITEM, rectification.CHANGE_RECTIFICATION_ITEM, right=_MANAGE, zh="更正整改事项",
        en="Put right what an item says", example={"problem": "更正后的问题表述", "basis": "与清单原件核对"}),
    Route.post(f"{_ITEM}/withdrawal", rectification.WITHDRAW_RECTIFICATION_ITEM, status=200, right=_MANAGE,
        zh="撤销误列的整改事项", en="Take back an item that was listed by mistake", example={"basis": "与第11项重复"}),
    Route.post(f"{_ITEM}/assignment", rectification.ASSIGN_RECTIFICATION_ITEM, status=200, right=_MANAGE,
        zh="交办整改事项", en="Give an item to a unit until a day",
        example={"unit_id": "unt-07", "due_on": "2025-06-30"}),
    Route.post(f"{_ITEM}/evidence", evidence.ADD_EVIDENCE, location=f"{_ITEM}/evidence/{{id}}", right=_RECTIFY,
        scope=Scope.PERSON, zh="提交佐证材料", en="Hand in evidence",
        description="PDF, PNG, JPEG, DOCX or XLSX in base64; type and content must agree. Nothing secret.",
        body_limit=_EVIDENCE_BODY,
        example={
            "name": "整改报告.pdf", "media_type": "application/pdf", "data": "JVBERi0xLjQK",
            "classification": "internal",
        }),
    Route.get(f"{_ITEM}/evidence", evidence.LIST_EVIDENCE, right=_READ, scope=Scope.PERSON, zh="佐证材料目录",
        en="The pieces of evidence of an item"),
    Route.get(f"{_ITEM}/evidence/{{evidence_id}}", evidence.GET_EVIDENCE, right=_READ, scope=Scope.PERSON,
        zh="查看佐证材料", en="A piece of evidence with its content"),
    Route.post(f"{_ITEM}/evidence/{{evidence_id}}/withdrawal", evidence.WITHDRAW_EVIDENCE, status=200, right=_RECTIFY,
        scope=Scope.PERSON, zh="撤回误交的佐证材料：原件保留，不再计数",
        en="Take back a piece of evidence that was handed in by mistake; it stays readable",
        example={"basis": "误交他项材料（演示）"}),
    Route.post(f"{_ITEM}/submission", rectification.SUBMIT_RECTIFICATION_ITEM, status=200, right=_RECTIFY,
        scope=Scope.PERSON, zh="提交验收", en="Hand an item in for verification",
        example={"note": "已修订制度并组织学习"}),
    Route.post(f"{_ITEM}/verification", rectification.VERIFY_RECTIFICATION_ITEM, status=200, right=_VERIFY,
        scope=Scope.PERSON, zh="验收整改事项", en="Say whether an item has been put right",
        example={"verifying_unit_id": "unt-02", "result": "verified"}),
    Route.post(f"{_ITEM}/reopening", rectification.REOPEN_RECTIFICATION_ITEM, status=200, right=_MANAGE, zh="重新整改",
        en="Reopen an item whose problem is there again",
        example={"due_on": "2026-12-31", "basis": "“回头看”发现问题反弹"}),
    Route.post(f"{_ITEM}/extension", rectification.EXTEND_RECTIFICATION_ITEM, status=200, right=_MANAGE,
        zh="延长整改期限", en="Give more time", example={"due_on": "2026-12-31", "basis": "部务会研究同意延期"}),
    Route.post(f"{_ITEM}/closing", rectification.CLOSE_RECTIFICATION_ITEM, status=200, right=_MANAGE, zh="事项销号",
        en="Take a verified item off the ledger", example={"note": "验收通过，予以销号"}),
    Route.post(f"{_ITEM}/accountability", evidence.RECORD_ACCOUNTABILITY, location=f"{_ITEM}/accountability",
        right=_MANAGE, zh="登记问责", en="Hold a cadre or a unit to account",
        example={"kind": "talk", "unit_id": "unt-07", "basis": "逾期未整改到位", "decided_on": "2025-07-15"}),
    Route.get(f"{_ITEM}/accountability", evidence.ACCOUNTABILITY_OF, right=_READ, scope=Scope.PERSON, zh="事项问责情况",
        en="Who was held to account for an item"),
    Route.post(f"{_R}/accountability/{{accountability_id}}/annulment", evidence.ANNUL_ACCOUNTABILITY, status=200,
        right=_MANAGE, zh="撤销问责登记", en="Take back an entry of accountability made by mistake",
        example={"basis": "登记对象有误"}),
    Route.get(f"{_R}/accountability", evidence.LIST_ACCOUNTABILITY, right=_READ, scope=Scope.PERSON, zh="问责台账",
        en="Accountability for items"),
]
IMPORTS: list[ImportKind] = [
    ImportKind("accountability", evidence.IMPORT_ACCOUNTABILITY, right=_MANAGE, zh="问责", en="Accountability",
        ordered=True, meets=("cadre_id", "accountable_unit_id")),
    ImportKind("rectification-items", rectification.IMPORT_RECTIFICATION_ITEMS, right=_MANAGE, zh="整改事项",
        en="Items of checklists", ordered=True),
    ImportKind("rectification-assignments", rectification.IMPORT_RECTIFICATION_ASSIGNMENTS, right=_MANAGE,
        zh="整改事项交办", en="Assignments of items"),
]

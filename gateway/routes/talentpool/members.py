"""Members of the pool (年轻干部库成员).

A unit nominates its own cadres for the rounds that are open, and goes on with what it has nominated itself until the
department decides. Neither a unit nor a cadre sees the pool.
"""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.talentpool.operations import admissions, members, plans
from services.talentpool.schemas.members import POOL_RESULTS

_MEMBERS = "/talent/members"
_ONE = f"{_MEMBERS}/{{member_id}}"
_BATCH = "/talent/batches/{batch_id}"
_READ, _NOMINATE, _ADMIT, _REVIEW = (f"talentpool.members.{verb}" for verb in ("read", "nominate", "admit", "review"))
_BASIS = {"basis": "部务会纪要"}

# fmt: off
ROWS: list[Route] = [
    Route.post(_MEMBERS, members.NOMINATE_MEMBER, right=_NOMINATE, scope=Scope.PERSON, zh="推荐入库人选",
        en="Nominate a cadre for the pool, and have them vetted where wished",
        example={
            "batch_id": "bat-01", "cadre_id": "cdr-01", "source": "recommendation", "category": "economy", "grade": "B",
            "basis": "单位党组推荐", "request_vetting": True,
        }),
    Route.get("/talent/rounds", plans.LIST_ROUNDS, right=_NOMINATE, scope=Scope.PERSON, zh="查询可推荐的入库批次",
        en="The rounds of admission that take nominations now"),
    Route.get("/talent/nominations", members.LIST_NOMINATIONS, right=_NOMINATE, scope=Scope.PERSON,
        zh="查询本单位推荐人选", en="Whom units have nominated, until the department decides"),
    Route.get(_MEMBERS, members.LIST_MEMBERS, right=_READ, scope=Scope.PERSON, zh="查询年轻干部库",
        en="Members and candidates; the suspended, the overdue"),
    Route.get(_ONE, members.GET_MEMBER, right=_READ, asks=(POOL_RESULTS,), scope=Scope.PERSON, zh="成员详情",
        en="One member with the timeline, and the results that weigh on them"),
    Route.patch(_ONE, members.CHANGE_MEMBER, right="talentpool.members.change", scope=Scope.PERSON, zh="变更类别或材料",
        en="Change a member's category or documents", example={"category": "general", **_BASIS}),
    Route.post(f"{_ONE}/vetting", members.REQUEST_MEMBER_VETTING, status=200, right=_NOMINATE, scope=Scope.PERSON,
        zh="提请联审", en="Ask supervision to vet a candidate, or to vet once more"),
    Route.post(f"{_ONE}/withdrawal", members.WITHDRAW_MEMBER, status=200, right=_NOMINATE, scope=Scope.PERSON,
        zh="撤回人选", en="Withdraw a candidate who is not yet admitted", example={"reason": "本人申请"}),
    Route.post(f"{_ONE}/admission", admissions.ADMIT_MEMBER, status=200, right=_ADMIT, scope=Scope.PERSON, zh="入库",
        en="Admit a vetted candidate, in one's own name", example=_BASIS),
    Route.post(f"{_BATCH}/admissions", admissions.ADMIT_MEMBERS, status=200, right=_ADMIT, scope=Scope.PERSON,
        zh="批量入库", en="Admit vetted candidates of a batch, each answered for itself",
        example={"member_ids": ["mbr-01", "mbr-02"], **_BASIS}),
    Route.get(f"{_BATCH}/fairness", admissions.BATCH_FAIRNESS, right=_READ, scope=Scope.PERSON,
        zh="入库批次公平性视图",
        en="How far the nominated of a batch came, by sex, ethnicity and age band"),
    Route.post(f"{_ONE}/key-training", admissions.BEGIN_KEY_TRAINING, status=200, right=_REVIEW, scope=Scope.PERSON,
        zh="列入重点培养", en="Put a member on the list of key training", example=_BASIS),
    Route.post(f"{_ONE}/key-training-ending", admissions.END_KEY_TRAINING, status=200, right=_REVIEW,
        scope=Scope.PERSON, zh="退出重点培养", en="Take a member off the list of key training", example=_BASIS),
    Route.post(f"{_ONE}/reviews", admissions.REVIEW_MEMBER, location=f"{_ONE}/reviews", right=_REVIEW,
        scope=Scope.PERSON, zh="年度评议", en="Review a member for a year: keep, move to another tier, or let go",
        example={"year": 2026, "grade": "A", "decision": "keep", **_BASIS}),
    Route.post(f"{_ONE}/reviews/{{review_id}}/correction", admissions.CORRECT_REVIEW, status=200, right=_REVIEW,
        scope=Scope.PERSON, zh="更正年度评议",
        en="Put a review of a member right; grade, tier and membership follow",
        example={"year": 2026, "grade": "B", "decision": "keep", "basis": "（示例）录入有误，以会议纪要为准"}),
    Route.post(f"{_ONE}/reviews/{{review_id}}/annulment", admissions.ANNUL_REVIEW, status=200, right=_REVIEW,
        scope=Scope.PERSON, zh="作废误评的年度评议（成员恢复为未评议时）",
        en="Annul a review of the wrong member; the member is as without it",
        example={"basis": "（示例）误评，应为他人"}),
    Route.get(f"{_ONE}/reviews", admissions.LIST_MEMBER_REVIEWS, right=_READ, scope=Scope.PERSON,
        zh="查询年度评议",
        en="The reviews of a member"),
    Route.post(f"{_ONE}/departure", admissions.DEPART_MEMBER, status=200, right=_REVIEW, scope=Scope.PERSON, zh="离库",
        en="Let a member leave the pool; the place is given back", example={"reason": "aged_out", **_BASIS}),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "pool-nominations",
        members.IMPORT_POOL_NOMINATIONS,
        right=_NOMINATE,
        zh="入库人选",
        en="Nominations for the pool",
    )
]

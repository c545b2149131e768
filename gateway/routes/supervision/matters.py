"""Joint discussion (问题联议), linked action (业务联动) and shared results (成果联用)."""

from __future__ import annotations

from gateway.route import Route, Scope
from gateway.routes.supervision.shown import Logged
from services.supervision.operations import matters, tasks
from services.supervision.schemas.matters import ALL_RESULTS, RESULT_RIGHTS

_M = "/supervision/matters"
_ONE = f"{_M}/{{matter_id}}"
_T = "/supervision/tasks"
_TASK = f"{_T}/{{task_id}}"
_R = "/supervision/results"
_READ = "supervision.matters.read"
_MANAGE = "supervision.matters.manage"
_OPINE = "supervision.matters.opine"
_READ_TASKS = "supervision.tasks.read"
_REPORT = "supervision.tasks.report"
_MANAGE_TASKS = "supervision.tasks.manage"
_READ_RESULTS = "supervision.results.read"
_USERS = (ALL_RESULTS, *RESULT_RIGHTS.values())
"""Who uses results: the officers of a use see those that name it."""

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, matters.REGISTER_MATTER, right=_MANAGE, scope=Scope.PERSON, zh="登记联议事项",
        en="Register a matter",
        example={
            "title": "联议事项", "source": "petition", "classification": "internal", "cadre_id": "cad-01",
            "lead_agency_id": "agy-01", "member_ids": ["agy-02"],
        }),
    Route.get(_M, matters.LIST_MATTERS, right=_READ, scope=Scope.PERSON, zh="查询联议事项", en="Matters",
        logs=Logged("matter")),
    Route.get(_ONE, matters.GET_MATTER, right=_READ, scope=Scope.PERSON, zh="联议事项详情", en="One matter",
        logs=Logged("matter")),
    Route.post(f"{_ONE}/discussion", matters.DISCUSS_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="启动联议", en="Ask the agencies for their opinions", example={"working_days": 5}),
    Route.post(f"{_ONE}/opinions", matters.GIVE_MATTER_OPINION, status=200, right=_OPINE, scope=Scope.PERSON,
        zh="提出联议意见", en="Give an agency's opinion",
        example={"agency_id": "agy-02", "view": "agree", "text": "同意", "classification": "internal"}),
    Route.post(f"{_ONE}/conclusion", matters.CONCLUDE_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="形成联议结论", en="Conclude a matter", example={"measures": ["reminder"], "text": "予以提醒"}),
    Route.post(f"{_ONE}/tasks", matters.ASSIGN_MATTER_TASK, location=f"{_T}/{{id}}", right=_MANAGE, scope=Scope.PERSON,
        zh="交办联动任务", en="A task that comes of the conclusion",
        example={"title": "联合核查", "agency_ids": ["agy-02"], "working_days": 20}),
    Route.post(f"{_ONE}/closing", matters.CLOSE_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="联议事项办结", en="Close a matter", example={"note": "已办结"}),
    Route.post(f"{_ONE}/reopening", matters.REOPEN_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="重新启动联议", en="Open a matter again", example={"basis": "出现新情况"}),
    Route.post(f"{_ONE}/merger", matters.MERGE_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON, zh="合并联议事项",
        en="Let a matter go on in another one", example={"into_id": "mat-02"}),
    Route.post(f"{_ONE}/withdrawal", matters.WITHDRAW_MATTER, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="撤销误登的联议事项：原件保留", en="Withdraw a matter that was registered by mistake; it stays readable",
        example={"basis": "重复登记（演示）"}),
    Route.post(f"{_ONE}/result", matters.PUBLISH_RESULT, location=f"{_R}/{{id}}", right=_MANAGE, scope=Scope.PERSON,
        zh="发布联用成果", en="Publish the result of a matter",
        example={"uses": ["appointment", "award"], "result": "reminded", "level": 1, "valid_until": "2090-12-31"}),
    Route.get(f"{_ONE}/result", matters.GET_MATTER_RESULT, right=_READ, scope=Scope.PERSON, zh="事项的联用成果",
        en="The result of a matter"),
    Route.get(_R, matters.LIST_RESULTS, right=_READ_RESULTS, asks=_USERS, scope=Scope.PERSON, zh="查询联用成果",
        en="Published results, each for those whose work it names"),
    Route.get(f"{_R}/{{result_id}}", matters.GET_RESULT, right=_READ_RESULTS, asks=_USERS, scope=Scope.PERSON,
        zh="联用成果详情", en="One result, for those whose work it names"),
    Route.post(f"{_R}/{{result_id}}/withdrawal", matters.WITHDRAW_RESULT, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="撤回联用成果", en="Withdraw a result", example={"basis": "结论变更"}),
    Route.get(_T, tasks.LIST_TASKS, right=_READ_TASKS, scope=Scope.PERSON, zh="查询联动任务", en="Tasks"),
    Route.get(_TASK, tasks.GET_TASK, right=_READ_TASKS, scope=Scope.PERSON, zh="联动任务详情", en="One task"),
    Route.post(f"{_TASK}/acceptance", tasks.ACCEPT_TASK, status=200, right=_REPORT, scope=Scope.PERSON,
        zh="接收联动任务", en="Accept a task for an agency", example={"agency_id": "agy-02"}),
    Route.post(f"{_TASK}/reports", tasks.REPORT_TASK, status=200, right=_REPORT, scope=Scope.PERSON, zh="报告办理情况",
        en="Report for an agency", example={"agency_id": "agy-02", "text": "已核查", "classification": "internal"}),
    Route.post(f"{_TASK}/confirmation", tasks.CONFIRM_TASK, status=200, right=_MANAGE_TASKS, scope=Scope.PERSON,
        zh="任务办结", en="The reports are enough", example={}),
    Route.post(f"{_TASK}/reopening", tasks.REOPEN_TASK, status=200, right=_MANAGE_TASKS, scope=Scope.PERSON,
        zh="撤销误登的任务办结：回到待核验",
        en="Put right that a task was confirmed by mistake; it waits for the check again",
        example={"basis": "办结有误（演示）"}),
    Route.post(f"{_TASK}/return", tasks.RETURN_TASK, status=200, right=_MANAGE_TASKS, scope=Scope.PERSON, zh="退回任务",
        en="The reports are not enough", example={"findings": "核查不完整", "working_days": 10}),
    Route.post(f"{_TASK}/withdrawal", tasks.WITHDRAW_TASK, status=200, right=_MANAGE_TASKS, scope=Scope.PERSON,
        zh="撤销任务", en="Withdraw a task", example={"basis": "不再需要"}),
    Route.get("/supervision/mechanisms", matters.MECHANISMS, right="supervision.mechanisms.read", scope=Scope.PERSON,
        zh="五项机制运用情况", en="How often each of the five mechanisms was used"),
]

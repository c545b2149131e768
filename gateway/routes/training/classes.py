"""Classes and their timetables."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.training.operations import classes

_T = "/training"

_CLASS = f"{_T}/classes/{{class_id}}"

_SESSION = {
    "on": "2025-03-03",
    "title": "习近平新时代中国特色社会主义思想专题",
    "category": "theory",
    "hours": 4,
    "compulsory": True,
}

# fmt: off
ROWS = [
    Route.post(f"{_T}/classes", classes.CREATE_CLASS, right="training.classes.manage", scope=Scope.PERSON,
        zh="拟订班次",
        en="Write a class, with or without its timetable",
        example={
            "code": "2025-ZT-03", "title": "县处级干部进修班", "kind": "main", "organiser_id": "org-01",
            "begins": "2025-03-03", "ends": "2025-03-28", "capacity": 50, "sessions": [_SESSION],
        }),
    Route.get(f"{_T}/classes", classes.LIST_CLASSES, right="training.classes.read", zh="查询班次",
        en="Classes by kind, state, round, term, organiser and dates"),
    Route.get(_CLASS, classes.GET_CLASS, right="training.classes.read", zh="班次详情",
        en="One class with its timetable"),
    Route.patch(_CLASS, classes.CHANGE_CLASS, right="training.classes.manage", scope=Scope.PERSON, zh="修改班次",
        en="Change a class that is a draft", example={"capacity": 60}),
    Route.post(f"{_CLASS}/corrections", classes.CORRECT_CLASS, status=200, right="training.classes.publish",
        scope=Scope.PERSON, zh="更正已发布的班次（原值保留，学时和结业随之更正）",
        en="Put a published class right, with a basis",
        example={"basis": "印发文件名称有误", "title": "县处级干部进修班（第二期）"}),
    Route.get(f"{_CLASS}/sessions", classes.LIST_SESSIONS, right="training.classes.read", zh="班次课程表",
        en="The timetable of a class"),
    Route.post(f"{_CLASS}/sessions", classes.ADD_SESSIONS, status=200, right="training.classes.manage",
        scope=Scope.PERSON, zh="增加课程",
        en="Add sessions to a draft", example={"sessions": [_SESSION]}),
    Route.put(f"{_CLASS}/sessions", classes.SET_SESSIONS, right="training.classes.manage", scope=Scope.PERSON,
        zh="更换课程表",
        en="Replace the timetable of a draft", example={"sessions": [_SESSION]}),
    Route.patch(f"{_CLASS}/sessions/{{session_id}}", classes.REPLACE_TEACHER, right="training.classes.manage",
        scope=Scope.PERSON,
        zh="更换授课教师", en="Let another teacher give a session", example={"teacher_id": "tch-02"}),
    Route.post(f"{_CLASS}/publication", classes.PUBLISH_CLASS, status=200, right="training.classes.publish",
        scope=Scope.PERSON,
        zh="发布班次", en="Publish a class",
        description=(
            ""
            "主体班次的理论教育和党性教育须占总学时的70%以上，首课须为必修理论课，否则拒绝，并说明占比、所缺学时和计入的课程。所在学期领导干部授课低于20%时只作提示（“warnings”）。"
        )),
    Route.post(f"{_CLASS}/start", classes.START_CLASS, status=200, right="training.classes.manage", scope=Scope.PERSON,
        zh="开班",
        en="Begin a class"),
    Route.post(f"{_CLASS}/cancellation", classes.CANCEL_CLASS, status=200, right="training.classes.publish",
        scope=Scope.PERSON,
        zh="取消班次", en="Cancel a class; everybody in it is freed", example={"reason": "工作安排调整"}),
    Route.get(f"{_CLASS}/make-up", classes.LIST_MAKE_UP, right="training.enrolments.read", scope=Scope.PERSON,
        zh="需补课人员", en="Who left a class without completing it"),
    Route.post(f"{_CLASS}/make-up", classes.PLAN_MAKE_UP, right="training.classes.manage", scope=Scope.PERSON,
        location=f"{_T}/classes/{{id}}", zh="拟订补课班次", en="Write a make-up class",
        example={"code": "2025-BK-01", "title": "补课充电班", "begins": "2025-05-12"}),
    Route.get(f"{_T}/terms", classes.LIST_TERMS, right="training.classes.read", zh="各学期领导干部授课占比",
        en="Leading cadres' share of main-class hours, term by term"),
]

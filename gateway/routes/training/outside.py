"""Training outside the city."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.training.operations import outside

_O = "/training/outside-records"

# fmt: off
ROWS = [
    Route.post(_O, outside.RECORD_OUTSIDE, right="training.outside-records.manage", scope=Scope.PERSON,
        zh="登记外出培训（中央党校、自治区党校、干部学院、系统外）", en="Enter a cadre's training outside the city",
        example={
            "cadre_id": "cad-01", "organiser_id": "org-09", "title": "县委书记研修班", "begins": "2025-03-03",
            "ends": "2025-04-30", "theory": 120, "party_spirit": 40, "certificate": "示例证书",
        }),
    Route.get(_O, outside.LIST_OUTSIDE, right="training.hours.read", scope=Scope.PERSON, zh="查询外出培训",
        en="Training outside the city"),
    Route.get(f"{_O}/{{outside_record_id}}", outside.GET_OUTSIDE, right="training.hours.read", scope=Scope.PERSON,
        zh="外出培训详情", en="One record of training outside the city"),
    Route.post(f"{_O}/{{outside_record_id}}/annulment", outside.ANNUL_OUTSIDE, status=200,
        right="training.outside-records.manage", scope=Scope.PERSON, zh="作废误登的外出培训（学时随之冲销）",
        en="Annul a record that was entered by mistake; its hours are taken back", example={"basis": "证书核对有误"}),
]
# fmt: on

IMPORTS: list[ImportKind] = [
    ImportKind(
        "outside-training",
        outside.IMPORT_OUTSIDE_RECORDS,
        right="training.outside-records.manage",
        zh="外出培训",
        en="Training outside the city",
    ),
    ImportKind(
        "past-training",
        outside.IMPORT_PAST_RECORDS,
        right="training.outside-records.manage",
        zh="历年参训情况",
        en="Training of past years",
    ),
]

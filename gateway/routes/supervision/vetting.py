"""Agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.supervision.shown import READING, Logged
from services.supervision.operations import vetting

_S = "/supervision"
_AGENCY, _VETTING = f"{_S}/agencies/{{agency_id}}", f"{_S}/vettings/{{vetting_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(f"{_S}/agencies", vetting.REGISTER_AGENCY, right="supervision.agencies.manage", zh="登记联席成员单位",
        en="Enter a member agency",
        example={
            "code": "discipline", "name": "市纪委监委", "unit_id": "unt-01", "kind": "discipline",
            "vets": ["award", "pool"],
        }),
    Route.get(f"{_S}/agencies", vetting.LIST_AGENCIES, right="supervision.agencies.read", scope=Scope.PERSON,
        zh="查询联席成员单位", en="Member agencies; a liaison sees those of the own unit"),
    Route.get(_AGENCY, vetting.GET_AGENCY, right="supervision.agencies.read", scope=Scope.PERSON,
        zh="联席成员单位详情", en="One member agency"),
    Route.patch(_AGENCY, vetting.CHANGE_AGENCY, right="supervision.agencies.manage", zh="变更联席成员单位",
        en="Change a member agency", example={"vets": ["award", "pool", "appointment"]}),
    Route.post(f"{_S}/vettings", vetting.OPEN_VETTING, right="supervision.vettings.manage", scope=Scope.PERSON,
        zh="启动联审", en="Ask the agencies about a cadre", example={"cadre_id": "cdr-01", "purpose": "appointment"}),
    Route.get(f"{_S}/vettings", vetting.LIST_VETTINGS, right="supervision.vettings.read", scope=Scope.PERSON,
        zh="查询联审", en="Vettings; a liaison sees those that the own unit is asked in",
        description=READING, logs=Logged("vetting")),
    Route.get(_VETTING, vetting.GET_VETTING, right="supervision.vettings.read", scope=Scope.PERSON, zh="联审详情",
        en="One vetting, with the advice and what it comes from", description=READING,
        logs=Logged("vetting")),
    Route.post(f"{_VETTING}/opinions", vetting.GIVE_OPINION, right="supervision.vettings.opine", scope=Scope.PERSON,
        zh="回复联审意见", en="Give an agency's opinion", example={"agency_id": "agy-01", "opinion": "clear"}),
    Route.post(f"{_VETTING}/conclusion", vetting.CONCLUDE_VETTING, right="supervision.vettings.conclude",
        scope=Scope.PERSON, zh="作出联审结论", en="Conclude a vetting, by a named person",
        example={"outcome": "passed_with_remarks", "basis": "部务会研究意见（演示）"}),
    Route.post(f"{_VETTING}/correction", vetting.CORRECT_VETTING, right="supervision.vettings.conclude",
        scope=Scope.PERSON, zh="更正联审结论：原结论保留，重新作出",
        en="Put a conclusion right: it is kept, and the vetting is concluded anew",
        example={"correction": "结论录入有误（演示）"}),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "agencies",
        vetting.IMPORT_AGENCIES,
        right="supervision.agencies.manage",
        zh="联席成员单位",
        en="Member agencies",
        scope=Scope.NONE,
        meets=("code",),
    ),
    ImportKind(
        "vetting-opinions",
        vetting.RECORD_OPINIONS,
        right="supervision.vettings.opine",
        zh="联审意见",
        en="Opinions of agencies",
    ),
]

"""Agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import InvalidFields, UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.supervision.errors import vetting as errors
from services.supervision.schemas import vetting

_S = "/supervision"
_AGENCY, _VETTING = f"{_S}/agencies/{{agency_id}}", f"{_S}/vettings/{{vetting_id}}"

ROWS: list[Route] = [
    Route.post(
        f"{_S}/agencies",
        "supervision.register_agency",
        body=vetting.RegisterAgency,
        answer=vetting.AgencyOut,
        right="supervision.agencies.manage",
        zh="登记联席成员单位",
        en="Enter a member agency",
        problems=[errors.AgencyKnown, UnknownUnit, InvalidFields],
        example={
            "code": "discipline",
            "name": "市纪委监委",
            "unit_id": "unt-01",
            "kind": "discipline",
            "vets": ["award", "pool"],
        },
    ),
    Route.get(
        f"{_S}/agencies",
        "supervision.list_agencies",
        query=vetting.ListAgencies,
        answer=page_of(vetting.AgencyOut),
        right="supervision.agencies.read",
        zh="查询联席成员单位",
        en="Member agencies",
    ),
    Route.get(
        _AGENCY,
        "supervision.get_agency",
        query=vetting.AgencyOf,
        answer=vetting.AgencyOut,
        right="supervision.agencies.read",
        zh="联席成员单位详情",
        en="One member agency",
    ),
    Route.patch(
        _AGENCY,
        "supervision.change_agency",
        body=vetting.ChangeAgency,
        answer=vetting.AgencyOut,
        right="supervision.agencies.manage",
        zh="变更联席成员单位",
        en="Change a member agency",
        problems=[UnknownUnit],
        example={"vets": ["award", "pool", "appointment"]},
    ),
    Route.post(
        f"{_S}/vettings",
        "supervision.open_vetting",
        body=vetting.OpenVetting,
        answer=vetting.VettingOut,
        right="supervision.vettings.manage",
        scope=Scope.PERSON,
        zh="启动联审",
        en="Ask the agencies about a cadre",
        problems=[UnknownCadre],
        example={"cadre_id": "cdr-01", "purpose": "appointment"},
    ),
    Route.get(
        f"{_S}/vettings",
        "supervision.list_vettings",
        query=vetting.ListVettings,
        answer=page_of(vetting.VettingRow),
        right="supervision.vettings.read",
        scope=Scope.PERSON,
        zh="查询联审",
        en="Vettings; a liaison sees those that the own unit is asked in",
    ),
    Route.get(
        _VETTING,
        "supervision.get_vetting",
        query=vetting.VettingOf,
        answer=vetting.VettingOut,
        right="supervision.vettings.read",
        scope=Scope.PERSON,
        zh="联审详情",
        en="One vetting, with the advice and what it comes from",
    ),
    Route.post(
        f"{_VETTING}/opinions",
        "supervision.give_opinion",
        body=vetting.GiveOpinion,
        answer=vetting.VettingOut,
        right="supervision.vettings.opine",
        scope=Scope.PERSON,
        zh="回复联审意见",
        en="Give an agency's opinion",
        problems=[errors.NotAsked, errors.NotYourAgency, errors.AlreadyAnswered, errors.VettingOver, errors.NoAgency],
        example={"agency_id": "agy-01", "opinion": "clear"},
    ),
    Route.post(
        f"{_VETTING}/conclusion",
        "supervision.conclude_vetting",
        body=vetting.ConcludeVetting,
        answer=vetting.VettingOut,
        right="supervision.vettings.conclude",
        scope=Scope.PERSON,
        zh="作出联审结论",
        en="Conclude a vetting, by a named person",
        problems=[errors.VettingOver, errors.BasisMissing],
        example={"outcome": "passed_with_remarks", "basis": "部务会研究意见（演示）"},
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "vetting-opinions",
        "supervision.record_opinions",
        vetting.OpinionRow,
        right="supervision.vettings.opine",
        zh="联审意见",
        en="Opinions of agencies",
        problems=[errors.NotAsked, errors.NotYourAgency, errors.AlreadyAnswered, errors.VettingOver, errors.NoVetting],
    )
]

"""What others have said of somebody is not for them to read, whatever their account may do (公务员法 76)."""

from __future__ import annotations

from servicekit.principal import Principal, Reach, Scope
from services.supervision.errors.matters import NoMatter
from services.supervision.errors.vetting import NoVetting
from tests.service.desk import CITY, UNIT, Desk
from tests.service.supervision.test_results import an_agency

OFFICIAL = Principal("official-1", ("supervision_officer", "cadre"), "", Scope(Reach.ALL, cadre_id="cad-official"))
LIAISON = Principal("liaison-1", ("agency_liaison",), "", Scope(Reach.UNIT, unit_id=UNIT, cadre_id="cad-official"))


def test_an_official_reads_neither_the_own_vetting_nor_the_own_matter_and_everybody_elses(desk: Desk) -> None:
    desk.units(CITY, UNIT)
    desk.people("cad-official", "cad-other")
    body = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    agency = desk.ask("register_agency", **body)["id"]
    about = {"title": "合成事项", "source": "petition", "classification": "internal", "lead_agency_id": an_agency(desk)}
    about |= {"member_ids": [agency]}
    vettings, matters = {}, {}
    for cadre in ("cad-official", "cad-other"):
        vettings[cadre] = desk.ask("open_vetting", cadre_id=cadre, purpose="award")["id"]
        matters[cadre] = desk.ask("register_matter", cadre_id=cadre, **about)["id"]
        desk.ask("discuss_matter", matter_id=matters[cadre])
    for by in (OFFICIAL, LIAISON):
        assert isinstance(desk.refused("get_vetting", by=by, vetting_id=vettings["cad-official"]), NoVetting)
        assert isinstance(desk.refused("get_matter", by=by, matter_id=matters["cad-official"]), NoMatter)
        assert desk.ask("get_vetting", by=by, vetting_id=vettings["cad-other"])["cadre_id"] == "cad-other"
        assert desk.ask("get_matter", by=by, matter_id=matters["cad-other"])["cadre_id"] == "cad-other"
        for method in ("list_vettings", "list_matters", "list_waiting"):
            assert {row["cadre_id"] for row in desk.ask(method, by=by)["items"]} == {"cad-other"}, method
        assert desk.ask("list_vettings", by=by, cadre_id="cad-official")["items"] == []
    assert {row["cadre_id"] for row in desk.ask("list_vettings")["items"]} == {"cad-official", "cad-other"}

"""A leadership team's relations, with and without a candidate, within the reader's scope."""

from __future__ import annotations

from servicekit.principal import Reach, Scope
from services.registry.errors.cadres import UnknownCadre
from services.registry.parts import teams


def a_leader(registry, unit, **fields):
    post = registry.a_post(unit)
    held = [{"title": "副局长", "began": "2019-01", "post_level": "132", "role": "deputy", "post_id": post["id"]}]
    return registry.a_cadre(unit, appointments=held, levels=[{"code": "132", "began": "2019-01"}], **fields)


def test_a_candidate_is_put_into_the_team_before_anybody_is_appointed(registry):
    unit, elsewhere = registry.a_unit(), registry.a_unit()
    member = a_leader(registry, unit, native_region="150221")
    clerk = registry.a_cadre(unit, native_region="150221")
    relative = {"relation": "brother", "name": "单虚构", "cadre_id": member["id"]}
    candidate = registry.a_cadre(elsewhere, native_region="150221", family=[relative])

    alone = registry.team_relations(unit_id=unit["id"])
    assert (alone["member_ids"], alone["relations"]) == ([member["id"]], [])
    assert clerk["id"] not in alone["member_ids"]

    together = registry.team_relations(unit_id=unit["id"], candidate_id=candidate["id"])
    assert together["member_ids"] == [member["id"]]
    kin, origin = together["relations"]
    assert (kin["bond"], kin["detail"], kin["avoidance"], kin["with_candidate"]) == ("kin", "brother", True, True)
    assert (origin["bond"], origin["detail"], origin["avoidance"]) == ("native_place", "150221", False)
    assert "第七十四条" in together["basis"]


def test_bonds_among_members_are_told_from_those_with_the_candidate(registry):
    unit = registry.a_unit()
    for _ in range(2):
        a_leader(registry, unit, native_region="150222")
    candidate = registry.a_cadre(registry.a_unit(), native_region="150223")
    (bond,) = registry.team_relations(unit_id=unit["id"], candidate_id=candidate["id"])["relations"]
    assert bond["with_candidate"] is False


def test_who_does_not_exist_does_not_serve_or_is_out_of_reach_is_refused(registry):
    unit, other = registry.a_unit(), registry.a_unit()
    stranger = registry.a_cadre(other)
    assert registry.refusal("team_relations", unit_id="unt-none").code == "registry/unknown-unit"
    assert registry.refusal("team_relations", unit_id=unit["id"], candidate_id="cad-none").code == UnknownCadre.code
    bound = registry.as_("officer", Scope(Reach.UNIT, unit_id=unit["id"]))
    assert bound.refusal("team_relations", unit_id=other["id"]).code == "registry/unknown-unit"
    refused = bound.refusal("team_relations", unit_id=unit["id"], candidate_id=stranger["id"])
    assert refused.code == UnknownCadre.code
    registry.leave(cadre_id=stranger["id"], kind="transferred_out", on="2025-01-01", document="（示例）")
    gone = registry.refusal("team_relations", unit_id=unit["id"], candidate_id=stranger["id"])
    assert gone.code == "registry/not-serving"


def test_a_unit_with_more_leaders_than_are_looked_at_says_so(registry, monkeypatch):
    monkeypatch.setattr(teams, "MOST_MEMBERS", 1)
    unit = registry.a_unit()
    a_leader(registry, unit)
    assert registry.team_relations(unit_id=unit["id"])["more"] is False
    a_leader(registry, unit)
    answer = registry.team_relations(unit_id=unit["id"])
    assert (answer["more"], len(answer["member_ids"])) == (True, 1)


def test_near_kin_of_a_cadre_are_told_whichever_file_names_them(registry):
    unit = registry.a_unit()
    subject = registry.a_cadre(unit)
    wife = registry.a_cadre(unit, family=[{"relation": "spouse", "name": "单虚构", "cadre_id": subject["id"]}])
    friend = registry.a_cadre(unit, native_region="150221")
    about = {"cadre_id": subject["id"], "ids": [wife["id"], friend["id"], "cad-none"]}
    nobody = {"cadre_id": "cad-none", "ids": [wife["id"]]}
    answer = registry.kin_of(asked=[about, nobody])
    assert answer["kin_ids"] == [[wife["id"]], []]
    assert "第七十四条" in answer["basis"]


def test_near_kin_of_anybody_in_a_leadership_team_are_told(registry):
    unit, elsewhere = registry.a_unit(), registry.a_unit()
    leader, other = a_leader(registry, unit), registry.a_cadre(unit)
    kin = [{"relation": "spouse", "name": "单虚构", "cadre_id": leader["id"]}]
    wife = registry.a_cadre(elsewhere, family=kin)
    friend = registry.a_cadre(elsewhere, family=[{**kin[0], "cadre_id": other["id"]}])
    (found,) = registry.kin_of(asked=[{"unit_id": unit["id"], "ids": [friend["id"], wife["id"]]}])["kin_ids"]
    assert found == [wife["id"]]

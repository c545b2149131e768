"""Who may do what, and how far."""

from __future__ import annotations

import pytest

from gateway.problems import ScopeMissing
from gateway.rights import ADMINISTRATORS, ROLES, common, principal_for, reach
from gateway.route import Answer, Route, Scope
from servicekit.errors import Forbidden
from servicekit.principal import Reach, from_wire
from servicekit.principal import Scope as DataScope


async def nothing(_: object) -> Answer:
    return Answer()


def row(right: str = "registry.cadres.read", scope: Scope = Scope.PERSON) -> Route:
    return Route.local("GET", "/things", nothing, right=right, scope=scope, zh="查询", en="List")


@pytest.mark.parametrize(
    ("roles", "right", "expected"),
    [
        (("system_administrator",), "accounts.manage", Reach.ALL),
        (("system_administrator",), "registry.cadres.read", Reach.NONE),
        (("administrator",), "accounts.manage", Reach.NONE),
        (("registry_officer",), "registry.corrections.decide", Reach.ALL),
        (("registry_officer",), "supervision.restrictions.read", Reach.NONE),
        (("registry_officer",), "accounts.manage", Reach.NONE),
        (("training_officer",), "training.classes.publish", Reach.ALL),
        (("training_officer",), "registry.cadres.retire", Reach.NONE),
        (("training_officer",), "registry.cadres.family.read", Reach.NONE),
        (("unit_officer",), "registry.cadres.read", Reach.UNIT),
        (("unit_officer",), "registry.cadres.family.read", Reach.NONE),
        (("unit_officer",), "training.classes.publish", Reach.UNIT),
        (("unit_officer",), "training.plans.adopt", Reach.NONE),
        (("unit_officer",), "talentpool.members.admit", Reach.NONE),
        (("agency_liaison",), "supervision.information.share", Reach.UNIT),
        (("agency_liaison",), "supervision.information.manage", Reach.NONE),
        (("agency_liaison",), "registry.cadres.read", Reach.NONE),
        (("cadre",), "registry.cadres.read", Reach.SELF),
        (("cadre",), "training.enrolments.manage", Reach.NONE),
        (("cadre", "unit_officer"), "registry.cadres.read", Reach.UNIT),
        (("nobody-knows-this-role",), "registry.cadres.read", Reach.NONE),
        ((), "registry.cadres.read", Reach.NONE),
    ],
)
def test_a_right_reaches_as_far_as_the_widest_of_the_roles(roles, right, expected):
    assert reach(roles, right) is expected


@pytest.mark.parametrize(
    ("right", "whose"),
    [
        ("accounts.manage", "system_administrator"),
        ("operations.dead_letters.manage", "system_administrator"),
        ("dictionaries.change", "system_administrator"),
        ("accounts.approve", "security_administrator"),
        ("rules.change", "security_administrator"),
        ("audit.inspect", "audit_administrator"),
    ],
)
def test_one_administrator_alone_has_each_right_over_the_platform(right, whose):
    assert [name for name in ROLES if reach((name,), right) is not Reach.NONE] == [whose]


def test_no_administrator_holds_a_right_to_content():
    content = {"registry", "training", "supervision", "incentive", "appraisal", "talentpool", "profile", "briefing"}
    held = {right for name in ADMINISTRATORS for right, _ in ROLES[name].grants}
    assert {right for right in held if right.partition(".")[0] in content} == {"registry.units.read"}


def test_a_unit_officer_sees_persons_of_the_own_unit_and_below():
    scope = principal_for(row(), "acc-1", ("unit_officer",), "u-1", None).scope
    assert (scope.reach, scope.filter()) == (Reach.UNIT, {"unit_ids": "u-1"})


def test_a_cadre_sees_only_the_own_person():
    scope = principal_for(row(), "acc-1", ("cadre",), None, "c-1").scope
    assert (scope.reach, scope.filter()) == (Reach.SELF, {"_id": "c-1"})


def test_what_is_not_about_persons_is_seen_whole():
    scope = principal_for(row("training.classes.read", Scope.NONE), "acc-1", ("cadre",), None, "c-1").scope
    assert scope.reach is Reach.ALL


def test_a_missing_right_is_named():
    with pytest.raises(Forbidden) as refused:
        principal_for(row("registry.cadres.retire"), "acc-1", ("cadre",), None, "c-1")
    assert refused.value.facts == {"right": "registry.cadres.retire"}


@pytest.mark.parametrize("role", ["unit_officer", "cadre"])
def test_an_account_without_its_binding_sees_nobody(role):
    with pytest.raises(ScopeMissing):
        principal_for(row(), "acc-1", (role,), None, None)


@pytest.mark.parametrize("scope", [Scope.SIGNED_IN, Scope.PUBLIC])
def test_rows_without_a_right_open_no_data(scope):
    row_ = Route.local("GET", "/me", nothing, scope=scope, zh="本人", en="Me")
    assert principal_for(row_, "acc-1", ("audit_administrator",), None, None).scope.filter() == {"_id": {"$in": []}}


def test_a_row_that_asks_about_further_rights_is_told_those_that_reach_as_far_as_its_own():
    asking = Route.local(
        "GET",
        "/things",
        nothing,
        right="registry.cadres.read",
        scope=Scope.PERSON,
        zh="查询",
        en="List",
        asks=("incentive.honours.read", "supervision.restrictions.read"),
    )
    unit = principal_for(asking, "acc-1", ("unit_officer",), "u-1", None)
    assert unit.also == ("incentive.honours.read",)
    assert unit.may("incentive.honours.read")
    assert not unit.may("supervision.restrictions.read")
    both = principal_for(asking, "acc-1", ("unit_officer", "cadre"), "u-1", "c-1")
    assert both.may("incentive.honours.read")
    assert not both.may("supervision.restrictions.read"), "their own restrictions are not those of the unit"
    assert both.within("supervision.restrictions.read").allows((), "c-1")
    assert not both.within("supervision.restrictions.read").allows(("u-1",), "c-2")
    for who in (unit, both):
        assert from_wire(who.to_wire()) == who


def test_what_an_officer_of_a_unit_and_cadre_may_see_is_the_unit_and_the_own_file():
    scope = principal_for(row(), "acc-1", ("unit_officer", "cadre"), "u-1", "c-1").scope
    assert scope.filter() == {"$or": [{"unit_ids": "u-1"}, {"_id": "c-1"}]}
    only_cadre = principal_for(row("registry.cadres.health.read"), "acc-1", ("unit_officer", "cadre"), "u-1", "c-1")
    assert only_cadre.scope.filter() == {"_id": "c-1"}, "a right of one role reaches no further by another"


def test_a_role_whose_binding_is_missing_takes_nothing_from_another():
    assert principal_for(row(), "acc-1", ("unit_officer", "cadre"), None, "c-1").scope.filter() == {"_id": "c-1"}
    assert principal_for(row(), "acc-1", ("unit_officer", "cadre"), "u-1", None).scope.filter() == {"unit_ids": "u-1"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("other", ["unit_officer", "agency_liaison", "cadre"])
def test_another_role_takes_no_right_away(role, other):
    """Whatever one role reaches alone is reached with another beside it."""
    for right in {pattern.replace("*", "x") for name in (role, other) for pattern, _ in ROLES[name].grants}:
        try:
            alone = principal_for(row(right), "acc-1", (role,), "u-1", "c-1").scope
        except Forbidden:
            continue
        assert principal_for(row(right), "acc-1", (role, other), "u-1", "c-1").scope.covers(alone), right


def test_what_is_common_to_scopes_is_what_each_of_them_reaches():
    def scope(far: Reach, oneself: bool = False) -> DataScope:
        return DataScope(far, "u", "c", oneself or far is Reach.SELF)

    all_, unit, own, both = scope(Reach.ALL), scope(Reach.UNIT), scope(Reach.SELF), scope(Reach.UNIT, oneself=True)
    assert common(all_, all_) == all_
    assert common(all_, unit) == common(unit, all_) == common(both, unit) == unit
    assert common(both, own) == common(own, all_) == own
    assert common(both, both) == common(all_, both) == both
    assert common(unit, own).reach is Reach.NONE

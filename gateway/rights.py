"""Who may do what, and how far: roles (角色) hold patterns over right names, each with a reach (数据范围)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from gateway.problems import ScopeMissing
from gateway.route import Route
from gateway.route import Scope as RowScope
from gateway.service_scopes import GRANTS
from servicekit.errors import Forbidden
from servicekit.principal import Principal, Reach, Scope
from services.supervision.schemas.matters import RESULT_RIGHTS

REACHES = {
    Reach.ALL.value: "全部单位和人员",
    Reach.UNIT.value: "本单位及下级",
    Reach.SELF.value: "本人",
    Reach.NONE.value: "无",
}
"""What each reach is called."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do: right patterns (`training.*`) and how far each reaches."""

    name: str
    zh: str
    en: str
    grants: tuple[tuple[str, Reach], ...]
    needs: str = ""
    """The binding that an account of this role must have: `unit_id` or `cadre_id`."""
    alone: bool = False
    """Whether an account of this role has no other (三员互斥)."""


SYSTEM_ADMINISTRATOR = Role(
    "system_administrator",
    "系统管理员",
    "System administrator (proposes accounts; dictionaries, templates and operations; sees no content)",
    (
        ("accounts.read", Reach.ALL),
        ("accounts.manage", Reach.ALL),
        ("operations.*", Reach.ALL),
        ("deadlines.read", Reach.ALL),
        ("dictionaries.*", Reach.ALL),
        ("document-templates.*", Reach.ALL),
        # An account is bound to a unit, which has to be found.
        ("registry.units.read", Reach.ALL),
    ),
    alone=True,
)
SECURITY_ADMINISTRATOR = Role(
    "security_administrator",
    "安全管理员",
    "Security administrator (approves accounts, roles and passwords; ends sessions; rules; sees no content)",
    (
        ("accounts.read", Reach.ALL),
        ("accounts.approve", Reach.ALL),
        ("accounts.sessions", Reach.ALL),
        ("rules.*", Reach.ALL),
    ),
    alone=True,
)
AUDIT_ADMINISTRATOR = Role(
    "audit_administrator",
    "审计管理员",
    "Audit administrator (reads who did what; sees no content)",
    (("audit.*", Reach.ALL),),
    alone=True,
)
FORMERLY = "administrator"
"""What the one administrator of earlier releases was called; it gives no right any more."""
_READS_THE_ROSTER = (
    ("registry.units.read", Reach.ALL),
    ("registry.posts.read", Reach.ALL),
    ("registry.cadres.read", Reach.ALL),
    ("registry.policies.read", Reach.ALL),
    ("profile.read", Reach.ALL),
    ("briefing.read", Reach.ALL),
)


def _uses_results(use: str) -> tuple[tuple[str, Reach], ...]:
    """The list of published results (成果联用), cut down to those that name a use (用途)."""
    return (("supervision.results.read", Reach.ALL), (RESULT_RIGHTS[use], Reach.ALL))


_DEADLINES = ("deadlines.*", Reach.ALL)
"""Whoever answers for a branch sees its deadlines and moves them; the gateway asks for the branch's own right."""
_OBEYS_RESTRICTIONS = ("profile.restrictions", Reach.ALL)
"""Whoever decides what an effect period (影响期) bars sees in the profile which there are."""
REGISTRY_OFFICER = Role(
    "registry_officer",
    "干部信息管理员",
    "Registry officer (roster, appointments, corrections, policies)",
    (
        ("registry.*", Reach.ALL),
        ("exports.approve", Reach.ALL),
        _DEADLINES,
        *_uses_results("appointment"),
        _OBEYS_RESTRICTIONS,
        ("profile.read", Reach.ALL),
        ("briefing.read", Reach.ALL),
        ("dashboards.registry.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
TRAINING_OFFICER = Role(
    "training_officer",
    "教育培训管理员",
    "Training officer",
    (
        ("training.*", Reach.ALL),
        _DEADLINES,
        *_uses_results("training"),
        *_READS_THE_ROSTER,
        ("dashboards.training.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
SUPERVISION_OFFICER = Role(
    "supervision_officer",
    "干部监督管理员",
    "Supervision officer",
    (
        ("supervision.*", Reach.ALL),
        ("exports.approve", Reach.ALL),
        _DEADLINES,
        _OBEYS_RESTRICTIONS,
        ("incentive.*.read", Reach.ALL),
        *_READS_THE_ROSTER,
        ("registry.cadres.punishments.read", Reach.ALL),
        ("registry.teams.relations.read", Reach.ALL),
        ("dashboards.supervision.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
INCENTIVE_OFFICER = Role(
    "incentive_officer",
    "激励工作管理员",
    "Incentive officer",
    (
        ("incentive.*", Reach.ALL),
        _DEADLINES,
        *_uses_results("award"),
        _OBEYS_RESTRICTIONS,
        *_READS_THE_ROSTER,
        ("dashboards.incentive.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
APPRAISAL_OFFICER = Role(
    "appraisal_officer",
    "考察与分析研判管理员",
    "Appraisal officer",
    (
        ("appraisal.*", Reach.ALL),
        _DEADLINES,
        *_uses_results("appraisal"),
        _OBEYS_RESTRICTIONS,
        *_READS_THE_ROSTER,
        ("registry.teams.relations.read", Reach.ALL),
        ("dashboards.appraisal.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
YOUNG_CADRE_OFFICER = Role(
    "young_cadre_officer",
    "年轻干部工作管理员",
    "Young-cadre officer",
    (
        ("talentpool.*", Reach.ALL),
        _DEADLINES,
        *_uses_results("pool"),
        _OBEYS_RESTRICTIONS,
        ("appraisal.indices.read", Reach.ALL),
        ("training.completions.read", Reach.ALL),
        ("incentive.honours.read", Reach.ALL),
        *_READS_THE_ROSTER,
        ("registry.teams.relations.read", Reach.ALL),
        ("dashboards.talent.read", Reach.ALL),
        ("imports.*", Reach.ALL),
    ),
)
AGENCY_LIAISON = Role(
    "agency_liaison",
    "联席单位联络员",
    "Liaison of a member agency (what the agency is asked, given, and gives itself)",
    (
        ("supervision.vettings.read", Reach.UNIT),
        ("supervision.vettings.opine", Reach.UNIT),
        ("supervision.waiting.read", Reach.UNIT),
        ("supervision.agencies.read", Reach.UNIT),
        ("supervision.conferences.read", Reach.UNIT),
        ("supervision.information.read", Reach.UNIT),
        ("supervision.information.share", Reach.UNIT),
        ("supervision.matters.read", Reach.UNIT),
        ("supervision.matters.opine", Reach.UNIT),
        ("supervision.tasks.read", Reach.UNIT),
        ("supervision.tasks.report", Reach.UNIT),
        ("registry.units.read", Reach.UNIT),
    ),
    needs="unit_id",
)
UNIT_OFFICER = Role(
    "unit_officer",
    "单位组织人事干部",
    "Unit officer (own unit and below: daily training, nominations, rectification)",
    (
        ("registry.units.read", Reach.UNIT),
        ("registry.posts.read", Reach.UNIT),
        ("registry.cadres.read", Reach.UNIT),
        ("registry.cadres.photo.read", Reach.UNIT),
        ("registry.alerts.read", Reach.UNIT),
        ("registry.policies.read", Reach.UNIT),
        ("registry.corrections.read", Reach.UNIT),
        ("registry.corrections.request", Reach.UNIT),
        ("training.*.read", Reach.UNIT),
        ("training.organisers.manage", Reach.UNIT),
        ("training.classes.*", Reach.UNIT),
        ("training.enrolments.*", Reach.UNIT),
        ("training.attendance.record", Reach.UNIT),
        ("training.bookings.manage", Reach.UNIT),
        ("training.needs.*", Reach.UNIT),
        ("training.ratings.give", Reach.UNIT),
        ("supervision.rectification.read", Reach.UNIT),
        ("supervision.rectification.rectify", Reach.UNIT),
        ("incentive.programmes.read", Reach.UNIT),
        ("incentive.nominations.read", Reach.UNIT),
        ("incentive.nominations.nominate", Reach.UNIT),
        ("incentive.publicity.read", Reach.UNIT),
        ("incentive.objections.lodge", Reach.UNIT),
        ("incentive.honours.read", Reach.UNIT),
        ("incentive.measures.read", Reach.UNIT),
        ("incentive.grants.read", Reach.UNIT),
        ("incentive.tolerance.read", Reach.UNIT),
        ("incentive.tolerance.apply", Reach.UNIT),
        ("incentive.ceremonies.read", Reach.UNIT),
        ("appraisal.mechanisms.read", Reach.UNIT),
        ("appraisal.contact-points.read", Reach.UNIT),
        ("talentpool.members.nominate", Reach.UNIT),
        ("talentpool.programmes.read", Reach.UNIT),
        ("talentpool.graduates.read", Reach.UNIT),
        ("talentpool.secondments.read", Reach.UNIT),
        ("talentpool.secondments.evaluate", Reach.UNIT),
        ("profile.read", Reach.UNIT),
        ("briefing.read", Reach.UNIT),
        ("dashboards.training.read", Reach.UNIT),
        ("dashboards.incentive.read", Reach.UNIT),
    ),
    needs="unit_id",
)
CADRE = Role(
    "cadre",
    "干部本人",
    "Cadre (self)",
    (
        ("registry.cadres.read", Reach.SELF),
        ("registry.cadres.family.read", Reach.SELF),
        ("registry.cadres.health.read", Reach.SELF),
        ("registry.cadres.punishments.read", Reach.SELF),
        ("registry.cadres.photo.read", Reach.SELF),
        ("registry.corrections.read", Reach.SELF),
        ("registry.corrections.request", Reach.SELF),
        ("registry.personal-requests.read", Reach.SELF),
        ("registry.personal-requests.ask", Reach.SELF),
        ("registry.personal-requests.copy", Reach.SELF),
        ("registry.alerts.read", Reach.SELF),
        ("registry.units.read", Reach.SELF),
        ("registry.posts.read", Reach.SELF),
        ("registry.policies.read", Reach.SELF),
        ("training.classes.read", Reach.SELF),
        ("training.materials.read", Reach.SELF),
        ("training.teaching-points.read", Reach.SELF),
        ("training.hours.read", Reach.SELF),
        ("training.compliance.read", Reach.SELF),
        ("training.recommendations.read", Reach.SELF),
        ("training.enrolments.read", Reach.SELF),
        ("training.attendance.read", Reach.SELF),
        ("training.completions.read", Reach.SELF),
        ("training.needs.*", Reach.SELF),
        ("training.ratings.give", Reach.SELF),
        ("training.reminders.read", Reach.SELF),
        ("supervision.restrictions.read", Reach.SELF),
        ("profile.restrictions", Reach.SELF),
        ("supervision.integrity-records.read", Reach.SELF),
        ("supervision.draws.read", Reach.SELF),
        ("supervision.letters.read", Reach.SELF),
        ("supervision.letters.reply", Reach.SELF),
        ("supervision.appeals.read", Reach.SELF),
        ("supervision.appeals.lodge", Reach.SELF),
        ("incentive.publicity.read", Reach.SELF),
        ("incentive.objections.lodge", Reach.SELF),
        ("incentive.honours.read", Reach.SELF),
        ("incentive.measures.read", Reach.SELF),
        ("incentive.grants.read", Reach.SELF),
        ("incentive.tolerance.read", Reach.SELF),
        ("incentive.tolerance.apply", Reach.SELF),
        ("incentive.ceremonies.read", Reach.SELF),
        ("appraisal.mechanisms.read", Reach.SELF),
        ("appraisal.notices.read", Reach.SELF),
        ("appraisal.own-index.read", Reach.SELF),
        ("appraisal.notices.acknowledge", Reach.SELF),
        ("appraisal.reviews.ask", Reach.SELF),
        ("appraisal.ballots.vote", Reach.SELF),
        ("talentpool.programmes.read", Reach.SELF),
        ("talentpool.graduates.read", Reach.SELF),
        ("talentpool.secondments.read", Reach.SELF),
        ("talentpool.secondments.report", Reach.SELF),
        ("profile.read", Reach.SELF),
        ("audit.looks.read", Reach.SELF),
    ),
    needs="cadre_id",
)
ROLES: Mapping[str, Role] = {
    role.name: role
    for role in (
        SYSTEM_ADMINISTRATOR,
        SECURITY_ADMINISTRATOR,
        AUDIT_ADMINISTRATOR,
        REGISTRY_OFFICER,
        TRAINING_OFFICER,
        SUPERVISION_OFFICER,
        INCENTIVE_OFFICER,
        APPRAISAL_OFFICER,
        YOUNG_CADRE_OFFICER,
        AGENCY_LIAISON,
        UNIT_OFFICER,
        CADRE,
    )
}
ADMINISTRATORS = frozenset(role.name for role in ROLES.values() if role.alone)
"""The three (三员), of whom none sees content, and each needs the others."""
ROLE_WORDS = {name: role.zh for name, role in ROLES.items()}
_WIDTH = {Reach.NONE: 0, Reach.SELF: 1, Reach.UNIT: 2, Reach.ALL: 3}


@lru_cache(maxsize=8192)
def reach(roles: tuple[str, ...], right: str) -> Reach:
    """The farthest that one of these roles carries a right; NONE where no pattern fits. See `scope_of` for all."""
    return max(reaches(roles, right), key=_WIDTH.__getitem__, default=Reach.NONE)


def is_for_oneself(roles: tuple[str, ...], right: str) -> bool:
    """Whether one of these roles gives the right for the matters of the person whose account it is."""
    return Reach.SELF in reaches(roles, right)


@lru_cache(maxsize=8192)
def reaches(roles: tuple[str, ...], right: str) -> frozenset[Reach]:
    """How far each grant of these roles carries a right: an officer may hold one for all, and as the cadre they are."""
    grants = [grant for name in roles for grant in (ROLES[name].grants if name in ROLES else GRANTS.get(name, ()))]
    return frozenset(distance for pattern, distance in grants if fnmatchcase(right, pattern))


@lru_cache(maxsize=8192)
def roles_with(right: str) -> tuple[str, ...]:
    """The roles that carry a right to everything."""
    return tuple(name for name in ROLES if reach((name,), right) is Reach.ALL)


def common(*scopes: Scope) -> Scope:
    """What an account's scopes have in common, for what several rights are needed for at once."""
    narrow = [scope for scope in scopes if scope.reach is not Reach.ALL]
    if not narrow:
        return scopes[0]
    oneself = all(scope.oneself or scope.reach is Reach.SELF for scope in narrow)
    if all(scope.reach is Reach.UNIT for scope in narrow):
        return replace(narrow[0], oneself=oneself)
    return replace(narrow[0], reach=Reach.SELF if oneself else Reach.NONE)


def scope_of(roles: tuple[str, ...], right: str, unit_id: str | None, cadre_id: str | None) -> Scope:
    """How far an account has a right: what each of its roles gives, united, as far as it is bound to a unit and a file.

    It reaches nothing where no role gives the right, and where the account lacks the binding.
    """
    given = reaches(roles, right)
    oneself = Reach.SELF in given and cadre_id is not None
    if Reach.ALL in given:
        return Scope(Reach.ALL, unit_id, cadre_id, oneself)
    if Reach.UNIT in given and unit_id is not None:
        return Scope(Reach.UNIT, unit_id, cadre_id, oneself)
    return Scope(Reach.SELF if oneself else Reach.NONE, unit_id, cadre_id, oneself)


def scope_for(route: Route, roles: tuple[str, ...], unit_id: str | None, cadre_id: str | None) -> Scope:
    """The data scope of an account on a row.

    Raises Forbidden without the right, and ScopeMissing where the right reaches the account's own unit or person
    and the account is bound to none.
    """
    if route.scope in (RowScope.PUBLIC, RowScope.SIGNED_IN):
        return Scope(Reach.NONE, unit_id, cadre_id)
    if reach(roles, route.right) is Reach.NONE:
        raise Forbidden(f"您的账号没有“{route.zh}”的权限", f"The right {route.right} is needed", right=route.right)
    scope = scope_of(roles, route.right, unit_id, cadre_id)
    if route.scope is RowScope.NONE:
        return replace(scope, reach=Reach.ALL)
    if scope.reach is Reach.NONE:
        raise ScopeMissing()
    return scope


def principal_for(
    route: Route, account: str, roles: Iterable[str], unit_id: str | None, cadre_id: str | None
) -> Principal:
    """Who asks, for this row, with the scope that it has for them. Raises Forbidden or ScopeMissing."""
    held = tuple(roles)
    scope = scope_for(route, held, unit_id, cadre_id)
    asked = {right: scope_of(held, right, unit_id, cadre_id) for right in route.rights_asked}
    given = {right: far for right, far in asked.items() if far.reach is not Reach.NONE}
    also = tuple(right for right, far in given.items() if far.covers(scope))
    partly = tuple((right, far) for right, far in given.items() if right not in also)
    return Principal(account, held, route.right, scope, also, partly)

"""What machines may be allowed (服务账号的授权范围): named sets of rights, each for one purpose, none of them a role.

A scope names its rights one by one: a right that is new in a release is in none before somebody puts it there. None
has a right that is an administrator's, or by which something is decided, approved, imported or taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from servicekit.principal import Reach


@dataclass(frozen=True, slots=True)
class ServiceScope:
    """What a machine of one purpose may do."""

    name: str
    zh: str
    en: str
    rights: tuple[str, ...]
    of_units: bool = True
    """Whether it can be cut down to one unit and those below: where a unit's own officer has these rights as well."""


SERVICE_SCOPES: Final[Mapping[str, ServiceScope]] = {
    scope.name: scope
    for scope in (
        ServiceScope(
            "roster.read",
            "读取单位、职位和干部名册",
            "Read units, posts and the roster",
            ("registry.units.read", "registry.posts.read", "registry.cadres.read"),
        ),
        ServiceScope(
            "training.read",
            "读取培训班次、报名、考勤和学时",
            "Read classes, enrolments, attendance and hours",
            ("training.classes.read", "training.enrolments.read", "training.attendance.read", "training.hours.read"),
        ),
        ServiceScope(
            "training.attendance.record",
            "登记培训考勤（签到设备）",
            "Record attendance (a reader at the door)",
            ("training.classes.read", "training.attendance.read", "training.attendance.record"),
        ),
        ServiceScope(
            "training.online-records.manage",
            "登记网络培训记录（网络学院）",
            "Record online training (an online academy)",
            ("training.hours.read", "training.online-records.manage"),
            of_units=False,
        ),
        ServiceScope(
            "honours.read",
            "读取表彰奖励和公示",
            "Read honours and what is publicised",
            ("incentive.honours.read", "incentive.publicity.read"),
        ),
        ServiceScope(
            "briefing.read",
            "读取工作简报的数字",
            "Read the figures of the briefing",
            ("briefing.read",),
        ),
    )
}
SCOPE_WORDS: Final = {name: scope.zh for name, scope in SERVICE_SCOPES.items()}
FAR: Final = {Reach.ALL: "service", Reach.UNIT: "service-of-unit"}
"""How far a machine's scopes reach, and what comes before a scope's name where one stands among an account's roles."""
GRANTS: Final[Mapping[str, tuple[tuple[str, Reach], ...]]] = {
    f"{called}:{scope.name}": tuple((right, far) for right in scope.rights)
    for far, called in FAR.items()
    for scope in SERVICE_SCOPES.values()
    if far is Reach.ALL or scope.of_units
}
"""What stands for a machine's scope where an account's roles do, with its rights and how far they reach."""


def held(scopes: Iterable[str], far: Reach) -> tuple[str, ...]:
    """What stands where an account's roles do, for a machine with these scopes; what is none any more gives nothing."""
    return tuple(name for scope in scopes if (name := f"{FAR[far]}:{scope}") in GRANTS)

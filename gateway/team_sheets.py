"""What the sheet of a leadership team (班子配备表) says of a unit: its leading posts in the city's order, who holds
each, and what is vacant.

Somebody who holds several of them stands once, at the first. Who leads without a post on the books stands behind the
posts of that role; what is approved (核定职数) and not yet established as a post is vacant all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway import forms
from papers.team import Holder, Number, Seat, TeamSheet
from servicekit import schooling
from servicekit.people import Role
from servicekit.standards import POST_LEVELS, RANKS

Document = Mapping[str, Any]
LEADERS = (Role.CHIEF, Role.DEPUTY, Role.CHIEF_EXPERT)


@dataclass
class Team:
    """What is known of a unit's team, as far as the reader may see it."""

    unit: Document
    posts: Sequence[Document]
    """The leading posts in the city's order."""
    leaders: Sequence[Document]
    """The cadres who lead in the unit, in that order too, with or without one of the posts."""
    files: dict[str, Document] = field(default_factory=dict)
    """Those that the reader may see, by cadre."""
    photos: dict[str, bytes] = field(default_factory=dict)

    @property
    def people(self) -> list[str]:
        """Everybody on the sheet."""
        held = (holder for post in self.posts for holder in post["holder_ids"])
        return list(dict.fromkeys((*held, *(one["id"] for one in self.leaders))))


def composed(team: Team, names: forms.Names, today: str, *, made_by: str, without_photos: bool) -> TeamSheet:
    """The sheet of a team."""
    numbers = [_number(team.unit, role) for role in LEADERS]
    hidden = len(set(team.people) - set(team.files))
    notes = ["查阅者无权查看照片，故未列"] * without_photos
    notes += [f"另有{hidden}人的档案不在查阅范围内，只列姓名，不计入班子结构"] * bool(hidden)
    return TeamSheet(
        unit=team.unit["name"],
        on=today,
        numbers=tuple(one for one in numbers if one.approved is not None or one.filled),
        seats=tuple(_seats(team, numbers, names, today)),
        made_by=made_by,
        left_out="；".join(notes) + "。" * bool(notes),
        synthetic=bool(team.unit["synthetic"]),
    )


def _number(unit: Document, role: Role) -> Number:
    approved = unit["approved"]
    return Number(role.zh, None if approved is None else approved[role.value], unit["filled"][role.value])


def _seats(team: Team, numbers: Iterable[Number], names: forms.Names, today: str) -> Iterable[Seat]:
    held: dict[str, list[Document]] = {}
    for post in team.posts:
        for holder in post["holder_ids"]:
            held.setdefault(holder, []).append(post)
    told: set[str] = set()
    for role, number in zip(LEADERS, numbers, strict=True):
        vacant = 0
        for post in (one for one in team.posts if one["role"] == role.value):
            if not post["holder_ids"]:
                vacant += 1
                yield Seat(post["title"], role.zh, POST_LEVELS.get(post["post_level"] or "", ""))
            for cadre_id in post["holder_ids"]:
                if cadre_id not in told:
                    told.add(cadre_id)
                    posts = held[cadre_id]
                    title = "、".join(dict.fromkeys(one["title"] for one in posts))
                    yield Seat(title, role.zh, holder=_holder(team, cadre_id, posts, names, today))
        for cadre in team.leaders:
            if cadre["role"] == role.value and cadre["id"] not in held:
                yield Seat(cadre["title"], role.zh, holder=_holder(team, cadre["id"], (), names, today))
        if number.vacant > vacant:
            yield Seat(f"{role.zh}（未设职位）", role.zh, free=number.vacant - vacant)


def _holder(team: Team, cadre_id: str, posts: Sequence[Document], names: forms.Names, today: str) -> Holder:
    file = team.files.get(cadre_id)
    if file is None:
        return Holder(str(names.get(cadre_id, {}).get("name") or ""), is_shown=False)
    form = forms.composed(
        file,
        names={},
        health="",
        family=(),
        photo=team.photos.get(cadre_id, b""),
        today=today,
        age_on=today,
        proposal={},
    )
    return Holder(
        name=form.name,
        sex=form.sex,
        birth=form.birth,
        ethnicity=form.ethnicity,
        native_place=form.native_place,
        joined_party_on=form.joined_party_on,
        other_party=form.other_party,
        is_communist=file["political_status"] in forms.COMMUNIST,
        began_work_on=form.began_work_on,
        full_time=form.full_time,
        in_service=form.in_service,
        schooling=schooling.called(file["education_level"]),
        since=_since(file, posts, today),
        level=POST_LEVELS.get(file["post_level"] or "", ""),
        level_since=file["level_since"] or "",
        rank=RANKS.get(file["rank"] or "", ""),
        rank_since=file["rank_since"] or "",
        photo=form.photo,
    )


def _since(file: Document, posts: Sequence[Document], today: str) -> str:
    """When the first of the posts was taken up; of who holds none of them, what the file says of the present post."""
    began = {one["post_id"]: one["began"] for one in forms.in_force(file["appointments"], today)}
    return next((began[post["id"]] for post in posts if post["id"] in began), file["in_post_since"] or "")

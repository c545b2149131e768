"""The sheet of a unit's leadership team (班子配备表) handed out.

Read under the reader's own rights: unit, posts, files and photos each by the right and the scope of its own row. What a
reader may not see is left out, and the sheet says so.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from gateway import journal
from gateway.form_rows import handed_out, own_part, today
from gateway.media import PDF, preferred
from gateway.naming import names_of
from gateway.printing import NotPrintable, PaperTooLarge
from gateway.route import Answer, GatewayRequest, Route, Scope
from gateway.routes import row_of
from gateway.rpc import Answered
from gateway.team_sheets import LEADERS, Team, composed
from servicekit.errors import NotFound
from servicekit.forms import wanted
from servicekit.operations import Query
from servicekit.schema import Schema
from services.registry.errors.units import UnknownUnit
from services.registry.operations.cadres import GET_CADRE, GET_PHOTO, LIST_CADRES
from services.registry.operations.units import GET_UNIT, LIST_POSTS

TITLE = "班子配备表"
MOST = 100
"""Posts and people of a sheet."""
_COMES_AS = {"pdf": PDF}


class GetTeamSheet(Schema):
    """Whose team."""

    unit_id = wanted("单位")


async def get_team_sheet(request: GatewayRequest) -> Answer:
    """The sheet of a unit that is within the reader's scope."""
    kind = preferred(request.header("accept"), _COMES_AS)
    unit_id = request.params["unit_id"]
    unit = await request.call_as(row_of(GET_UNIT), GET_UNIT, unit_id=unit_id)
    if not request.scope.allows(unit["unit_ids"]):
        raise UnknownUnit(id=unit_id)
    posts = await _listed(request, LIST_POSTS, unit_id, state=["active"])
    team = Team(unit, posts, await _listed(request, LIST_CADRES, unit_id, status=["serving"]))
    people = team.people
    if len(people) > MOST:
        raise _too_large()
    left_out: list[str] = []
    for cadre_id in people:
        await _add(request, team, cadre_id, left_out)
    account = request.principal.account
    names = await names_of(request, [*(set(people) - set(team.files)), account])
    made_by = names.get(account, {}).get("name") or ""
    sheet = composed(team, names, today(), made_by=made_by, without_photos=bool(left_out))
    [file] = await request.printed("team-sheet", [sheet], today())
    await journal.tell(
        request.db,
        journal.Action.TEAM_SHEET_TAKEN_OUT,
        unit_id,
        account,
        request.request_id,
        persons=list(team.files),
        format=kind,
        people=len(team.files),
    )
    return handed_out(file, PDF, f"{TITLE}_{unit['name']}.pdf", "team-sheet.pdf", tuple(dict.fromkeys(left_out)))


async def _listed(request: GatewayRequest, operation: Query, unit_id: str, **where: Any) -> Sequence[dict[str, Any]]:
    """What a unit has of leaders or their posts, in the city's order. Raises PaperTooLarge."""
    found = await request.call_as(
        row_of(operation),
        operation,
        unit_id=[unit_id],
        below=False,
        role=[role.value for role in LEADERS],
        sort="unit_post",
        limit=MOST,
        **where,
    )
    if found["next"] is not None:
        raise _too_large()
    items: list[dict[str, Any]] = found["items"]
    return items


async def _add(request: GatewayRequest, team: Team, cadre_id: str, left_out: list[str]) -> None:
    """Add the file and the photo of somebody to what is known; nothing of whom the reader may not see."""
    try:
        team.files[cadre_id] = await request.call_as(row_of(GET_CADRE), GET_CADRE, cadre_id=cadre_id)
    except Answered as refused:
        if refused.problem.status != NotFound.status:
            raise
        return
    photo = await own_part(request, GET_PHOTO, cadre_id, "photo", left_out)
    team.photos[cadre_id] = base64.b64decode(photo.get("data", ""))


def _too_large() -> PaperTooLarge:
    return PaperTooLarge(f"班子的职位或成员超过{MOST}个", f"The team has more than {MOST} posts or members", most=MOST)


# fmt: off
ROWS = [
    Route.local("GET", "/units/{unit_id}/team-sheet", get_team_sheet, query=GetTeamSheet, zh="班子配备表",
        en="The sheet of a unit's leadership team",
        description="Posts in the city's order with their holders, vacancies, and the structure of the team as bars. "
        "The header `Form-Left-Out` tells what the reader's rights leave out: photo.",
        answers_in=tuple(_COMES_AS.values()), right="registry.cadres.read", scope=Scope.PERSON, tag="registry",
        deadline=45.0, problems=[UnknownUnit, NotPrintable, PaperTooLarge]),
]

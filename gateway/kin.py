"""Kin stand aside (亲属回避): nobody appraises their husband, wife or near kin, nor a team of which one is a member;
nobody votes on them, in a democratic assessment (民主测评) or a ballot (票决).

Families are in no event, so the gateway asks the registry before an appraisal is planned, changed or started, one at a
time or by an import, before a roll is fixed, before a vote is cast, and before votes are entered; and when either ends,
as who may not vote is not counted among those who are to. The refusal names the place and not the relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.route import GatewayRequest, LookUp
from servicekit.errors import FieldError, field_error
from servicekit.schema import MAX_PAGE
from services.appraisal.errors.appraisals import AppraiserBarred
from services.appraisal.errors.ballots import BadRoll, StandsAside
from services.appraisal.operations.appraisals import GET_APPRAISAL
from services.appraisal.operations.ballots import GET_BALLOT, GET_ROLL, LIST_MY_BALLOTS
from services.incentive.errors.ballots import ConflictOfInterest
from services.incentive.operations.ballots import GET_BALLOT as GET_AWARD_BALLOT
from services.incentive.operations.nominations import LIST_NOMINATIONS
from services.registry.operations.teams import KIN_OF
from services.registry.schemas.teams import KinAsked

_QUESTION = KinAsked()
_AT_ONCE = 100
"""Voters of one question."""


async def must_stand_aside(request: GatewayRequest) -> None:
    """Raises AppraiserBarred for appraisers who are kin of the cadre, or of a member of the team, that is appraised."""
    plan = request.params
    if "appraisal_id" in plan:
        plan = {**await request.call(GET_APPRAISAL, appraisal_id=plan["appraisal_id"]), **plan}
    barred = await barred_in(request.look_up, [plan])
    if barred:
        raise AppraiserBarred(errors=barred[0])


async def barred_in(look_up: LookUp, plans: Sequence[Mapping[str, Any]]) -> dict[int, list[FieldError]]:
    """The appraisers who must stand aside in each of these plans, by the plan's place, in one round trip.

    What is no plan yet is left to appraisal, which refuses it.
    """
    asked = {place: _question(plan) for place, plan in enumerate(plans)}
    asked = {place: question for place, question in asked.items() if not _QUESTION.validate(question)}
    if not asked:
        return {}
    answer = await look_up(KIN_OF, asked=list(asked.values()))
    if not any(answer["kin_ids"]):
        return {}
    zh, en = f"与考察对象有亲属关系，须回避（{answer['basis']}）", f"Near kin of the subject ({answer['basis']})"
    return {
        place: [
            field_error(f"/appraiser_ids/{number}", "kin", zh, en)
            for number, appraiser in enumerate(question["ids"])
            if appraiser in kin
        ]
        for (place, question), kin in zip(asked.items(), answer["kin_ids"], strict=True)
        if kin
    }


async def must_not_be_on_the_roll(request: GatewayRequest) -> None:
    """Raises BadRoll for who is kin of the cadre whom a democratic assessment is about; the roll of a team's is the
    whole staff."""
    roll = _mappings(request.params.get("roll"))
    if not roll:
        return
    ballot = await request.call(GET_BALLOT, ballot_id=request.params["ballot_id"])
    if (about := ballot.get("cadre_id")) is None:
        return
    votes = [Vote(about, str(one.get("cadre_id")), f"/roll/{place}") for place, one in roll]
    if errors := await _kin_among(request, votes):
        raise BadRoll(errors=errors)


async def must_not_be_kin(request: GatewayRequest) -> None:
    """Raises StandsAside for a voter who is kin of whom a democratic assessment is about, since the roll was fixed."""
    mine = await request.call(LIST_MY_BALLOTS, limit=MAX_PAGE)
    about = next((one["cadre_id"] for one in mine["items"] if one["id"] == request.params["ballot_id"]), None)
    if about is not None and (errors := await _kin_among(request, [Vote(about, str(request.scope.cadre_id), "")])):
        raise StandsAside(errors[0].zh, errors[0].en)


async def must_not_vote(request: GatewayRequest) -> None:
    """Raises ConflictOfInterest for votes of who is kin of the nominated cadre: they stand aside."""
    sent = list(_votes(request.params))
    if not sent:
        return
    ballot = await request.call(GET_AWARD_BALLOT, ballot_id=request.params["ballot_id"])
    about = await _nominated(request, ballot, {vote.about for vote in sent})
    votes = [replace(vote, about=about[vote.about]) for vote in sent if vote.about in about]
    if errors := await _kin_among(request, votes):
        raise ConflictOfInterest(errors=errors)


async def kin_stand_aside(request: GatewayRequest) -> None:
    """Declares with the closing of a ballot that the members who are kin of a nominated cadre stand aside: who has no
    vote is not among those who are to attend (应到会), and a vote of before they were kin is taken out."""
    ballot = await request.call(GET_AWARD_BALLOT, ballot_id=request.params["ballot_id"])
    members, about = ballot.get("members", []), await _nominated(request, ballot, set(ballot.get("nominations", ())))
    kin, _ = await _kin(request, [Vote(cadre, member, "") for cadre in about.values() for member in members])
    found = {id: [member for member in members if (cadre, member) in kin] for id, cadre in about.items()}
    request.params["recusals"] = {id: aside for id, aside in found.items() if aside}


async def kin_do_not_count(request: GatewayRequest) -> None:
    """Says with the closing of a democratic assessment (民主测评) who has become kin of whom it is about since its roll
    was fixed: who of them has not voted was not to vote."""
    ballot = await request.call(GET_BALLOT, ballot_id=request.params["ballot_id"])
    if (about := ballot.get("cadre_id")) is None:
        return
    roll = await request.look_up(GET_ROLL, ballot_id=request.params["ballot_id"])
    kin, _ = await _kin(request, [Vote(about, voter, "") for voter in roll["cadre_ids"]])
    request.params["aside"] = sorted(voter for _, voter in kin)


@dataclass(frozen=True)
class Vote:
    """Somebody who votes on a cadre, or on their nomination, and where the request says so."""

    about: str
    voter: str
    pointer: str


def _votes(params: Mapping[str, Any]) -> Iterator[Vote]:
    """The votes of a request, on nominations: one that is put right, those on one, or on many."""
    if params.get("vote"):
        yield Vote(str(params.get("nomination_id")), str(params.get("member_id")), "/member_id")
    sheets = [("", params), *((f"/nominations/{place}", one) for place, one in _mappings(params.get("nominations")))]
    for at, sheet in sheets:
        for place, vote in _mappings(sheet.get("votes")):
            pointer = f"{at}/votes/{place}/member_id"
            yield Vote(str(sheet.get("nomination_id")), str(vote.get("member_id")), pointer)


def _mappings(sent: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """What of a list may be read, with its place; the rest is left to the service, which refuses it."""
    return (
        [(place, one) for place, one in enumerate(sent) if isinstance(one, Mapping)] if isinstance(sent, list) else []
    )


async def _nominated(request: GatewayRequest, ballot: Mapping[str, Any], ids: set[str]) -> dict[str, str]:
    """The cadres of these nominations of a ballot; what is no nomination is left to incentive, which refuses it."""
    found: dict[str, str] = {}
    cursor = None
    while (batch := ballot.get("batch_id")) and ids - found.keys():
        page = await request.call(LIST_NOMINATIONS, batch_id=batch, limit=MAX_PAGE, cursor=cursor)
        found |= {row["id"]: row["cadre_id"] for row in page["items"] if row["id"] in ids}
        if (cursor := page["next"]) is None:
            break
    return found


async def _kin_among(request: GatewayRequest, votes: Sequence[Vote]) -> list[FieldError]:
    """What is wrong with those votes that somebody's kin would cast."""
    kin, basis = await _kin(request, votes)
    zh, en = f"与所评人员有亲属关系，须回避（{basis}）", f"Near kin of whom it is about ({basis})"
    return [field_error(vote.pointer, "kin", zh, en) for vote in votes if (vote.about, vote.voter) in kin]


async def _kin(request: GatewayRequest, votes: Sequence[Vote]) -> tuple[set[tuple[str, str]], str]:
    """Of these votes those that somebody's kin would cast, by whom they are about and whose they are, and the rule that
    bars them; in one round trip."""
    voters: dict[str, list[str]] = {}
    for vote in votes:
        voters.setdefault(vote.about, []).append(vote.voter)
    asked: list[dict[str, Any]] = [
        {"cadre_id": about, "ids": ids[start : start + _AT_ONCE]}
        for about, ids in ((about, list(dict.fromkeys(ids))) for about, ids in voters.items())
        for start in range(0, len(ids), _AT_ONCE)
    ]
    asked = [question for question in asked if not _QUESTION.validate(question)]
    if not asked:
        return set(), ""
    answer = await request.look_up(KIN_OF, asked=asked)
    if not any(answer["kin_ids"]):
        return set(), ""
    found = {(one["cadre_id"], id) for one, ids in zip(asked, answer["kin_ids"], strict=True) for id in ids}
    return found, str(answer["basis"])


def _question(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {"cadre_id": plan.get("cadre_id"), "unit_id": plan.get("unit_id"), "ids": plan.get("appraiser_ids")}

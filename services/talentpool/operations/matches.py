"""Offered: shortlists for a post (人岗匹配)."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.matches import (
    ChoiceBarred,
    ChoiceNotServing,
    MatchClosed,
    NoMatch,
    NotShortlisted,
    PostFilled,
    UnknownPreference,
    WeightsDoNotAddUp,
)
from services.talentpool.errors.searches import BadCondition, FieldNotAllowed, SearchTooWide
from services.talentpool.errors.successions import NoPost, PostAbolished
from services.talentpool.schemas import matches as schemas

# fmt: off
MAKE_MATCH = Command(
    "talentpool.make_match", schemas.MakeMatch, schemas.MatchOut,
    refuses=(
        NoPost, PostAbolished, PostFilled, BadCondition, FieldNotAllowed, SearchTooWide, UnknownPreference,
        WeightsDoNotAddUp,
    ),
    put_right=COMPUTED,
)
CONFIRM_MATCH = Command(
    "talentpool.confirm_match", schemas.ConfirmMatch, schemas.MatchOut,
    refuses=(NoMatch, NoPost, PostAbolished, MatchClosed, NotShortlisted, ChoiceBarred, ChoiceNotServing, PostFilled),
    put_right=("take_back_match",),
)
TAKE_BACK_MATCH = Command(
    "talentpool.take_back_match", schemas.TakeBackMatch, schemas.MatchOut,
    refuses=(NoMatch, MatchClosed),
    put_right=("confirm_match",),
)
GET_MATCH = Query("talentpool.get_match", schemas.MatchOf, schemas.MatchOut, refuses=(NoMatch,))
LIST_MATCHES = Query("talentpool.list_matches", schemas.ListMatches, page_of(schemas.MatchBrief))
MATCH_FAIRNESS = Query("talentpool.match_fairness", schemas.MatchOf, schemas.FairnessOut, refuses=(NoMatch,))

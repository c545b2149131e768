"""Offered: posts that will fall vacant, their named successors, and how strong each bench is."""

from __future__ import annotations

from servicekit.errors import UnknownCadre, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.successions import (
    LevelsSkipped,
    NoPost,
    NoSuccessor,
    PostAbolished,
    SuccessorBarred,
    SuccessorHoldsPost,
    SuccessorKnown,
    SuccessorNotReady,
    SuccessorNotServing,
    SuccessorWithdrawn,
)
from services.talentpool.schemas import successions as schemas

# fmt: off
LIST_TALENT_POSTS = Query("talentpool.list_talent_posts", schemas.ListTalentPosts, page_of(schemas.TalentPostOut))
NAME_SUCCESSOR = Command(
    "talentpool.name_successor", schemas.NameSuccessor, schemas.SuccessorOut,
    refuses=(
        NoPost, PostAbolished, UnknownCadre, UnknownEntry, SuccessorNotServing, SuccessorHoldsPost,
        SuccessorBarred, SuccessorKnown, SuccessorNotReady, LevelsSkipped,
    ),
    put_right=("judge_successor", "withdraw_successor"),
)
JUDGE_SUCCESSOR = Command(
    "talentpool.judge_successor", schemas.JudgeSuccessor, schemas.SuccessorOut,
    refuses=(NoSuccessor, SuccessorWithdrawn, UnknownEntry, SuccessorNotReady, LevelsSkipped, NoPost),
    put_right=("judge_successor",),
)
WITHDRAW_SUCCESSOR = Command(
    "talentpool.withdraw_successor", schemas.WithdrawSuccessor, schemas.SuccessorOut,
    refuses=(NoSuccessor, SuccessorWithdrawn),
    put_right=("name_successor",),
)
LIST_SUCCESSORS = Query(
    "talentpool.list_successors", schemas.ListSuccessors, page_of(schemas.SuccessorOut),
    refuses=(NoPost,),
)
UNIT_BENCH = Query("talentpool.unit_bench", schemas.UnitBenchQuery, schemas.UnitBenchOut)

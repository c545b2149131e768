"""Offered: joint discussion (问题联议) and shared results (成果联用)."""

from __future__ import annotations

from servicekit.errors import HasDied, NotIndependent, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import AgencyNotNamed, NotAMemberAgency, StepNotPossible, TasksOpen
from services.supervision.errors.matters import (
    DueInThePast,
    MergedIntoItself,
    NoMatter,
    NoResult,
    NotAsked,
    OpinionGiven,
    OpinionsMissing,
    ResultContradicts,
    ResultInForce,
)
from services.supervision.schemas import matters as schemas
from services.supervision.schemas.tasks import TaskOut

# fmt: off
REGISTER_MATTER = Command(
    "supervision.register_matter", schemas.RegisterMatter, schemas.MatterOut,
    refuses=(HasDied, NotAMemberAgency, UnknownEntry, UnknownCadre, UnknownUnit),
    put_right=("withdraw_matter", "merge_matter"),
)
DISCUSS_MATTER = Command(
    "supervision.discuss_matter", schemas.DiscussMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible),
    put_right=("conclude_matter",),
)
GIVE_MATTER_OPINION = Command(
    "supervision.give_matter_opinion", schemas.GiveOpinion, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible, NotAsked, OpinionGiven, NotAMemberAgency, AgencyNotNamed, NotIndependent),
    put_right=("give_matter_opinion",),
)
CONCLUDE_MATTER = Command(
    "supervision.conclude_matter", schemas.ConcludeMatter, schemas.MatterOut,
    refuses=(HasDied, NoMatter, StepNotPossible, OpinionsMissing, UnknownEntry, NotIndependent),
    put_right=("reopen_matter",),
)
ASSIGN_MATTER_TASK = Command(
    "supervision.assign_matter_task", schemas.AssignMatterTask, TaskOut,
    refuses=(NoMatter, StepNotPossible, NotAMemberAgency, DueInThePast),
    put_right=("withdraw_task",),
)
CLOSE_MATTER = Command(
    "supervision.close_matter", schemas.CloseMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible, TasksOpen),
    put_right=("reopen_matter",),
)
REOPEN_MATTER = Command(
    "supervision.reopen_matter", schemas.ReopenMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible, ResultInForce, TasksOpen),
    put_right=("discuss_matter", "conclude_matter"),
)
MERGE_MATTER = Command(
    "supervision.merge_matter", schemas.MergeMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible, MergedIntoItself),
    put_right=("register_matter",),
)
WITHDRAW_MATTER = Command(
    "supervision.withdraw_matter", schemas.WithdrawMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible),
    put_right=("register_matter",),
)
GET_MATTER = Query("supervision.get_matter", schemas.MatterOf, schemas.MatterOut, refuses=(NoMatter,))
LIST_MATTERS = Query("supervision.list_matters", schemas.ListMatters, page_of(schemas.MatterLine))
PUBLISH_RESULT = Command(
    "supervision.publish_result", schemas.PublishResult, schemas.ResultOut,
    refuses=(NoMatter, StepNotPossible, ResultInForce, ResultContradicts, DueInThePast, UnknownEntry),
    put_right=("withdraw_result",),
)
WITHDRAW_RESULT = Command(
    "supervision.withdraw_result", schemas.WithdrawResult, schemas.ResultOut,
    refuses=(NoResult, StepNotPossible, NoMatter),
    put_right=("publish_result",),
)
GET_MATTER_RESULT = Query(
    "supervision.get_matter_result", schemas.MatterOf, schemas.ResultOut,
    refuses=(NoMatter, NoResult),
)
GET_RESULT = Query("supervision.get_result", schemas.ResultOf, schemas.ResultOut, refuses=(NoResult,))
LIST_RESULTS = Query("supervision.list_results", schemas.ListResults, page_of(schemas.ResultOut))
MECHANISMS = Query("supervision.mechanisms", schemas.MechanismsWish, schemas.MechanismsOut)

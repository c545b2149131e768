"""Offered: members of the pool (年轻干部库成员): nominated, vetted, withdrawn; the rest of their life stands beside."""

from __future__ import annotations

from servicekit.errors import UnknownCadre, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.members import (
    AlreadyMember,
    NoMember,
    NotEligible,
    NotInThisState,
    NotServing,
    Restricted,
    StoppedByResult,
)
from services.talentpool.errors.plans import BatchNotInThisState, NoBatch, NoTier, QuotaExceeded
from services.talentpool.schemas import members as schemas

# fmt: off
NOMINATE_MEMBER = Command(
    "talentpool.nominate_member", schemas.NominateMember, schemas.MemberOut,
    refuses=(
        UnknownCadre, AlreadyMember, NotServing, Restricted, StoppedByResult, NotEligible, NoBatch, BatchNotInThisState,
        UnknownEntry, NoTier, NotInThisState,
    ),
    put_right=("change_member", "withdraw_member"),
)
IMPORT_POOL_NOMINATIONS = BulkCommand(
    "talentpool.import_pool_nominations", row=schemas.NominateMember,
    refuses=(
        UnknownCadre, AlreadyMember, NotServing, Restricted, StoppedByResult, NotEligible, NoBatch, BatchNotInThisState,
        UnknownEntry, NotInThisState, NoTier,
    ),
    put_right=("change_member", "withdraw_member"),
)
CHANGE_MEMBER = Command(
    "talentpool.change_member", schemas.ChangeMember, schemas.MemberOut,
    refuses=(NotInThisState, UnknownEntry, QuotaExceeded, NoMember, NoTier),
    put_right=("change_member",),
)
REQUEST_MEMBER_VETTING = Command(
    "talentpool.request_member_vetting", schemas.MemberOf, schemas.MemberOut,
    refuses=(
        NotInThisState, NotServing, Restricted, StoppedByResult, BatchNotInThisState, NoBatch, NoMember, UnknownCadre,
    ),
    put_right=("withdraw_member",),
)
WITHDRAW_MEMBER = Command(
    "talentpool.withdraw_member", schemas.WithdrawMember, schemas.MemberOut,
    refuses=(NotInThisState, NoMember),
    put_right=("nominate_member",),
)
GET_MEMBER = Query("talentpool.get_member", schemas.MemberOf, schemas.MemberShown, refuses=(NoMember,))
LIST_NOMINATIONS = Query("talentpool.list_nominations", schemas.ListNominations, page_of(schemas.NominationRow))
LIST_MEMBERS = Query("talentpool.list_members", schemas.ListMembers, page_of(schemas.MemberRow))

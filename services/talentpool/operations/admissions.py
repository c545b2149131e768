"""Offered: within the pool: admission by a named person, key training, the yearly review, departure."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownCadre, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from servicekit.schemas import BulkOut
from services.talentpool.errors.members import (
    AlreadyMember,
    NoMember,
    NoReview,
    NotInThisState,
    NotServing,
    Restricted,
    Reviewed,
    ReviewUnchanged,
    StoppedByResult,
    WrongReview,
)
from services.talentpool.errors.plans import BatchNotInThisState, NoBatch, NoTier, QuotaExceeded
from services.talentpool.schemas import members as schemas
from services.talentpool.schemas.fairness import FairnessOut

# fmt: off
ADMIT_MEMBER = Command(
    "talentpool.admit_member", schemas.AdmitMember, schemas.MemberOut,
    refuses=(
        NotInThisState, NotIndependent, NotServing, Restricted, StoppedByResult, BatchNotInThisState, UnknownEntry,
        QuotaExceeded, NoBatch, NoMember, NoTier, UnknownCadre,
    ),
    put_right=("depart_member",),
)
ADMIT_MEMBERS = Command(
    "talentpool.admit_members", schemas.AdmitMembers, BulkOut,
    refuses=(NoBatch, NoTier),
    put_right=("depart_member",),
)
BEGIN_KEY_TRAINING = Command(
    "talentpool.begin_key_training", schemas.WithBasis, schemas.MemberOut,
    refuses=(NotInThisState, Restricted, StoppedByResult, NoMember),
    put_right=("end_key_training",),
)
END_KEY_TRAINING = Command(
    "talentpool.end_key_training", schemas.WithBasis, schemas.MemberOut,
    refuses=(NotInThisState, NoMember),
    put_right=("begin_key_training",),
)
DEPART_MEMBER = Command(
    "talentpool.depart_member", schemas.DepartMember, schemas.MemberOut,
    refuses=(NotInThisState, UnknownEntry, NoMember, NoTier),
    put_right=("nominate_member",),
)
REVIEW_MEMBER = Command(
    "talentpool.review_member", schemas.ReviewMember, schemas.ReviewOut,
    refuses=(
        NotInThisState, NotIndependent, Reviewed, WrongReview, Restricted, StoppedByResult, NoTier, UnknownEntry,
        QuotaExceeded, NoMember,
    ),
    put_right=("correct_review", "annul_review"),
)
CORRECT_REVIEW = Command(
    "talentpool.correct_review", schemas.CorrectReview, schemas.ReviewOut,
    refuses=(
        NotInThisState, NotIndependent, NoReview, Reviewed, ReviewUnchanged, WrongReview, Restricted, StoppedByResult,
        NoTier, NotServing, UnknownCadre, UnknownEntry, QuotaExceeded, AlreadyMember, NoMember,
    ),
    put_right=("correct_review",),
)
ANNUL_REVIEW = Command(
    "talentpool.annul_review", schemas.AnnulReview, schemas.ReviewOut,
    refuses=(
        NotInThisState, NotIndependent, NoReview, WrongReview, NotServing, UnknownCadre, QuotaExceeded, AlreadyMember,
        NoMember,
    ),
    put_right=("review_member",),
)
LIST_MEMBER_REVIEWS = Query(
    "talentpool.list_member_reviews", schemas.ListReviews, page_of(schemas.ReviewOut),
    refuses=(NoMember,),
)
BATCH_FAIRNESS = Query("talentpool.batch_fairness", schemas.FairnessOf, FairnessOut, refuses=(NoBatch,))

"""Offered: the destruction (销毁) of what is kept sealed of somebody: foreseen, proposed, decided."""

from __future__ import annotations

from servicekit.errors import NotIndependent
from servicekit.operations import Command, Query, Stands
from servicekit.schema import page_of
from services.registry.errors.cadres import UnknownCadre
from services.registry.errors.disposals import (
    DisposalDecided,
    DisposalKnown,
    NotYourProposal,
    StillKept,
    UnknownDisposal,
)
from services.registry.schemas import disposals as schemas

# fmt: off
FORESEE_DISPOSAL = Query(
    "registry.foresee_disposal", schemas.ForeseeDisposal, schemas.ForeseenOut, refuses=(UnknownCadre,),
)
PROPOSE_DISPOSAL = Command(
    "registry.propose_disposal", schemas.ProposeDisposal, schemas.DisposalOut,
    refuses=(UnknownCadre, StillKept, DisposalKnown),
    put_right=("withdraw_disposal", "decide_disposal"),
)
DECIDE_DISPOSAL = Command(
    "registry.decide_disposal", schemas.DecideDisposal, schemas.DisposalOut,
    refuses=(UnknownDisposal, NotIndependent, DisposalDecided, NotYourProposal, StillKept, UnknownCadre),
    put_right=Stands(
        "密钥一经销毁不可恢复；退回的可以重新提出",
        "A key that is destroyed never comes back; what was rejected may be proposed again",
    ),
)
WITHDRAW_DISPOSAL = Command(
    "registry.withdraw_disposal", schemas.WithdrawDisposal, schemas.DisposalOut,
    refuses=(UnknownDisposal, NotIndependent, DisposalDecided, NotYourProposal),
    put_right=("propose_disposal",),
)
GET_DISPOSAL = Query("registry.get_disposal", schemas.GetDisposal, schemas.DisposalOut, refuses=(UnknownDisposal,))
LIST_DISPOSALS = Query("registry.list_disposals", schemas.ListDisposals, page_of(schemas.DisposalOut))
# fmt: on

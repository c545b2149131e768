"""Rows of careers (任免、职级、交流、退休)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import CHECKED, DECIDED, OVERRIDE, PERSON
from services.registry.errors.cadres import (
    NotServing,
    OutOfOrder,
    UnknownCadre,
)
from services.registry.errors.careers import NotInPost
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import PostAbolished, UnknownPost
from services.registry.errors.units import UnitClosed, UnknownUnit
from services.registry.schemas.cadres import (
    CadreOut,
)
from services.registry.schemas.careers import Appoint, Leave, Promote, Remove, Retire, Transfer

ROWS: list[Route] = [
    Route.post(
        "/cadres/{cadre_id}/appointments",
        "registry.appoint",
        body=Appoint,
        answer=CadreOut,
        right="registry.cadres.appoint",
        zh="任职",
        en="Appoint a cadre",
        location="/v1/cadres/{id}",
        problems=[
            *CHECKED,
            UnknownPost,
            UnknownUnit,
            PostAbolished,
            UnitClosed,
            NothingChanged,
        ],
        example={"post_code": "BT-SWZZB-1", **DECIDED, **OVERRIDE},
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/removals",
        "registry.remove",
        body=Remove,
        answer=CadreOut,
        right="registry.cadres.remove",
        location="/v1/cadres/{id}",
        zh="免职",
        en="End appointments",
        problems=[UnknownCadre, NotInPost, OutOfOrder],
        example=DECIDED,
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/promotions",
        "registry.promote",
        body=Promote,
        answer=CadreOut,
        right="registry.cadres.promote",
        location="/v1/cadres/{id}",
        zh="晋升职务层次或职级",
        en="Promote to a post level or a rank",
        problems=[*CHECKED, NothingChanged],
        example={"rank": "division_rank_4", **DECIDED},
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/transfers",
        "registry.transfer",
        body=Transfer,
        answer=CadreOut,
        right="registry.cadres.transfer",
        location="/v1/cadres/{id}",
        zh="调动",
        en="Transfer to another unit",
        problems=[*CHECKED, UnknownUnit, UnknownPost, UnitClosed, NothingChanged],
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/retirement",
        "registry.retire",
        body=Retire,
        answer=CadreOut,
        right="registry.cadres.retire",
        location="/v1/cadres/{id}",
        zh="退休",
        en="Retire a cadre",
        problems=list(CHECKED),
        example={"kind": "due", **DECIDED},
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/departure",
        "registry.leave",
        body=Leave,
        answer=CadreOut,
        right="registry.cadres.retire",
        location="/v1/cadres/{id}",
        zh="离开（辞职、辞退、调出、去世等）",
        en="Record another departure",
        problems=[UnknownCadre, NotServing, OutOfOrder],
        **PERSON,
    ),
]

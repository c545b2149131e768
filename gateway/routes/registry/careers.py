"""Rows of careers (任免、职级、交流、退休)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import DECIDED, PERSON
from services.registry.operations import careers

# fmt: off
ROWS: list[Route] = [
    Route.post("/cadres/{cadre_id}/appointments", careers.APPOINT, right="registry.cadres.appoint", zh="任职",
        en="Appoint a cadre", location="/v1/cadres/{id}", example={"post_code": "BT-SWZZB-1", **DECIDED},
        **PERSON),
    Route.post("/cadres/{cadre_id}/lifted-holds", careers.LIFT_HOLD, right="registry.cadres.appoint", status=200,
        zh="解除暂缓生效", en="Let a decision take effect that was held on its day",
        example={"history": "appointments", "entry": "14", "basis": "处分期已满"}, **PERSON),
    Route.post("/cadres/{cadre_id}/removals", careers.REMOVE, right="registry.cadres.remove",
        location="/v1/cadres/{id}", zh="免职", en="End appointments", example=DECIDED, **PERSON),
    Route.post("/cadres/{cadre_id}/promotions", careers.PROMOTE, right="registry.cadres.promote",
        location="/v1/cadres/{id}", zh="晋升职务层次或职级", en="Promote to a post level or a rank",
        example={"rank": "division_rank_4", **DECIDED}, **PERSON),
    Route.post("/cadres/{cadre_id}/demotions", careers.DEMOTE, right="registry.cadres.promote",
        location="/v1/cadres/{id}", zh="降职、降级", en="Lower a level or a rank",
        example={"rank": "division_rank_4", **DECIDED}, **PERSON),
    Route.post("/cadres/{cadre_id}/transfers", careers.TRANSFER, right="registry.cadres.transfer",
        location="/v1/cadres/{id}", zh="调动", en="Transfer to another unit", **PERSON),
    Route.post("/cadres/{cadre_id}/retirement", careers.RETIRE, right="registry.cadres.retire",
        location="/v1/cadres/{id}", zh="退休", en="Retire a cadre", example={"kind": "due", **DECIDED}, **PERSON),
    Route.post("/cadres/{cadre_id}/departure", careers.LEAVE, right="registry.cadres.retire",
        location="/v1/cadres/{id}", zh="离开（辞职、辞退、调出、去世等）", en="Record another departure", **PERSON),
]

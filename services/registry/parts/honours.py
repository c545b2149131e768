"""The record of reward (奖励记录): what the incentive service confers and revokes is kept in the cadre's file."""

from __future__ import annotations

from typing import Any

from servicekit.calls import on
from servicekit.events import Received
from servicekit.work import UnitOfWork
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model.person import Cadre, Reward, Voided
from services.registry.parts.common import Part, settle_cadre
from services.registry.store.cadres import CADRES

_LEVELS = {"region": "自治区级荣誉", "city": "市级荣誉"}


class Honours(Part):
    """Follows the ledger of honours."""

    @on("incentive", "honour.conferred.v1", "honour.revoked.v1", handler="honours")
    def keep_honour(self, event: Received, work: UnitOfWork) -> None:
        """Record the reward once, and set it aside when the honour is revoked, in whatever order the two arrive."""
        cadre = work.load_many(CADRES, [event.data["cadre_id"]]).get(event.data["cadre_id"])
        if cadre is None:
            return
        void = None
        if event.type == "honour.revoked.v1":
            void = Voided(by="incentive", basis="荣誉已撤销", at=event.time)
        if _record(cadre, event.data, void):
            settle_cadre(work, cadre)
            work.tell(CADRE_CHANGED, cadre, changed=["rewards"])


def _record(cadre: Cadre, told: dict[str, Any], void: Voided | None) -> bool:
    """Whether the file has changed. A revocation that comes first leaves an entry that is set aside from the start."""
    kept = next((reward for reward in cadre.rewards if reward.source == told["honour_id"]), None)
    if kept is None and told.get("title") and any(_is_it(reward, told) for reward in cadre.rewards):
        return False
    if kept is None:
        reward = Reward(
            kind="title",
            title=told.get("title") or _LEVELS.get(told["level"], "荣誉"),
            on=told["conferred_on"],
            document=told.get("document") or told["certificate_number"],
            source=told["honour_id"],
            void=void,
        )
        cadre.append("rewards", reward)
        return True
    if void is None or kept.void is not None:
        return False
    kept.void = void
    return True


def _is_it(reward: Reward, told: dict[str, Any]) -> bool:
    """Whether a reward that somebody has entered is an honour of a past year: of its day, or its month where the file
    knows no more, and with its name in what it is called."""
    same_day = told["conferred_on"].startswith(str(reward.on))
    return same_day and reward.source is None and reward.void is None and told["title"] in reward.title

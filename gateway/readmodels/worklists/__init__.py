"""The worklist (待办): what waits, for which step, a module per service; read from the rows as they stand."""

from gateway.readmodels.worklists import appraisal, incentive, registry, supervision, talentpool, training
from gateway.readmodels.worklists.common import FAR, Asking, Own, Place, Step, Waiting

WAITING: tuple[Waiting, ...] = tuple(
    waiting for area in (registry, training, supervision, incentive, appraisal, talentpool) for waiting in area.WAITING
)
ASKING: tuple[Asking, ...] = (*supervision.ASKING, *appraisal.ASKING)

__all__ = ["ASKING", "FAR", "WAITING", "Asking", "Own", "Place", "Step", "Waiting"]

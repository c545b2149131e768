"""The dashboards (看板), one module per area: numbers and series for charts, counted when asked for."""

from gateway.readmodels.dashboards import appraisal, incentive, registry, supervision, talentpool, training
from gateway.readmodels.dashboards.common import Dashboard

BOARDS: tuple[Dashboard, ...] = tuple(
    area.BOARD for area in (registry, training, supervision, incentive, appraisal, talentpool)
)

__all__ = ["BOARDS", "Dashboard"]

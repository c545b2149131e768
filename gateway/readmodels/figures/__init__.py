"""The figures of the work briefing (工作简报), a module per service: counted from the read rows, never written down."""

from gateway.readmodels.figures import appraisal, incentive, registry, supervision, talentpool, training
from gateway.readmodels.figures.base import Figure

FIGURES: dict[str, Figure] = {
    figure.id: figure
    for area in (training, registry, supervision, incentive, appraisal, talentpool)
    for figure in area.FIGURES
}
"""By id, in the order in which the briefing shows them."""

__all__ = ["FIGURES", "Figure"]

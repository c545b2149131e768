"""Offered: A unit's leadership team (领导班子) as the files show it."""

from __future__ import annotations

from servicekit.operations import Query
from services.registry.errors.cadres import NotServing, UnknownCadre
from services.registry.errors.units import UnknownUnit
from services.registry.schemas import teams as schemas
from services.registry.schemas.establishment import EstablishmentOf, EstablishmentOut

# fmt: off
TEAM_RELATIONS = Query(
    "registry.team_relations", schemas.TeamRelationsOf, schemas.TeamRelationsOut,
    refuses=(UnknownUnit, UnknownCadre, NotServing),
)
ESTABLISHMENT = Query(
    "registry.establishment", EstablishmentOf, EstablishmentOut, refuses=(UnknownUnit,),
)
KIN_OF = Query("registry.kin_of", schemas.KinOf, schemas.KinOut)

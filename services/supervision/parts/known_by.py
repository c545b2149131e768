"""By what tables name agencies, vettings, checklists and campaigns, where fields hold ids or numbers."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.supervision.store.personal_matters import CAMPAIGNS
from services.supervision.store.rectification import CHECKLISTS
from services.supervision.store.vetting import AGENCIES, VETTINGS

KNOWN_BY = {
    "agency": KnownBy(AGENCIES, ("name",)),
    "vetting": KnownBy(VETTINGS, (), "", year="requested_on", person="cadre_id", over=("concluded", "cancelled")),
    "checklist": KnownBy(CHECKLISTS, over=("closed",)),
    "campaign": KnownBy(CAMPAIGNS, year="year", over=("closed",)),
}

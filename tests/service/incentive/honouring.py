"""Honours that tests begin with, as the ledger keeps them."""

from __future__ import annotations

import secrets
from datetime import date

from services.incentive.model.programmes import Programme
from services.incentive.store.honours import HONOURS
from services.incentive.store.programmes import PROGRAMMES
from services.incentive.vocabulary.honours import Honour
from services.incentive.vocabulary.programmes import Level
from tests.service.desk import CITY, UNIT, Desk


def an_honour(desk: Desk, on: date = date(2025, 7, 1), cadre_id: str | None = None) -> Honour:
    mark = secrets.token_hex(4)
    programme = Programme(f"prg-{mark}", mark, "合成表彰", Level.CITY, "合成机关")
    desk.db[PROGRAMMES.name].insert_one(PROGRAMMES.to_document(programme))
    honour = Honour(
        id=f"hon-{mark}",
        nomination_id=f"nom-{mark}",
        cadre_id=cadre_id or f"cad-{mark}",
        unit_ids=[CITY, UNIT],
        programme_id=programme.id,
        level="city",
        batch_id=f"bat-{mark}",
        field="two_major_tasks",
        conferred_on=on,
        certificate_number=f"BT-{mark}",
        synthetic=True,
        version=1,
    )
    desk.db[HONOURS.name].insert_one(HONOURS.to_document(honour))
    return honour

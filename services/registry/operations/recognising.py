"""Offered: who and what a table speaks of by names."""

from __future__ import annotations

from servicekit.operations import Query
from services.registry.schemas.recognising import Recognise, RecognisedOut

RECOGNISE = Query("registry.recognise", Recognise, RecognisedOut)

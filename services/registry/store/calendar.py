"""Kept: published years of working days (工作日历)."""

from __future__ import annotations

from servicekit.store import Collection, index
from services.registry.errors.calendar import NoCalendar
from services.registry.model.calendar import PublishedYear

YEARS = Collection("calendar_years", PublishedYear, [index("year", unique=True)], NoCalendar)

"""Joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

from __future__ import annotations

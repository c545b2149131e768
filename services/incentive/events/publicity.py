"""Events: publicity (公示) on working days, and objections to it."""

from __future__ import annotations

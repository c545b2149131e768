"""Events: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

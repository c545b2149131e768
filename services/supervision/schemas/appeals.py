"""Taken and answered: appeals (申诉) against restrictions and conclusions."""

from __future__ import annotations

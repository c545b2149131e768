"""Promotions (提拔、职级晋升) of selected graduates: the words that events, answers and the model share."""

from __future__ import annotations

SOURCES = {"roster": "名册", "record": "登记"}

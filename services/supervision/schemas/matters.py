"""Taken and answered: joint discussion (问题联议), linked action (业务联动) and shared results (成果联用)."""

from __future__ import annotations

"""Taken and answered: the information link (信息联通): items shared field by field."""

from __future__ import annotations

"""Programmes and batches with their quotas."""

from __future__ import annotations


class Programmes:
    """Programmes and batches with their quotas."""

"""Tickets (凭条): whoever begins a sign-in that goes by way of something else keeps one, and completes with it.

What the platform keeps meanwhile are fingerprints; what else belongs to a sign-in is made of the ticket.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256


def new_ticket() -> str:
    """A ticket that nobody guesses."""
    return secrets.token_urlsafe(32)


def made_of(ticket: str, purpose: str) -> bytes:
    """A secret that only who has the ticket can make."""
    return hmac.digest(ticket.encode(), purpose.encode(), "sha256")


def fingerprint(text: str) -> str:
    """By what a text is known again."""
    return sha256(text.encode()).hexdigest()

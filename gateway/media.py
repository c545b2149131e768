"""What answers come as besides JSON, and which of these a caller likes best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gateway.problems import NotAcceptable, UnsupportedMediaType
from servicekit.errors import quoted

JSON: Final = "application/json"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LRMX: Final = "application/xml"
ZIP: Final = "application/zip"
FORM: Final = "application/x-www-form-urlencoded"


def must_be_one_of(sent: str | None, allowed: Sequence[str]) -> None:
    """Raises UnsupportedMediaType where a `Content-Type` says that the body is something else."""
    if (sent or "").partition(";")[0].strip().lower() not in allowed:
        raise UnsupportedMediaType(f"应为{quoted(allowed)}", f"Send {', '.join(allowed)}")


def preferred(accept: str | None, offered: Mapping[str, str]) -> str:
    """Which of what is offered, by name and media type, an `Accept` header likes best; the first of those liked alike.

    Raises NotAcceptable.
    """
    weights = weights_of(accept or "*/*")
    best = max(offered, key=lambda name: liked(weights, offered[name]))
    if liked(weights, offered[best]) <= 0:
        allowed = list(offered.values())
        raise NotAcceptable(f"可用：{quoted(allowed)}", f"Allowed: {', '.join(allowed)}", allowed=allowed)
    return best


def weights_of(accept: str) -> dict[str, float]:
    """How much each media type or group of them is liked that an `Accept` header names."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        named, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            weights[named] = float(weight)
        except ValueError:
            weights[named] = 0.0
    return weights


def liked(weights: Mapping[str, float], kind: str) -> float:
    """How much a media type is liked: by what names it most closely (RFC 9110, 12.5.1)."""
    group = f"{kind.partition('/')[0]}/*"
    return next((weights[one] for one in (kind, group, "*/*") if one in weights), 0.0)

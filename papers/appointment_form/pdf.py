"""The form as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from papers import typeset
from papers.appointment_form import measures
from papers.appointment_form.printed import Printed, printed
from papers.form import AppointmentForm

_TEMPLATE = Path(__file__).with_name("template.typ")
_MEASURES = {name.lower(): value for name, value in vars(measures).items() if name.isupper() and name[0] != "_"}


def pdf(forms: Sequence[AppointmentForm], fonts: str, made_on: str) -> bytes:
    """The forms one after another, two pages each. A photo that cannot be shown is left out. Raises typeset.NoFont.

    `made_on` is the day that stands in the file's properties.
    """
    pictures: dict[str, bytes] = {}
    shown = [_shown(number, printed(form), pictures) for number, form in enumerate(forms)]
    made = [int(part) for part in made_on.split("-")]
    return typeset.pdf(fonts, _TEMPLATE, {"measures": _MEASURES, "forms": shown, "made": made}, pictures)


def _shown(number: int, page: Printed, pictures: dict[str, bytes]) -> dict[str, Any]:
    form = {one.name: getattr(page, one.name) for one in fields(page)}
    form["photo"] = ""
    if kind := typeset.picture_kind(page.photo):
        form["photo"] = f"photo-{number}.{kind}"
        pictures[form["photo"]] = page.photo
    return form

"""Synthetic people of the roster whom more than one test needs."""

from __future__ import annotations

from typing import Any

PROMOTABLE: dict[str, Any] = {
    "name": "单虚构",
    "sex": "1",
    "birth": "1981-03",
    "ethnicity": "01",
    "political_status": "01",
    "began_work_on": "2003-07",
    "education": [{"mode": "full_time", "level": "21", "major": "法学"}],
    "resume": [{"began": "2003-07", "ended": "2008-07", "text": "苏木工作", "basic_level": True}],
    "levels": [{"code": "142", "began": "2012-01", "ended": "2016-01"}, {"code": "141", "began": "2016-01"}],
    "appointments": [
        {"title": "科长", "began": "2016-01", "ended": "2019-01", "post_level": "141"},
        {"title": "主任", "began": "2019-01", "post_level": "141"},
    ],
    "synthetic": True,
}
"""Somebody who may be promoted to county deputy; to be registered, a unit and an identity number are missing."""

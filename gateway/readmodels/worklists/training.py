"""What waits in training: classes to publish, open and complete, plans to adopt, hours that a cadre lacks."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Selection, of_owned
from gateway.readmodels.generations import Document
from gateway.readmodels.worklists.common import OF_YEAR, Waiting, everything, in_state, that_has_come, that_is_over
from servicekit.principal import Reach
from services.training.operations import classes, enrolments, ledger, places, resources

_C = "classes"
_organised = of_owned("organisers", "organiser_id")


def _own(asked: Asked) -> Filter:
    """A unit runs its own daily training; the classes of other tiers are the training officers' to run."""
    daily: Filter = {} if asked.scope.reach is Reach.ALL else {"organiser_tier": "unit"}
    return {**_organised(asked), **daily}


def _title(row: Document) -> str:
    """A class by its title, and by its code where it was last told of before events had titles."""
    return str(row.get("title") or row["code"])


WAITING = (
    Waiting(classes.PUBLISH_CLASS, in_state(_C, "draft", cut=_own), "begins", called=_title),
    Waiting(classes.START_CLASS, that_has_come(in_state(_C, "published", cut=_own), "begins"), "begins", called=_title),
    Waiting(enrolments.COMPLETE_CLASS, that_has_come(in_state(_C, "running", cut=_own), "ends"), "ends", called=_title),
    Waiting(
        places.RECORD_VISIT,
        that_is_over(in_state("bookings", "held", cut=everything), "ends"),
        "ends",
        zh="登记已预约的现场教学",
        en="Enter the visit that was booked",
    ),
    Waiting(
        resources.ADOPT_PLAN,
        in_state("training_plans", "draft", cut=everything),
        called=OF_YEAR,
    ),
    Waiting(
        ledger.RECOMMEND,
        Selection("reminders", {"open": True}),
        whose=Reach.SELF,
        called=OF_YEAR,
        zh="学时未达标：查看推荐班次",
        en="Hours are missing: see which classes offer them",
    ),
)

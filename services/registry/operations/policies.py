"""Offered: the register of policies."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.registry.errors.common import NothingChanged
from services.registry.errors.policies import Classified, UnknownPolicy
from services.registry.errors.units import CodeTaken
from services.registry.schemas import policies as schemas

# fmt: off
REGISTER_POLICY = Command(
    "registry.register_policy", schemas.RegisterPolicy, schemas.PolicyOut,
    refuses=(Classified, CodeTaken, DayNotCome, EndsBeforeItBegins),
    put_right=("change_policy",),
)
CHANGE_POLICY = Command(
    "registry.change_policy", schemas.ChangePolicy, schemas.PolicyOut,
    refuses=(UnknownPolicy, Classified, DayNotCome, EndsBeforeItBegins, NothingChanged),
    put_right=("change_policy",),
)
GET_POLICY = Query("registry.get_policy", schemas.GetPolicy, schemas.PolicyOut, refuses=(UnknownPolicy,))
LIST_POLICIES = Query("registry.list_policies", schemas.ListPolicies, page_of(schemas.PolicyLine))

"""The register of policies."""

from __future__ import annotations

from servicekit.calls import command, query
from servicekit.errors import InvalidFields, field_error
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.common import NothingChanged
from services.registry.errors.policies import UnknownPolicy
from services.registry.events.policies import POLICY_CHANGED, POLICY_REGISTERED
from services.registry.model.policies import Policy, PolicyKind, must_be_open, put
from services.registry.operations import policies as operations
from services.registry.parts.common import Part, Wish
from services.registry.schemas.policies import (
    PolicyLine,
    PolicyOut,
)
from services.registry.store.policies import POLICIES, POLICY_SORTS, policy_filter


class Policies(Part):
    """Documents of the register (制度库)."""

    @command(operations.REGISTER_POLICY)
    def register_policy(self, wish: Wish, work: UnitOfWork) -> Policy:
        """Enter a document. Raises Classified for 秘密 and above, and CodeTaken for a number that is there already."""
        policy = new_policy(work, wish)
        work.add(POLICIES, policy)
        work.tell(POLICY_REGISTERED, policy)
        return policy

    @command(operations.CHANGE_POLICY)
    def change_policy(self, wish: Wish, work: UnitOfWork) -> Policy:
        """Change a document or repeal it."""
        policy = work.load(POLICIES, wish["policy_id"])
        words = ("title", "classification", "issuer", "text")
        wanted = {
            name: value
            for name, value in wish.items()
            if name != "policy_id" and (name not in words or value is not None)
        }
        state = wanted.pop("state", None)
        changed = [name for name, value in wanted.items() if getattr(policy, name) != value]
        for name in changed:
            setattr(policy, name, wanted[name])
        if not (state is not None and put(policy, state)) and not changed:
            raise NothingChanged()
        must_be_open(policy.classification)
        _must_make_sense(policy, work)
        work.save(POLICIES, policy)
        work.tell(POLICY_CHANGED, policy)
        return policy

    @query(operations.GET_POLICY)
    def get_policy(self, wish: Wish, read: Reading) -> Document:
        """One document with its text."""
        return read.get(POLICIES, wish["policy_id"], answer=PolicyOut)

    @query(operations.LIST_POLICIES)
    def list_policies(self, wish: Wish, read: Reading) -> Page:
        """Documents by kind, date and words; Chinese is found by any run of characters."""
        return read.page(
            POLICIES,
            policy_filter(wish),
            wish,
            sorts=POLICY_SORTS,
            default_sort="-issued_on",
            answer=PolicyLine,
        )


def new_policy(work: UnitOfWork, wish: Wish) -> Policy:
    """A document as it is entered. Raises Classified, DayNotCome, EndsBeforeItBegins and InvalidFields."""
    must_be_open(wish["classification"])
    policy = Policy(**{**wish, "kind": PolicyKind(wish["kind"])}, id=work.new_id("pol"))
    _must_make_sense(policy, work)
    return policy


def _must_make_sense(policy: Policy, work: UnitOfWork) -> None:
    """That its days can be, and that what it is part of is there; it may be in force from before it was issued."""
    if policy.issued_on is not None:
        must_have_come(policy.issued_on, work.today, "/issued_on")
    must_not_end_before_it_begins(policy.effective_from, policy.effective_to, "/effective_to")
    if policy.part_of is not None and not work.load_many(POLICIES, [policy.part_of]):
        zh, en = UnknownPolicy.zh, UnknownPolicy.en
        raise InvalidFields(errors=[field_error("/part_of", "unknown-policy", zh, en)])

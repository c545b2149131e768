"""The register of policies, and the alerts."""

from __future__ import annotations

from servicekit.calls import command, query
from servicekit.schema import page_of
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.registry import errors, events, schemas, store
from services.registry.commands.common import Part, Wish
from services.registry.model.policy import Policy, PolicyKind, PolicyState, must_be_open

FIELDS = (
    "title",
    "number",
    "issuer",
    "issued_on",
    "effective_from",
    "effective_to",
    "text",
    "keywords",
    "part_of",
    "synthetic",
)


class Policies(Part):
    """Documents of the register (制度库)."""

    @command(schemas.RegisterPolicy, schemas.PolicyOut)
    def register_policy(self, wish: Wish, work: UnitOfWork) -> Policy:
        """Enter a document. Raises Classified for 秘密 and above, and CodeTaken for a number that is there already."""
        policy = new_policy(work, wish)
        work.add(store.POLICIES, policy)
        work.tell(events.POLICY_REGISTERED, policy)
        return policy

    @command(schemas.ChangePolicy, schemas.PolicyOut)
    def change_policy(self, wish: Wish, work: UnitOfWork) -> Policy:
        """Change a document or repeal it. Raises Classified and NothingChanged."""
        policy = work.load(store.POLICIES, wish["policy_id"])
        words = ("title", "classification", "issuer", "text")
        wanted = {
            name: value
            for name, value in wish.items()
            if name != "policy_id" and (name not in words or value is not None)
        }
        if "state" in wanted:
            wanted["state"] = PolicyState(wanted["state"])
        changed = [name for name, value in wanted.items() if getattr(policy, name) != value]
        if not changed:
            raise errors.NothingChanged()
        for name in changed:
            setattr(policy, name, wanted[name])
        must_be_open(policy.classification, policy.title, policy.text)
        policy.index_words()
        work.save(store.POLICIES, policy)
        work.tell(events.POLICY_CHANGED, policy)
        return policy

    @query(schemas.GetPolicy, schemas.PolicyOut)
    def get_policy(self, wish: Wish, read: Reading) -> Document:
        """One document with its text."""
        return read.get(store.POLICIES, wish["policy_id"], answer=schemas.PolicyOut)

    @query(schemas.ListPolicies, page_of(schemas.PolicyLine))
    def list_policies(self, wish: Wish, read: Reading) -> Page:
        """Documents by kind, date and words; Chinese is found by any run of characters."""
        return read.page(
            store.POLICIES,
            store.policy_filter(wish),
            wish,
            sorts=store.POLICY_SORTS,
            default_sort="-issued_on",
            answer=schemas.PolicyLine,
        )

    @query(schemas.ListAlerts, page_of(schemas.AlertOut))
    def list_alerts(self, wish: Wish, read: Reading) -> Page:
        """Alerts by rule, state, unit and subject."""
        where: Document = {name: wish[name] for name in ("rule", "state", "subject_id") if wish[name]}
        if wish["unit_id"]:
            where["unit_ids"] = wish["unit_id"]
        if wish["due_before"]:
            where["due_on"] = {"$lt": wish["due_before"].isoformat()}
        if scope := read.scope.filter(cadre="subject_id"):
            where = {"$and": [scope, where]}
        return read.page(
            store.ALERTS, where, wish, sorts=store.ALERT_SORTS, default_sort="due_on", answer=schemas.AlertOut
        )


def new_policy(work: UnitOfWork, wish: Wish) -> Policy:
    """A document as it is entered. Raises Classified."""
    policy = Policy(
        id=work.new_id("pol"),
        kind=PolicyKind(wish["kind"]),
        classification=must_be_open(wish["classification"], wish["title"], wish["text"]),
        **{name: wish[name] for name in FIELDS},
    )
    policy.index_words()
    return policy

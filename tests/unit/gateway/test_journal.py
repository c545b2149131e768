"""What the gateway notes is of a kind by which auditors find it."""

from __future__ import annotations

import pytest

from gateway.journal import KIND_OF, Action, Kind, kind_of


def test_what_nobody_said_the_kind_of_is_of_none() -> None:
    with pytest.raises(ValueError, match="of no kind"):
        kind_of("gateway.something-new.done")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Action.SERVICE_APPROVED, Kind.RIGHTS),
        (Action.KEY_MADE, Kind.RIGHTS),
        (Action.TOKEN_GIVEN, Kind.SIGN_IN),
        (Action.TOKEN_REFUSED, Kind.SIGN_IN),
        (Action.IDENTITY_REFUSED, Kind.SIGN_IN),
        (Action.CODE_REFUSED, Kind.SIGN_IN),
        (Action.SESSIONS_ENDED, Kind.SIGN_IN),
        (Action.FACTOR_SET, Kind.RIGHTS),
        (Action.IMPORT_UNDONE, Kind.COMMAND),
        (Action.TEMPLATE_REPLACED, Kind.COMMAND),
        (Action.DOCUMENT_TAKEN_OUT, Kind.TAKING_OUT),
    ],
)
def test_what_is_noted_of_signing_in_and_of_rights_is_found_as_such(action: Action, kind: Kind) -> None:
    assert KIND_OF[action] is kind

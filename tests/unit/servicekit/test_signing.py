"""What is signed is the same each time, and verified by the public half alone."""

from __future__ import annotations

import pytest

from servicekit.signing import SEED_BYTES, signer_from
from tools.verify_certificate import Forged, verified

SAID = {"who": "示例甲", "rows": 3}


def test_what_is_signed_is_verified_by_the_public_key_alone() -> None:
    signer = signer_from(bytes(SEED_BYTES))
    keys = {signer.kid: signer.public}
    assert verified(signer.sign(SAID, "example+jws"), keys) == SAID
    assert "d" not in signer.public
    with pytest.raises(Forged, match="unknown key"):
        verified(signer_from(b"1" * SEED_BYTES).sign(SAID, "example+jws"), keys)


def test_the_same_is_signed_the_same_way() -> None:
    first, second = (signer_from(bytes(SEED_BYTES)).sign(SAID, "example+jws") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("size", [0, SEED_BYTES - 1, SEED_BYTES + 1])
def test_a_seed_of_another_length_is_none(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        signer_from(bytes(size))

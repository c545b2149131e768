from __future__ import annotations

import pytest

from local import fonts


@pytest.fixture(scope="session")
def chinese() -> str:
    """The folder of the Chinese fonts, which the set-up brings."""
    folder = fonts.find()
    assert folder is not None
    return str(folder)

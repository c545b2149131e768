"""Where the tests' servers keep what they have."""

from pathlib import Path

import pytest

from local import check


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for memory."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(check, "MEMORY", folder)
    return folder


def test_data_begin_empty_in_memory_and_nothing_of_them_stays_there(tmp_path: Path, memory: Path) -> None:
    data = tmp_path / "mongodb"
    data.mkdir()
    (data / "of-an-earlier-run").write_text("x")
    for _ in range(2):
        check.begin_empty(data, in_memory=True)
        assert (data.resolve().parent, list(data.iterdir())) == (memory, [])
        (data / "of-this-run").write_text("x")
    check.begin_empty(data, in_memory=False)
    assert (data.exists(), data.is_symlink(), list(memory.iterdir())) == (False, False, [])


def test_two_places_have_folders_of_their_own(tmp_path: Path, memory: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        check.begin_empty(tmp_path / place / "mongodb", in_memory=True)
    assert len(list(memory.iterdir())) == 2


def test_data_stay_on_disk_where_memory_is_small_or_is_none(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "ROOM", 1)
    assert check.has_room()
    monkeypatch.setattr(check, "ROOM", 2**60)
    assert not check.has_room()
    monkeypatch.setattr(check, "ROOM", 1)
    monkeypatch.setattr(check, "MEMORY", memory / "nowhere")
    assert not check.has_room()

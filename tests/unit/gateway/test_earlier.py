"""What a dry run knows of the rows of its file that come before."""

from __future__ import annotations

from gateway.earlier import Earlier, repeats


def test_a_unit_meets_those_above_it_and_no_others() -> None:
    earlier = Earlier(("code", "parent_code"))
    top, middle, other = {"code": "A"}, {"code": "B", "parent_code": "A"}, {"code": "C"}
    earlier.add([top, middle, other])
    assert earlier.met_by([{"code": "D", "parent_code": "Ｂ"}]) == [top, middle]
    assert earlier.met_by([{"code": "E"}]) == []


def test_people_meet_in_a_number_and_in_a_post() -> None:
    earlier = Earlier(("identity_number", "appointments.post_code"))
    first = {"identity_number": "15020319850701211x", "appointments": [{"post_code": "P-1"}]}
    earlier.add([first])
    assert earlier.met_by([{"identity_number": "15020319850701211X"}]) == [first]
    assert earlier.met_by([{"identity_number": "1", "appointments": [{"title": "x"}, {"post_code": "P-1"}]}]) == [first]
    assert earlier.met_by([{"appointments": "not a list"}]) == []


def test_a_copy_is_added_to_apart() -> None:
    earlier = Earlier(("code",))
    other = earlier.copy()
    other.add([{"code": "A"}])
    assert (other.met_by([{"code": "A"}]), earlier.met_by([{"code": "A"}])) == ([{"code": "A"}], [])


def test_rows_of_one_number_are_taken_in_one_after_the_other() -> None:
    number = "15020319850701211x"
    one, other = {"identity_number": number}, {"identity_number": number.upper()}
    assert repeats([one, {"identity_number": "2"}, other], ("identity_number",))
    assert not repeats([one, {"identity_number": "2"}, {"name": number}], ("identity_number",))


def test_rows_that_hold_one_post_are_taken_in_one_after_the_other_and_those_that_held_it_are_not() -> None:
    meets = ("identity_number", "appointments.post_code")
    holds, held = [{"appointments": [{"post_code": "P-1", "ended": end}]} for end in (None, "2016-01")]
    assert repeats([holds, held, holds], meets)
    assert not repeats([held, holds, held], meets)
    assert not repeats([{"appointments": "not a list"}, {"appointments": ["x"]}], meets)

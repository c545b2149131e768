"""Fields that are declared in a word: what they refuse says what is allowed, each code with what it is called."""

from __future__ import annotations

import pytest

from servicekit.errors import InvalidFields
from servicekit.forms import among, choice
from servicekit.lifecycle import Named
from servicekit.schema import Schema, load


class Colour(Named):
    RED = "red", "红"
    BLUE = "blue", "蓝"


class Wish(Schema):
    one = choice(Colour, "颜色")
    some = among(Colour, "颜色")
    told = among({"red": "红", "blue": "蓝"}, "颜色")


@pytest.mark.parametrize("field", ["one", "some", "told"])
def test_what_is_not_among_the_codes_is_refused_with_all_of_them_by_their_words(field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        load(Wish, {field: "green"})
    (wrong,) = refused.value.errors
    assert (wrong.pointer, wrong.code) == (f"/{field}", "not-allowed")
    assert wrong.zh == "应为其中之一：红（“red”）、蓝（“blue”）"
    assert wrong.en == "Must be one of: red, blue."


def test_what_is_among_them_is_taken() -> None:
    assert load(Wish, {"one": "red", "some": "blue", "told": ["red", "blue"]}) == {
        "one": Colour.RED,
        "some": [Colour.BLUE],
        "told": ["red", "blue"],
    }

"""Where somebody is from, by name as people write it."""

from __future__ import annotations

import pytest

from servicekit.divisions import division
from servicekit.errors import InvalidFields
from servicekit.forms import region
from servicekit.schema import Schema, load
from servicekit.standards import REGIONS


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("内蒙古包头", "150200"),
        ("内蒙古自治区包头市昆都仑区", "150203"),
        ("内蒙古包头市土默特右旗人", "150221"),
        ("昆都仑区", "150203"),
        ("土右旗", "150221"),
        ("内蒙包头土右", "150221"),
        ("昆区", "150203"),
        ("内蒙古包头昆区", "150203"),
        ("达茂联合旗", "150223"),
        ("内蒙包头", "150200"),
        ("内蒙古包头市郊区", "150207"),
        ("包头市石拐矿区", "150205"),
        ("包头白云区", "150206"),
        ("内蒙古呼市", "150100"),
        ("山东济南", "370100"),
        ("江苏省苏州市吴中区", "320506"),
        ("北京市朝阳区", "110105"),
        ("辽宁朝阳", "211300"),
        ("吉林吉林", "220200"),
        ("吉林", "220000"),
        ("１５０２０３", "150203"),
        ("150203", "150203"),
    ],
)
def test_a_division_is_known_by_its_name_or_its_code(said: str, code: str) -> None:
    assert division(said) == code


@pytest.mark.parametrize(
    "said", ["不存在的地方", "郊区", "白云区", "内蒙古郊区", "山东昆区", "内蒙古没有市", "山东济南没有区", "人", ""]
)
def test_what_names_no_division_stays(said: str) -> None:
    assert division(said) == said


@pytest.mark.parametrize(("code", "name"), [one for one in REGIONS.items() if not one[0].endswith("01")])
def test_each_division_of_the_city_is_known_by_its_name(code: str, name: str) -> None:
    assert division(name) == code


def test_a_region_is_given_by_code_or_name_and_refused_in_words() -> None:
    schema = Schema.from_dict({"region": region("区划")})()
    assert schema.load({"region": "内蒙古包头"}) == {"region": "150200"}
    wrong = schema.validate({"region": "无此地"})
    assert "区划名称" in str(wrong["region"])
    listed = Schema.from_dict({"region": region("区划", REGIONS)})()
    assert listed.load({"region": "内蒙古自治区包头市青山区"}) == {"region": "150204"}
    assert listed.validate({"region": "山东济南"})


@pytest.mark.parametrize("code", ["999999", "100000", "991500", "159901"])
def test_a_code_that_no_division_can_have_is_refused(code: str) -> None:
    class Place(Schema):
        region = region("区划")

    with pytest.raises(InvalidFields) as refused:
        load(Place, {"region": code})
    assert [one.code for one in refused.value.errors] == ["unknown-region"]
    assert load(Place, {"region": "330113"})["region"] == "330113", "a county that came after the list"

"""Divisions (GB/T 2260) as places that cadres are sent to and come from: the provinces, and the region's own cities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
    "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
"""By the first two digits."""
OF_THE_REGION = {
    "150100": "呼和浩特市", "150200": "包头市", "150300": "乌海市", "150400": "赤峰市", "150500": "通辽市",
    "150600": "鄂尔多斯市", "150700": "呼伦贝尔市", "150800": "巴彦淖尔市", "150900": "乌兰察布市",
    "152200": "兴安盟", "152500": "锡林郭勒盟", "152900": "阿拉善盟",
}  # fmt: skip


class Divisions(Mapping[str, str]):
    """What a division is called; of one that is not listed, in which province it lies (某省所辖)."""

    def __getitem__(self, code: str) -> str:
        if code in OF_THE_REGION:
            return OF_THE_REGION[code]
        province = PROVINCES[code[:2]]
        return province if code[2:] == "0000" else f"{province}所辖"

    def __iter__(self) -> Iterator[str]:
        return iter([*(f"{digits}0000" for digits in PROVINCES), *OF_THE_REGION])

    def __len__(self) -> int:
        return len(PROVINCES) + len(OF_THE_REGION)

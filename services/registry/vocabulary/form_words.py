"""The kind of an item of 奖惩情况, from what the form says."""

from __future__ import annotations

import re

_KINDS = (("一等功", "merit_1"), ("二等功", "merit_2"), ("三等功", "merit_3"), ("嘉奖", "commendation"))
OTHER = "other"
_REWARDED = re.compile("功|奖|表彰|称号|先进|优秀|模范|标兵|劳模|荣誉|授予|评为|能手|红旗手|十佳|英雄|获(?![刑罪])")
_GIVEN = re.compile(
    "评为|授予|荣获|获|[记立].{0,3}功|受到?.{0,6}(?:表彰|奖|表扬)|嘉奖|"
    "(?:先进|优秀|模范|标兵|称号|能手)(?:个人|集体|工作者|党员|共产党员|公务员|干部)?$"
)
_PUNISHED = re.compile(
    "处分|警告|记过|记大过|降级|撤职|开除|诫勉|留党察看|免职|问责|批评|(?:作出|书面|停职).{0,4}检查|引咎|辞职|辞退|拘留|拘役|停职|降职|留置|判处|徒刑|罚款|"
    "不称职|不合格|影响期|解除|责令|约谈|立案|违纪|违法|违规|取消|撤销|收回"
)
_UNDERGONE = re.compile(
    "(?:受|给予|予以).{0,20}(?:处分|警告|记过|记大过|降级|撤职|开除|诫勉|批评|留党察看|处罚|处理)|"
    "(?:取消|撤销|收回|剥夺).{0,20}(?:称号|荣誉|奖|表彰|资格|优秀|先进)"
)


def reward(text: str) -> str | None:
    """The kind of an item of 奖惩情况; None where it says no reward.

    >>> reward("记三等功一次"), reward("被评为信访问责先进个人"), reward("受到通报批评"), reward("参加抗洪")
    ('merit_3', 'other', None, None)
    """
    if not _REWARDED.search(text) or _UNDERGONE.search(text):
        return None
    if _PUNISHED.search(text) and not _GIVEN.search(text):
        return None
    return next((kind for said, kind in _KINDS if said in text), OTHER)


def is_punishment(text: str) -> bool:
    """Whether an item of 奖惩情况 says a punishment or the like (处分、问责、处罚), and no reward."""
    return reward(text) is None and bool(_PUNISHED.search(text) or _UNDERGONE.search(text))

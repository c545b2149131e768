"""The timeline of a selected graduate (成长轨迹): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import words_of
from services.talentpool.vocabulary.graduates import State

KEY_TRAINING = ("key_training", "key_training_ended")
"""The lines about the list of key training: onto it, and off it."""
MOMENTS = {
    "entered": "录用为选调生",
    "stage": "进入阶段",
    "promotion": "晋升",
    "mentor": "确定导师",
    "mentor_ended": "导师调整",
    "interview": "年度谈话",
    "assessment": "年度考核",
    KEY_TRAINING[0]: "列入重点培养",
    KEY_TRAINING[1]: "调出重点培养",
    **words_of(State),
}
"""What the lines are called; the last is how the tracking ended."""

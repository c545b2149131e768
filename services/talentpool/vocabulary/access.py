"""Ways in (查询路径): the words that events, answers and the model share."""

from __future__ import annotations

from services.talentpool.vocabulary.conditions import INDEX

ORDERS = {"birth": "出生年月", "level_since": "任现层次时间", "retires_on": "到龄日期", INDEX: "指数得分"}
"""What the orders are called in which candidates are found."""

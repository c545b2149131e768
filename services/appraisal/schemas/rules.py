"""What the codes are called that the values of rules hold (规则取值), by the rule; others are numbers or texts."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.lifecycle import Words

CODED: Mapping[str, Words] = {
    "appraisal.ballot_option_scores": "appraisal.ballot_options",
    "appraisal.own_index_pieces": "appraisal.evidence_sources",
    "appraisal.major_matter_weights": "appraisal.major_matter_criteria",
    "appraisal.barred_grades": ("appraisal.cadre_grades", "appraisal.team_grades"),
}

"""What the article that reports a year of cadre work says of the briefing's figures (文章表述).

Words to hold the figures against; what is counted comes from the records alone.
"""

from __future__ import annotations

from typing import Final

ARTICLE: Final = {
    "training.rotation_rounds": "集中轮训12轮",
    "training.rotation_classes": "共50余期",
    "training.rotation_attendances_county_level": "培训县处级以上领导干部1.3万余人次",
    "training.teaching_points": "64个现场教学点",
    "training.loyalty_education_attendances": "5万余名党员干部接受对党忠诚教育",
    "training.sector_committees": "1+7+N",
    "training.main_class_theory_party_share": "课时不低于70%",
    "training.leader_lecture_share": "总课时的20%以上",
    "supervision.rectification_aspects": "43个方面",
    "supervision.rectification_items": "180项自查整改问题清单",
    "supervision.joint_mechanisms_in_use": "5项机制",
    "incentive.measures": "20余条具体措施",
    "incentive.honourees_region": "自治区级“担当作为好干部”10名",
    "incentive.honourees_city": "市级“担当作为好干部”72名",
    "incentive.city_batches": "评选命名两批",
    "incentive.retirement_ceremonies": "荣誉退休仪式",
    "appraisal.mechanisms": "17项制度机制",
    "appraisal.contact_cadres": "选派24名干部",
    "appraisal.contact_departments": "到20个部门单位定点联系指导",
    "talent.follow_post_trainees": "50余名干部赴青岛、常州跟岗实训",
    "talent.selected_graduates_promoted": "400余人被提拔使用",
    "registry.policies": "汇编干部政策400余份",
    "registry.measures": "50余项措施办法",
    "registry.quality_measures": "20条措施",
    "registry.powers_handed_down": "取消下放职权6项",
    "registry.procedures_simplified": "简流程、减材料、压时限12项",
}
"""By figure."""

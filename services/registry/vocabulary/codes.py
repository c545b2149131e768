"""Relations from law (亲属关系), by what the relative is to the cadre."""

from __future__ import annotations

# 公务员法 art. 74: relations that call for avoidance (任职回避), by what the relative is to the cadre.
KIN = {
    "spouse": "配偶",
    "father": "父亲",
    "mother": "母亲",
    "son": "儿子",
    "daughter": "女儿",
    "grandparent": "祖父母（外祖父母）",
    "grandchild": "孙子女（外孙子女）",
    "brother": "兄弟",
    "sister": "姐妹",
    "uncle": "伯叔舅姑姨父",
    "aunt": "伯叔舅姑姨母",
    "cousin": "堂（表）兄弟姐妹",
    "nephew": "侄（外甥）",
    "niece": "侄女（外甥女）",
    "father_in_law": "岳父（公公）",
    "mother_in_law": "岳母（婆婆）",
    "son_in_law": "女婿",
    "daughter_in_law": "儿媳",
    "brother_in_law": "配偶的兄弟或姐妹的配偶",
    "sister_in_law": "配偶的姐妹或兄弟的配偶",
}
RELATIONS = {**KIN, "other": "其他重要社会关系"}

"""Rows of posts (职位)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PERSON, PLAIN
from services.registry.operations import imports, units

_POST = {
    "unit_code": "BT-SWZZB",
    "code": "BT-SWZZB-1",
    "title": "副部长",
    "post_level": "132",
    "role": "deputy",
    "synthetic": True,
}

# fmt: off
ROWS: list[Route] = [
    Route.get("/posts", units.LIST_POSTS, right="registry.posts.read", zh="查询职位", en="List posts", **PERSON),
    Route.post("/posts", units.ESTABLISH_POST, right="registry.posts.establish", zh="设立职位", en="Establish a post",
        example=_POST, **PLAIN),
    Route.get("/posts/{post_id}", units.GET_POST, right="registry.posts.read", zh="查看职位", en="Read a post",
        **PERSON),
    Route.patch("/posts/{post_id}", units.CHANGE_POST, right="registry.posts.change", zh="修改职位", en="Change a post",
        **PLAIN),
    Route.post("/posts/{post_id}/abolition", units.ABOLISH_POST, right="registry.posts.change", status=200,
        zh="撤销职位", en="Abolish a post", **PLAIN),
]
# fmt: on

IMPORTS: list[ImportKind] = [
    ImportKind(
        "posts",
        imports.IMPORT_POSTS,
        right="registry.posts.establish",
        zh="职位",
        en="Posts",
        scope=Scope.NONE,
        meets=("code",),
        once=("code",),
    )
]

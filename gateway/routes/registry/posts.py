"""Rows of posts (职位)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PERSON, PLAIN
from servicekit.schema import page_of
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import BadCondition, PostAbolished, PostHeld, UnknownPost
from services.registry.errors.units import CodeTaken, UnitClosed, UnknownUnit
from services.registry.schemas.units import (
    AbolishPost,
    ChangePost,
    EstablishPost,
    GetPost,
    ListPosts,
    PostOut,
)

_POST = {
    "unit_code": "BT-SWZZB",
    "code": "BT-SWZZB-1",
    "title": "副部长",
    "post_level": "132",
    "role": "deputy",
    "synthetic": True,
}

ROWS: list[Route] = [
    Route.get(
        "/posts",
        "registry.list_posts",
        query=ListPosts,
        answer=page_of(PostOut),
        right="registry.posts.read",
        zh="查询职位",
        en="List posts",
        **PERSON,
    ),
    Route.post(
        "/posts",
        "registry.establish_post",
        body=EstablishPost,
        answer=PostOut,
        right="registry.posts.establish",
        zh="设立职位",
        en="Establish a post",
        problems=[UnknownUnit, CodeTaken, UnitClosed, BadCondition],
        example=_POST,
        **PLAIN,
    ),
    Route.get(
        "/posts/{post_id}",
        "registry.get_post",
        query=GetPost,
        answer=PostOut,
        right="registry.posts.read",
        zh="查看职位",
        en="Read a post",
        problems=[UnknownPost],
        **PERSON,
    ),
    Route.patch(
        "/posts/{post_id}",
        "registry.change_post",
        body=ChangePost,
        answer=PostOut,
        right="registry.posts.change",
        zh="修改职位",
        en="Change a post",
        problems=[UnknownPost, PostAbolished, NothingChanged, BadCondition],
        **PLAIN,
    ),
    Route.post(
        "/posts/{post_id}/abolition",
        "registry.abolish_post",
        body=AbolishPost,
        answer=PostOut,
        right="registry.posts.change",
        status=200,
        zh="撤销职位",
        en="Abolish a post",
        problems=[UnknownPost, PostHeld, PostAbolished],
        **PLAIN,
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "posts",
        "registry.import_posts",
        EstablishPost,
        right="registry.posts.establish",
        zh="职位",
        en="Posts",
        scope=Scope.NONE,
        problems=[UnknownUnit, CodeTaken, BadCondition],
    ),
]

"""The installation that the environment names: its databases, and what this release knows of their schemas."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import pymongo
from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from servicekit.chain import AUDIT
from servicekit.config import ConfigurationError, Settings, from_environment, secret
from servicekit.crypto import FIELD_KEY, FieldCipher
from servicekit.migrations import Part, migrations_of
from servicekit.store import CODEC_OPTIONS, Document
from services import SERVICES
from tools.cadre.words import Refused, without_password

GATEWAY = "gateway"
PARTS = (*(one.name for one in SERVICES), GATEWAY)
DATABASES = (*PARTS, *(part + AUDIT for part in PARTS))
"""With those that the audit's chains are in, apart from what they prove."""
APP_NAME = f"cadre {secrets.token_hex(6)}"
"""What this process is called on the database: by it another knows whether it is still there."""
NOT_ALLOWED, NOT_SIGNED_IN = (13,), (18, 8000, 11)


@dataclass(frozen=True)
class Installation:
    """Where everything is."""

    settings: Settings
    client: pymongo.MongoClient[Document]

    def database(self, part: str) -> Database[Document]:
        """A part's own database, or another of DATABASES."""
        codec: CodecOptions[Document] = CODEC_OPTIONS
        return self.client.get_database(self.settings.database(part), codec, write_concern=WriteConcern("majority"))

    @property
    def parts(self) -> list[Part]:
        """Every database with its migrations; the gateway's last, for it reads what the services tell."""
        known = {one.name: one.package for one in SERVICES} | {GATEWAY: GATEWAY}
        return [Part(name, self.database(name), migrations_of(known[name])) for name in PARTS]


def settings() -> Settings:
    """What the environment says. Raises Refused naming what is wrong."""
    try:
        return from_environment()
    except ConfigurationError as wrong:
        raise Refused("环境变量设置有误", f"The environment is wrong: {wrong}") from None


def client_of(uri: str, patience: float = 5.0, **options: Any) -> pymongo.MongoClient[Document]:
    """A client that gives up a server that is not there after `patience` seconds. Raises Refused for no address."""
    milliseconds = int(patience * 1000)
    try:
        return pymongo.MongoClient(
            uri,
            tz_aware=True,
            serverSelectionTimeoutMS=milliseconds,
            connectTimeoutMS=milliseconds,
            appname=APP_NAME,
            **options,
        )
    except (PyMongoError, ValueError) as wrong:
        raise Refused(
            "数据库地址无法识别，请检查其写法",
            f"MONGO_URI is no address of a database: {wrong}",
            "MONGO_URI=mongodb://…",
        ) from None


def opened(patience: float = 5.0) -> Installation:
    """The installation with its database at hand, a primary. Raises Refused saying what to do where it is not."""
    own = settings()
    client = client_of(own.mongo_uri, patience, socketTimeoutMS=600_000)
    trouble = database_trouble(client, own)
    if trouble is not None:
        raise trouble
    return Installation(own, client)


class NoAnswer(Refused):
    """The database is not there, or says nothing: whoever asks again waits again."""


def database_trouble(client: pymongo.MongoClient[Document], own: Settings) -> Refused | None:
    """Why nothing can be done with the database, None where it can."""
    where = without_password(own.mongo_uri)
    try:
        hello = client.admin.command("hello")
        if "setName" not in hello:
            return Refused(
                f"数据库（{where}）不是副本集，没有事务。请以副本集方式启动，并初始化一次；数据不受影响",
                f"The database at {where} is no replica set, so it has no transactions. Start it as one and initiate "
                "it once; its data stay as they are",
                "mongod --replSet cadre …; mongosh --eval 'rs.initiate()'",
            )
        if not hello.get("isWritablePrimary"):
            return Refused(
                f"数据库（{where}）此刻不是主节点。请等待选举结束；只有一个节点时请检查副本集的成员配置",
                f"The database at {where} is no primary now. Wait for the election; of a set of one look at its "
                "members",
                "mongosh --eval 'rs.status()'",
            )
        client[own.database(GATEWAY)].command("ping")
        client[own.database(GATEWAY)].list_collection_names()
    except OperationFailure as failure:
        return refusal_of(failure, own)
    except PyMongoError as away:
        return NoAnswer(
            f"数据库（{where}）没有应答。请检查地址、网络以及数据库是否在运行",
            f"The database at {where} does not answer: {brief(away)}. Look at the address, the network, and whether "
            "it runs",
        )
    return None


def refusal_of(failure: OperationFailure, own: Settings) -> Refused:
    """What a database's refusal means to whoever runs the tool."""
    where = without_password(own.mongo_uri)
    if failure.code in NOT_SIGNED_IN:
        return Refused(
            f"数据库（{where}）拒绝了这个账号：用户名、口令或认证库不对。请改正地址中的账号",
            f"The database at {where} does not take this account: name, password or authSource is wrong. Put the "
            "account in MONGO_URI right",
            "MONGO_URI=mongodb://NAME:PASSWORD@HOST/?authSource=admin",
        )
    if failure.code in NOT_ALLOWED:
        return Refused(
            f"数据库（{where}）的账号没有所需的权限。请授予它对本系统各数据库的读写权限",
            f"The account at {where} may not do this: {brief(failure)}. Grant it readWrite and dbAdmin on the "
            f"databases that begin with {own.database_prefix}",
            "db.grantRolesToUser(NAME, [{role: 'readWriteAnyDatabase', db: 'admin'}, "
            "{role: 'dbAdminAnyDatabase', db: 'admin'}])",
        )
    return Refused(f"数据库（{where}）拒绝了请求", f"The database at {where} refused: {brief(failure)}")


def brief(error: BaseException) -> str:
    """An error in one line of bearable length."""
    return (
        str(error).partition(", full error")[0].partition(", Timeout:")[0].splitlines()[0][:300]
        if str(error)
        else type(error).__name__
    )


def key_marks() -> list[str]:
    """By what the keys of FIELD_KEY are known again, the one in force first; none where it is not set.

    Raises Refused where it is no ring of keys.
    """
    if not secret(FIELD_KEY):
        return []
    try:
        keys = FieldCipher.from_environment().keys
    except ConfigurationError as wrong:
        raise Refused("字段密钥的格式不对", f"{wrong}") from None
    return [hashlib.sha256(b"which key" + key.receipts).hexdigest()[:16] for key in keys]

"""Certificates of honour (荣誉证书): Open Badges 3.0 as VC-JWT, signed with Ed25519, that anybody verifies offline.

The payload is the credential (W3C VC 2.0, `vc-jose-cose`), so the same honour and holder always give the same text, and
nothing with a name in it is kept. Whether it still counts is told by a Bitstring Status List, signed by the same key.
"""

from __future__ import annotations

import base64
import binascii
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database

from servicekit import clock
from servicekit.config import ConfigurationError, secret
from servicekit.signing import SEED_BYTES, Signer, base64url, signer_from
from servicekit.store import Document
from services.incentive.store.honours import CERTIFICATE_KEYS
from services.incentive.vocabulary.honours import Honour

SETTING = "HONOUR_SIGNING_KEY"
STATUS_BITS = 131_072
"""The least that the status list's specification allows, so that a place in it tells nothing."""
ISSUER = "urn:baotou:organisation-department"
"""Who keeps the status list."""
STATUS_LIST = "urn:baotou:honours:status"


class BadSigningKey(ConfigurationError):
    """HONOUR_SIGNING_KEY is missing or is not 32 bytes in base64."""


def seed_from_environment(environment: Mapping[str, str] | None = None) -> bytes:
    """The seed that is configured. Raises BadSigningKey saying what is wrong."""
    text = secret(SETTING, environment)
    if not text:
        raise BadSigningKey(f"{SETTING} is not set; make one with: openssl rand -base64 32")
    try:
        seed = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadSigningKey(f"{SETTING} is not base64; make one with: openssl rand -base64 32") from error
    if len(seed) != SEED_BYTES:
        raise BadSigningKey(f"{SETTING} must hold {SEED_BYTES} bytes, not {len(seed)}")
    return seed


def signer_of(db: Database[Document]) -> Signer:
    """The signer of this installation. Raises BadSigningKey.

    The public half is kept for ever, outside any transaction: it is the same whoever writes it first.
    """
    signer = signer_from(seed_from_environment())
    once = {"$setOnInsert": {"x": signer.public["x"], "version": 0}}
    db[CERTIFICATE_KEYS.name].update_one({"_id": signer.kid}, once, upsert=True)
    return signer


def let_go(db: Database[Document]) -> None:
    """Delete the key that an earlier release has made for itself, and kept beside what it signs."""
    db["secrets"].delete_one({"_id": "honours"})


@dataclass(frozen=True)
class Holder:
    """Whom a certificate is for: the name, and what tells namesakes apart, the unit's name and the cadre's id."""

    name: str
    unit: str | None
    cadre_id: str

    @property
    def identifiers(self) -> list[dict[str, Any]]:
        """As an Open Badge names them."""
        told = {"name": self.name, "ext:unit": self.unit, "systemId": self.cadre_id}
        return [
            {"type": "IdentityObject", "identityHash": value, "identityType": kind, "hashed": False}
            for kind, value in told.items()
            if value
        ]


def issuer(programme: Mapping[str, Any]) -> dict[str, Any]:
    """Who has conferred the honours of a programme (表彰机关): not everything that is kept here is the city's own."""
    return {"id": f"urn:baotou:authority:{programme['_id']}", "type": ["Profile"], "name": programme["authority"]}


def certificate(honour: Honour, holder: Holder, programme: Mapping[str, Any], signer: Signer) -> str:
    """The certificate of an honour for its holder, in the name of the authority that has conferred it."""
    authority = issuer(programme)
    began = datetime.combine(honour.conferred_on, datetime.min.time(), clock.CHINA)
    credential = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"urn:baotou:honour:{honour.id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": authority,
        "name": programme["title"],
        "validFrom": began.isoformat(),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": holder.identifiers,
            "achievement": {
                "id": f"urn:baotou:programme:{honour.programme_id}",
                "type": ["Achievement"],
                "name": programme["title"],
                "description": programme["title"],
                "humanCode": honour.certificate_number,
                "criteria": {"narrative": f"经推荐、联审、票决、公示，由{authority['name']}命名。"},
            },
        },
        "credentialStatus": {
            "id": f"{STATUS_LIST}#{honour.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(honour.status_index),
            "statusListCredential": STATUS_LIST,
        },
    }
    instant = int(began.timestamp())
    return signer.sign({"iss": authority["id"], "jti": credential["id"], "nbf": instant, **credential}, "JWT")


def status_list(revoked: Iterable[int], now: datetime, signer: Signer) -> str:
    """The status list: a bit per certificate, set where the honour is revoked; the first bit is the leftmost."""
    places = list(revoked)
    bits = bytearray(max(STATUS_BITS, max(places, default=0) + 1 + 7) // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    encoded = "u" + base64url(gzip.compress(bytes(bits), mtime=0))
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": STATUS_LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": now.isoformat(),
        "credentialSubject": {
            "id": f"{STATUS_LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }
    return signer.sign({"iss": ISSUER, "jti": STATUS_LIST, "iat": int(now.timestamp()), **credential}, "JWT")

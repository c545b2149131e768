"""Prints the Secrets that an overlay needs, with fresh values.

`python3 deploy/k8s/fresh_secrets.py small | kubectl create -f -`; `create` leaves alone what is there already, so that
it may be run again: after an upgrade it adds the accounts that are new.

`kubectl -n cadre get secrets -o json | python3 deploy/k8s/fresh_secrets.py call-keys ring | kubectl apply -f -` makes
the ring of the keys that are there; `begin`, `turn` and `end` replace them (docs/how-to/replace-call-keys.md).
"""

import base64
import json
import secrets
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from deploy import call_keys, make_env  # noqa: E402

NAMESPACE = "cadre"
CALL_KEY = "cadre-call-key-"


def key(length: int = 32) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode()


def accounts() -> list[str]:
    """Everybody who has an account on broker and database."""
    rights = json.loads((HERE / "components" / "broker-accounts" / "rights.json").read_text())
    return [row["user"] for row in rights["permissions"]]


def fresh(overlay: str) -> dict[str, dict[str, str]]:
    """Each Secret's name and what is in it. Raises KeyError for an overlay that there is none of."""
    own: dict[str, dict[str, dict[str, str]]] = {
        "small": {"cadre-database-keyfile": {"keyfile": key(567)}},
        "production": {},
    }
    passwords = {
        f"cadre-account-{name}": {"broker": secrets.token_hex(24), "database": secrets.token_hex(24)}
        for name in accounts()
    }
    calls = {name: key() for name in call_keys.processes(accounts())}
    return (
        own[overlay]
        | passwords
        | {f"{CALL_KEY}{name}": {"key": text} for name, text in calls.items()}
        | {f"cadre-data-key-{part}": {"key": key()} for part in sorted(make_env.parts(accounts()))}
        | {
            "cadre-call-keys": {"ring": json.dumps(call_keys.ring(calls))},
            "cadre-field-key": {"FIELD_KEY": key()},
            "cadre-honour-signing-key": {"HONOUR_SIGNING_KEY": key()},
            "cadre-backup-key": {"key": key()},
            "cadre-oidc-client-secret": {"secret": secrets.token_hex(24)},
            "cadre-oidc-authorities": {"authorities": ""},
            "cadre-first-administrator": {
                name: secrets.token_urlsafe(24) for name in ("password", "security-password", "audit-password")
            },
        }
    )


def with_call_keys(step: str, present: dict[str, list[dict[str, dict[str, str]]]]) -> dict[str, dict[str, str]]:
    """The Secrets of calls after a step of replacing their keys, of what a cluster has."""
    texts = {
        one["metadata"]["name"].removeprefix(CALL_KEY): base64.b64decode(one["data"]["key"]).decode()
        for one in present["items"]
        if one["metadata"]["name"].startswith(CALL_KEY)
    }
    texts = {who: call_keys.replaced(step, text, key()) for who, text in texts.items()}
    own = {f"{CALL_KEY}{who}": {"key": text} for who, text in texts.items()}
    return own | {"cadre-call-keys": {"ring": json.dumps(call_keys.ring(texts))}}


def manifest(told: dict[str, dict[str, str]]) -> dict[str, object]:
    """All of them as one List, which JSON is as good for as YAML."""
    items = [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": NAMESPACE, "labels": {"app.kubernetes.io/part-of": "cadre"}},
            "type": "Opaque",
            "stringData": data,
        }
        for name, data in told.items()
    ]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def main(arguments: list[str]) -> int:
    try:
        if arguments[0] == "call-keys":
            (_, step) = arguments
            told = with_call_keys(step, json.load(sys.stdin))
        else:
            (overlay,) = arguments
            told = fresh(overlay)
        print(json.dumps(manifest(told), indent=1))
    except (IndexError, KeyError, ValueError):
        print("用法 usage: fresh_secrets.py small | production | call-keys ring | begin | turn | end", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

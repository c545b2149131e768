"""Prints the Secrets that an overlay needs, with fresh values.

`python3 deploy/k8s/fresh_secrets.py small | kubectl create -f -`; `create` leaves alone what is there already, so that
it may be run again: after an upgrade it adds the accounts that are new.
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
        | {f"cadre-call-key-{name}": {"key": text} for name, text in calls.items()}
        | {f"cadre-data-key-{part}": {"key": key()} for part in sorted(make_env.parts(accounts()))}
        | {
            "cadre-call-keys": {"ring": json.dumps(call_keys.ring(calls))},
            "cadre-field-key": {"FIELD_KEY": key()},
            "cadre-honour-signing-key": {"HONOUR_SIGNING_KEY": key()},
            "cadre-backup-key": {"key": key()},
            "cadre-first-administrator": {"password": secrets.token_urlsafe(24)},
        }
    )


def manifest(overlay: str) -> dict[str, object]:
    """All of them as one List, which JSON is as good for as YAML."""
    items = [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": NAMESPACE, "labels": {"app.kubernetes.io/part-of": "cadre"}},
            "type": "Opaque",
            "stringData": data,
        }
        for name, data in fresh(overlay).items()
    ]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def main(arguments: list[str]) -> int:
    try:
        (overlay,) = arguments
        print(json.dumps(manifest(overlay), indent=1))
    except (KeyError, ValueError):
        print("用法 usage: fresh_secrets.py small | production", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

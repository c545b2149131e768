"""Prints the Secrets that an overlay needs, with fresh values.

`python3 deploy/k8s/fresh_secrets.py small | kubectl create -f -`; `create` leaves alone what is there already. What an
operator makes of its own accord (`production`: the accounts on broker and database) is not among them.
"""

import base64
import json
import secrets
import sys

NAMESPACE = "cadre"


def key(length: int = 32) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode()


def fresh(overlay: str) -> dict[str, dict[str, str]]:
    """Each Secret's name and what is in it. Raises KeyError for an overlay that there is none of."""
    broker, database, keeper = (secrets.token_hex(24) for _ in range(3))
    own = {
        "small": {
            "cadre-broker": {"password": broker, "uri": f"amqp://cadre:{broker}@rabbitmq:5672/cadre"},
            "cadre-database": {
                "password": database,
                "keeper-password": keeper,
                "keyfile": key(567),
                "uri": f"mongodb://cadre:{database}@mongo:27017/?replicaSet=cadre&authSource=admin",
            },
        },
        "production": {
            "cadre-database-account": {"password": database},
            "cadre-database-keeper": {"password": keeper},
        },
    }[overlay]
    return own | {
        "cadre-field-key": {"FIELD_KEY": key()},
        "cadre-honour-signing-key": {"HONOUR_SIGNING_KEY": key()},
        "cadre-first-administrator": {"password": secrets.token_urlsafe(24)},
    }


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

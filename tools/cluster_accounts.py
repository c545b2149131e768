"""What deploy/k8s holds of the accounts on broker and database, from what Compose's are made of.

Written by `python -m tools.broker_accounts`, as kustomize reads nothing from outside its folder and knows no loops.
Names and rights alone: an account's passwords are in a Secret of its own, `cadre-account-…`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from deploy.make_env import broker_rights, database_roles

K8S = Path(__file__).resolve().parent.parent / "deploy" / "k8s"
MADE = "# Made by `python -m tools.broker_accounts`.\n"
POD = "/spec/template/spec"
POD_OF_OPERATOR = "/spec/override/statefulSet/spec/template/spec"
STORE = {"kind": "ClusterSecretStore", "name": "cadre"}


def secret_of(account: str) -> str:
    """The Secret with an account's two passwords, `broker` and `database`."""
    return f"cadre-account-{account}"


def passwords(accounts: list[str], pod: str, key: str, prefix: str = "") -> list[dict[str, Any]]:
    """A patch by which a pod's first volume holds one password of each account."""
    return [
        {
            "op": "add",
            "path": f"{pod}/volumes/0/projected/sources/-",
            "value": {"secret": {"name": secret_of(name), "items": [{"key": key, "path": prefix + name}]}},
        }
        for name in accounts
    ]


def database_users(accounts: list[str]) -> list[dict[str, Any]]:
    """A patch by which the database's operator makes the accounts."""
    roles = database_roles(accounts)
    users = [
        {
            "name": name,
            "db": "admin",
            "passwordSecretRef": {"name": secret_of(name), "key": "database"},
            # The operator keeps there what it has derived of the password.
            "scramCredentialsSecretName": f"{secret_of(name)}-kept",
            "roles": [{"name": role["role"], "db": role["db"]} for role in roles[name]],
        }
        for name in accounts
    ]
    return [{"op": "replace", "path": "/spec/users", "value": users}]


def external_secret(account: str) -> dict[str, Any]:
    """An account's passwords out of a vault."""
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": secret_of(account)},
        "spec": {
            "refreshInterval": "1h",
            "secretStoreRef": STORE,
            "data": [
                {"secretKey": key, "remoteRef": {"key": f"cadre/account-{account}", "property": key}}
                for key in ("broker", "database")
            ],
        },
    }


def files(rights: dict[str, list[dict[str, object]]]) -> dict[Path, str]:
    """Each file that is made, and its text."""
    whole = broker_rights(rights)
    accounts = [str(row["user"]) for row in whole["permissions"]]
    small, production = K8S / "overlays" / "small", K8S / "overlays" / "production"
    roles = {name: {"roles": given} for name, given in database_roles(accounts).items()}
    yamls: dict[Path, list[Any]] = {
        small / "rabbitmq" / "passwords.yaml": [passwords(accounts, POD, "broker")],
        small / "mongo" / "passwords.yaml": [passwords(accounts, POD, "database", "database-")],
        production / "passwords.yaml": [passwords(accounts, POD_OF_OPERATOR, "broker")],
        production / "accounts.yaml": [database_users(accounts)],
        K8S / "components" / "external-secrets" / "accounts.yaml": [external_secret(name) for name in accounts],
    }
    return {
        K8S / "components" / "broker-accounts" / "rights.json": json.dumps(whole, indent=1) + "\n",
        small / "mongo" / "accounts.json": json.dumps(roles, indent=1, sort_keys=True) + "\n",
        **{path: MADE + yaml.safe_dump_all(parts, sort_keys=False, width=120) for path, parts in yamls.items()},
    }

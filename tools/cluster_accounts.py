"""What deploy/k8s holds of the accounts on broker and database, from what Compose's are made of.

Written by `python -m tools.broker_accounts`, as kustomize reads nothing from outside its folder and knows no loops.
Names and rights alone: an account's passwords are in a Secret of its own, `cadre-account-…`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from deploy import call_keys
from deploy.make_env import append_only, broker_rights, database_roles, parts

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
    added = [
        {"role": role, "db": "admin", "privileges": privileges, "roles": []}
        for role, privileges in append_only(accounts).items()
    ]
    return [
        {"op": "replace", "path": "/spec/users", "value": users},
        {"op": "add", "path": "/spec/security/roles", "value": added},
    ]


def external_secret(name: str, *keys: str) -> dict[str, Any]:
    """A Secret out of a vault, where it has the same name."""
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": name},
        "spec": {
            "refreshInterval": "1h",
            "secretStoreRef": STORE,
            "data": [
                {"secretKey": key, "remoteRef": {"key": name.replace("-", "/", 1), "property": key}} for key in keys
            ],
        },
    }


def files(rights: dict[str, list[dict[str, object]]]) -> dict[Path, str]:
    """Each file that is made, and its text."""
    whole = broker_rights(rights)
    accounts = [str(row["user"]) for row in whole["permissions"]]
    small, production = K8S / "overlays" / "small", K8S / "overlays" / "production"
    given = {name: {"roles": roles} for name, roles in database_roles(accounts).items()}
    told = {"accounts": given, "roles": append_only(accounts)}
    yamls: dict[Path, list[Any]] = {
        small / "rabbitmq" / "passwords.yaml": [passwords(accounts, POD, "broker")],
        small / "mongo" / "passwords.yaml": [passwords(accounts, POD, "database", "database-")],
        production / "passwords.yaml": [passwords(accounts, POD_OF_OPERATOR, "broker")],
        production / "accounts.yaml": [database_users(accounts)],
        K8S / "components" / "external-secrets" / "accounts.yaml": [
            *(external_secret(secret_of(name), "broker", "database") for name in accounts),
            *(external_secret(f"cadre-call-key-{name}", "key") for name in call_keys.processes(accounts)),
            *(external_secret(f"cadre-data-key-{part}", "key") for part in sorted(parts(accounts))),
        ],
    }
    return {
        K8S / "components" / "broker-accounts" / "rights.json": json.dumps(whole, indent=1) + "\n",
        small / "mongo" / "accounts.json": json.dumps(told, indent=1, sort_keys=True) + "\n",
        **{path: MADE + yaml.safe_dump_all(made, sort_keys=False, width=120) for path, made in yamls.items()},
    }

"""Writes what `docker compose` needs and the repository does not hold: `.env` and the secrets in `.secrets/`.

What is there is left alone, so that it may be run again: after an upgrade it adds the secrets that are new. Files of
accounts are made anew from the passwords at each run, with the rights that the code declares
(`deploy/rabbitmq/accounts.json`).
"""

import base64
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deploy import call_keys  # noqa: E402

RIGHTS = ROOT / "deploy" / "rabbitmq" / "accounts.json"
KEEPER = "keeper"
"""The operator's own account on broker and database."""
DATABASE_PREFIX = "cadre_"
MIGRATION = "migration"
"""Which brings every database to a release's schema."""
AUDIT = "_audit"
"""Ends the name of the database that a part's audit chain is in, with what it keeps of the others'."""
APPENDS = "append-only-"
"""Begins the name of the role that may add to one of them, and change and remove nothing there."""
ADDS = ["find", "insert", "createCollection", "createIndex", "listCollections", "listIndexes"]
OF_THE_GATEWAY = ("gateway", "projector", "importer")
"""Processes that share the gateway's database."""

NON_SECRETS = """\
# What is not secret of this deployment; the secrets are in .secrets/. Keep both out of version control.
# The gateway is published here; put a TLS proxy in front before opening it to a network.
GATEWAY_BIND=127.0.0.1
GATEWAY_PORT=8000
# The names by which callers reach it, and the addresses of the proxy in front of it, with commas between them.
ALLOWED_HOSTS=
TRUSTED_PROXIES=
# The identity provider by which people may sign in, what it knows this platform by, and the page to which it sends
# browsers back (docs/how-to/sign-in-by-an-identity-provider.md).
OIDC_ISSUER=
OIDC_CLIENT_ID=
OIDC_REDIRECT_URI=
# The name that passkeys are bound to, and the pages on which people sign in by them, with commas between
# (docs/how-to/sign-in-by-a-passkey.md).
PASSKEY_DOMAIN=
PASSKEY_ORIGINS=
"""


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def password() -> str:
    return secrets.token_hex(24)


def write(path: Path, text: str) -> None:
    """Put a secret in its place, whole or not at all.

    The folder is its owner's alone. The file in it may be read, as an engine mounts it with the rights that it has
    here, and a container's user is not the one who runs this.
    """
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    beside.chmod(0o444)
    if path.exists():
        # In place: an engine has mounted the file itself, not its name.
        path.chmod(0o644)
        path.write_text(text)
        path.chmod(0o444)
        beside.unlink()
    else:
        beside.rename(path)


def broker_hash(text: str) -> str:
    """A password as RabbitMQ keeps it (salted SHA-256)."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + text.encode()).digest()).decode()


class Secrets:
    """A folder with one secret a file."""

    def __init__(self, folder: Path, before: dict[str, str]) -> None:
        self._folder = folder
        self._before = before
        self.made: list[str] = []

    def of(self, name: str, make: Callable[[], str], formerly: str = "") -> str:
        """The secret of this name: as it is there, else as `.env` once held it, else fresh."""
        path = self._folder / name
        if path.exists():
            return path.read_text()
        text = self._before.get(formerly) or make()
        write(path, text)
        self.made.append(name)
        return text

    def derived(self, name: str, content: object) -> None:
        """A file made of other secrets."""
        write(self._folder / name, json.dumps(content, indent=1, sort_keys=True) + "\n")


def broker_rights(rights: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """What the broker loads besides its accounts: the virtual host, what is shared in it, and who may do what."""
    everything = {"user": KEEPER, "vhost": "cadre", "configure": ".*", "write": ".*", "read": ".*"}
    return {
        "vhosts": [{"name": "cadre", "default_queue_type": "quorum"}],
        **rights,
        "permissions": [*rights["permissions"], everything],
    }


def broker_definitions(rights: dict[str, list[dict[str, object]]], passwords: dict[str, str]) -> dict[str, object]:
    """What the broker loads at each start: its accounts with their rights, and the exchanges that they share."""
    users = [
        {"name": name, "password_hash": broker_hash(text), "tags": ["administrator"] if name == KEEPER else []}
        for name, text in passwords.items()
    ]
    return {**broker_rights(rights), "users": users}


def part_of(process: str) -> str:
    """Whose database a process has: its own, or the gateway's, which three share."""
    return "gateway" if process in OF_THE_GATEWAY else process


def parts(accounts: Iterable[str]) -> set[str]:
    """Those that have a database, and a key for what is kept in it."""
    return {part_of(one) for one in accounts if one not in (KEEPER, MIGRATION)}


def database_roles(accounts: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """What each of the database's accounts may do: a process reads and writes its own database, the migration all.

    To the chain of its part a process only adds (`append_only`).
    """
    everyone = set(accounts)
    roles = {KEEPER: [{"role": "root", "db": "admin"}]}
    for name in everyone - {KEEPER}:
        own = parts(everyone) if name == MIGRATION else {part_of(name)}
        roles[name] = [{"role": "readWrite", "db": DATABASE_PREFIX + one} for one in sorted(own)]
        if name != MIGRATION:
            roles[name].append({"role": APPENDS + part_of(name), "db": "admin"})
    return roles


def append_only(accounts: Iterable[str]) -> dict[str, list[dict[str, object]]]:
    """The roles that the database does not know by itself, with what each may do."""
    databases = {APPENDS + part: f"{DATABASE_PREFIX}{part}{AUDIT}" for part in sorted(parts(accounts))}
    return {role: [{"resource": {"db": name, "collection": ""}, "actions": ADDS}] for role, name in databases.items()}


def database_accounts(passwords: dict[str, str]) -> dict[str, object]:
    """The database's accounts with what each may do, and the roles that they are given."""
    roles = database_roles(passwords)
    accounts = {name: {"password": text, "roles": roles[name]} for name, text in passwords.items()}
    return {"accounts": accounts, "roles": append_only(passwords)}


def process_keys(held: Secrets, accounts: Iterable[str]) -> None:
    """What each process signs its calls with, the ring of all, and what is sealed with in each database."""
    calls = {name: held.of(f"call-key-{name}", key) for name in call_keys.processes(accounts)}
    held.derived("call-keys", call_keys.ring(calls))
    for part in sorted(parts(accounts)):
        held.of(f"data-key-{part}", key)


def in_env(path: Path) -> dict[str, str]:
    """What an earlier version kept in `.env`."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def replace_call_keys(folder: Path, step: str) -> None:
    """Go one of `call_keys.STEPS` in each process's own file; the ring follows."""
    for path in sorted(folder.glob("call-key-*")):
        write(path, call_keys.replaced(step, path.read_text(), key()))


def make(root: Path, rights_file: Path = RIGHTS) -> list[str]:
    """Make what is missing below `root`; answers the names of the secrets that are new."""
    env, folder = root / ".env", root / ".secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    held = Secrets(folder, in_env(env))
    held.of("field-key", key, formerly="FIELD_KEY")
    held.of("honour-signing-key", key, formerly="HONOUR_SIGNING_KEY")
    held.of("oidc-client-secret", password)
    # The system's own, unless the city puts others there.
    held.of("oidc-authorities", str)
    held.of("broker-cookie", password)
    held.of("database-keyfile", lambda: base64.b64encode(secrets.token_bytes(567)).decode())
    rights = json.loads(rights_file.read_text())
    accounts = [KEEPER, *(row["user"] for row in rights["permissions"])]
    broker = {name: held.of(f"broker-{name}", password) for name in accounts}
    database = {name: held.of(f"database-{name}", password) for name in accounts}
    held.derived("broker-definitions", broker_definitions(rights, broker))
    held.derived("database-accounts", database_accounts(database))
    process_keys(held, accounts)
    if not env.exists():
        env.write_text(NON_SECRETS)
    return held.made


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["call-keys"] and set(arguments[1:]) < set(call_keys.STEPS) and len(arguments) == 2:
        replace_call_keys(ROOT / ".secrets", arguments[1])
    elif arguments:
        print("用法 usage: make_env.py [call-keys begin | turn | end]", file=sys.stderr)
        return 2
    made = make(ROOT)
    if made:
        print(f"已生成 .secrets/（{len(made)} 个新密钥，请妥善保存）。  Wrote {len(made)} fresh secrets to .secrets/.")
    else:
        print("密钥均已存在，未作改动。  Every secret is there already and was left alone.")
    if leftover := sorted({"FIELD_KEY", "HONOUR_SIGNING_KEY", "RABBITMQ_PASSWORD"} & in_env(ROOT / ".env").keys()):
        names = ", ".join(leftover)
        print(f"请从 .env 删除 {names}：已存于 .secrets/ 或不再使用。  Take {names} out of .env: no longer read there.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

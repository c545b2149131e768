"""Makes a service from the template beside this file and registers it; what is left to do is in its own folders.

The template has one command, one query and one event, with model, schemas, store, refusals, rows and tests. `NAME`,
`CLASS` and `ZH` in paths and texts become the service's. Afterwards everything that is made from declarations (event
catalogue, lifecycles, how entries are put right, the table of rights) is made anew; read that change as any other.
"""

from __future__ import annotations

import argparse
import keyword
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).resolve().parent / "template"
COMPOSE = """

  {name}:
    <<: *process
    command: [python, -m, servicekit, services.{name}]
    environment:
      <<: [*environment, *keys]
      AMQP_URI: amqp://{name}@rabbitmq:5672/cadre
      MONGO_URI: mongodb://{name}@mongo:27017/?replicaSet=cadre
    secrets:
      - {{source: broker-{name}, target: broker}}
      - {{source: database-{name}, target: database}}
      - {{source: call-key-{name}, target: call-key}}
      - call-keys
      - {{source: data-key-{name}, target: data-key}}
"""
MADE_ANEW = (
    "gateway.catalogue",
    "tools.lifecycles",
    "tools.put_right",
    "tests.contract.rights",
    "tools.broker_accounts",
)


class NotPossible(SystemExit):
    """The service cannot be made; says why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        sys.stderr.write(f"错误：{zh}\nError: {en}\n")
        super().__init__(2)


def check(name: str, root: Path) -> None:
    """Raises NotPossible for a name that is none, or is taken."""
    if not re.fullmatch(r"[a-z][a-z0-9]{2,29}", name) or keyword.iskeyword(name):
        raise NotPossible(
            f"服务名应为 3 至 30 个小写字母或数字，以字母开头：{name}",
            f"A service's name is 3 to 30 lower-case letters or digits and begins with a letter: {name}",
        )
    if (root / "services" / name).exists():
        raise NotPossible(f"服务 {name} 已经存在。", f"The service {name} exists already.")


def write(name: str, zh: str, root: Path) -> list[Path]:
    """The files of the template, made the service's."""
    words = {"NAME": name, "CLASS": name.capitalize(), "ZH": zh}
    made = []
    for source in sorted(TEMPLATE.rglob("*.tmpl")):
        path = root / str(source.relative_to(TEMPLATE)).removesuffix(".tmpl").replace("NAME", name)
        text = source.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


def register(name: str, zh: str, root: Path) -> None:
    """Name it in each place that a person keeps. Raises NotPossible where one is not found."""
    _insert(root / "services" / "__init__.py", "\n)\nNAMES", f'\n    Listed("{name}", "{zh}"),')
    _insert(root / "docker-compose.yml", "\n\n  projector:", COMPOSE.format(name=name).rstrip())
    for kind, after in (
        ("broker", "projector"),
        ("database", "projector"),
        ("call-key", "projector"),
        ("data-key", "gateway"),
    ):
        secret = f"{kind}-{name}: {{file: ./.secrets/{kind}-{name}}}"
        _insert(root / "docker-compose.yml", f"\n  {kind}-{after}: {{file", f"\n  {secret}")
    _insert(root / "docker-compose.yml", "\n      - data-key-gateway\n", f"\n      - data-key-{name}")
    for file in ("migration", "operator", "backup"):
        path = root / "deploy" / "k8s" / "base" / f"{file}.yaml"
        found = re.search(r"\n *- secret: \{name: cadre-data-key-gateway.*", path.read_text(encoding="utf-8"))
        if found is None:
            raise NotPossible(f"{path.name} 中找不到插入位置。", f"No place found in {path.name}.")
        _insert(path, found[0], found[0].replace("gateway", name))
    for folder, before, file in (
        ("base", "\n  - processes/projector.yaml", f"processes/{name}.yaml"),
        ("components/hpa", "\n  - importer.yaml", f"{name}.yaml"),
        ("components/keda", "\nconfigMapGenerator:", f"{name}.yaml"),
    ):
        _insert(root / "deploy" / "k8s" / folder / "kustomization.yaml", before, f"\n  - {file}")
    _insert(root / "deploy" / "monitoring" / "prometheus.yaml", ", projector, importer", f", {name}")
    _insert(root / "ARCHITECTURE.md", "\ngateway/   ", f"\n{f'services/{name}':<22} (one line)  {zh}")
    _insert(root / "docs" / "how-to" / "deploy.md", " | `python -m servicekit services.…`", f", `{name}`")


def _insert(path: Path, before: str, text: str) -> None:
    present = path.read_text(encoding="utf-8")
    if before not in present:
        raise NotPossible(f"{path.name} 中找不到插入位置。", f"No place found in {path.name}.")
    path.write_text(present.replace(before, text + before), encoding="utf-8")


def main() -> int:
    """Make the service that the arguments name."""
    parser = argparse.ArgumentParser(prog="make new-service")
    parser.add_argument("name")
    parser.add_argument("zh", nargs="?", default="新服务")
    wish = parser.parse_args()
    check(wish.name, ROOT)
    made = write(wish.name, wish.zh, ROOT)
    register(wish.name, wish.zh, ROOT)
    for module in MADE_ANEW:
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True)
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in made))
    sys.stdout.write(
        f"服务 {wish.name} 已建立并登记；下一步见 docs/how-to/add-a-service.md。\n"
        f"The service {wish.name} is made and registered; what follows: docs/how-to/add-a-service.md.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes .env for docker compose with fresh secrets; leaves one that is there alone."""

import base64
import os
import secrets
import sys
from pathlib import Path

ENV = Path(__file__).resolve().parent.parent / ".env"


def main() -> int:
    if ENV.exists():
        print(".env 已存在，未作改动。  .env is there already and was left alone.")
        return 0
    lines = [
        "# Secrets of this deployment: keep them, and keep them out of version control.",
        "# FIELD_KEY seals identity numbers; without it they cannot be read again.",
        f"FIELD_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}",
        "# Signs the certificates of honours; without it the service makes and keeps a key of its own.",
        f"HONOUR_SIGNING_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}",
        f"RABBITMQ_PASSWORD={secrets.token_hex(24)}",
        "# The gateway is published here; put a TLS proxy in front before opening it to a network.",
        "GATEWAY_BIND=127.0.0.1",
        "GATEWAY_PORT=8000",
    ]
    descriptor = os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    print("已生成 .env（含新密钥，请妥善保存）。  Wrote .env with fresh secrets; keep it safe.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the doctor looks at on this machine: the keys in the environment, and who has the gateway's port."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

from gateway.settings import gateway_settings
from servicekit.config import ConfigurationError, Settings, secret
from tools.cadre.findings import Finding
from tools.cadre.installation import key_marks
from tools.cadre.words import Refused

PATIENCE = 3.0


def look(_settings: Settings) -> Iterator[Finding]:
    """Everything about this machine."""
    if not secret("FIELD_KEY"):
        yield Finding(
            "error",
            "field-key.missing",
            "没有设置字段密钥：名册、监督、考察三个服务不会启动",
            "FIELD_KEY is not set: registry, supervision and appraisal do not start",
            "新系统请生成一个并妥善保管；已有数据的系统请找回原来的密钥，不要另行生成",
            "Make one for a new installation and keep it safe; where there are data, find theirs, do not make another",
            "openssl rand -base64 32",
        )
    else:
        try:
            key_marks()
        except Refused as wrong:
            yield Finding.of("field-key.malformed", wrong)
    try:
        gateway = gateway_settings()
    except ConfigurationError as wrong:
        yield Finding("error", "environment", "网关的环境变量设置有误", f"The gateway's environment is wrong: {wrong}")
        return
    host = "127.0.0.1" if gateway.host in ("0.0.0.0", "::") else gateway.host
    if not _listens(host, gateway.port):
        return
    try:
        with urllib.request.urlopen(f"http://{host}:{gateway.port}/healthz", timeout=PATIENCE) as answer:
            ours = answer.status == 200 and b"status" in answer.read(200)
    except (OSError, urllib.error.URLError, ValueError):
        ours = False
    if not ours:
        yield Finding(
            "error",
            "port.taken",
            f"端口 {gateway.port} 被另一个程序占用，网关无法在此启动",
            f"Port {gateway.port} is taken by another program: the gateway cannot start here",
            "请停止那个程序，或让网关使用别的端口",
            "Stop that program, or give the gateway another port",
            f"ss -ltnp 'sport = :{gateway.port}'; GATEWAY_PORT=8001 …",
        )


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=PATIENCE):
            return True
    except OSError:
        return False

"""`make demo`: the whole platform on this machine, loaded with the demonstration year, up until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from local import fonts, operate, servers
from local.place import HOST, ROOT, Place, Trouble, is_free, say
from local.processes import PROCESSES, common_environment, make_keys, own_environment, readiness_url
from local.supervise import Program, Supervisor, die_with_parent, is_ready, sweep, tail

READY = 120.0  # seconds until every process must be ready
TRIES = 3  # times that the loader is run when something kills it


class Stopped(Exception):
    """SIGTERM or SIGHUP came."""


def on_signal(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def main() -> int:
    """Answers the exit status: the loader's with DEMO_EXIT=1, else 0 after Ctrl-C."""
    place = Place("demo")
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, on_signal)
    with place.alone():
        if count := sweep(place):
            say(f"已清理上次运行遗留的 {count} 个进程。", f"Ended {count} processes that an earlier run had left.")
        port = gateway_port()
        say("正在启动 RabbitMQ、MongoDB 和平台各进程……", "Starting RabbitMQ, MongoDB and the platform's processes …")
        supervisor, own, ports = assemble(place, port)
        try:
            supervisor.start()
            own.wait(supervisor)
            wait_until_ready(supervisor, ports)
            # What an earlier release has left here; a new place waits for nothing.
            operate.main(["migrate"])
            return present(supervisor, place, port)
        except (KeyboardInterrupt, Stopped):
            return 130
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            say("正在停止……", "Stopping …")
            supervisor.stop()


def gateway_port() -> int:
    """GATEWAY_PORT, 8000 where it is not given. Raises Trouble where somebody else has it."""
    port = int(os.environ.get("GATEWAY_PORT", "8000"))
    if not is_free(port):
        raise Trouble(
            f"端口 {port} 已被其他程序占用。请换一个端口：GATEWAY_PORT={port + 1} make demo",
            f"Port {port} is taken by another program. Choose another: GATEWAY_PORT={port + 1} make demo",
        )
    return port


def assemble(place: Place, port: int) -> tuple[Supervisor, servers.Servers, dict[str, int]]:
    """The process manager over broker, database and every process, and the ports of their health pages."""
    own = servers.prepare(place, "platform")
    ports = {**place.ports(*(process.name for process in PROCESSES)), "http": port}
    prefix = os.environ.get("DATABASE_PREFIX", "cadre_")
    environment = common_environment(own.amqp_uri, own.mongo_uri, prefix)
    # A laptop under load may need longer for a bulk write than a server does.
    environment["DATABASE_TIMEOUT"] = os.environ.get("DATABASE_TIMEOUT", "15")
    environment["ADMIN_PASSWORD_FILE"] = str(place.secret_file("admin-password"))
    for name in ("security", "audit"):
        place.secret_file(f"{name}-password")
    if folder := fonts.find():
        environment["PAPER_FONTS"] = str(folder)
    keys = make_keys(place.keys)
    programs = [
        Program(each.name, each.command, each.stage, own_environment(each, ports, keys, place.field_key()))
        for each in PROCESSES
    ]
    return Supervisor(place, own.programs + programs, environment), own, ports


def wait_until_ready(supervisor: Supervisor, ports: dict[str, int]) -> None:
    """Raises Trouble with what each late process says and the end of its log."""
    deadline = time.monotonic() + READY
    while late := {each.name: said for each in PROCESSES if (said := is_ready(readiness_url(each, ports)))}:
        supervisor.heal()
        if time.monotonic() > deadline:
            for name, said in late.items():
                print(f"\n--- {name}: {said}\n{tail(supervisor.place.logs / f'{name}.log')}", file=sys.stderr)
            names = ", ".join(late)
            raise Trouble(
                f"以下进程在 {READY:.0f} 秒内没有就绪：{names}（日志在 {supervisor.place.logs}）。",
                f"Not ready within {READY:.0f} seconds: {names} (logs in {supervisor.place.logs}).",
            )
        time.sleep(0.3)


def present(supervisor: Supervisor, place: Place, port: int) -> int:
    """Load, print the briefing, say where everything is, stay."""
    status = load(supervisor, place, port)
    if status != 0:
        say("演示数据未能装载完成；再次运行会接着装载。", "The loading did not finish; run it again to go on.")
        return status
    if os.environ.get("DEMO_EXIT") == "1":
        return 0
    base = f"http://{HOST}:{port}"
    print(
        f"\n网关 Gateway:        {base}/v1"
        f"\n接口文档 API docs:   {base}/docs"
        f"\n登录 Sign in:        POST {base}/v1/session"
        f"\n  系统管理员 system:    admin     {place.secret('admin-password')}"
        f"\n  安全管理员 security:  security  {place.secret('security-password')}"
        f"\n  审计管理员 audit:     audit     {place.secret('audit-password')}"
        f"\n日志 Logs:           {place.logs.relative_to(ROOT)}/"
        f"\n\n按 Ctrl-C 停止全部进程。Ctrl-C stops everything.\n",
        flush=True,
    )
    while True:
        if supervisor.heal():
            say("进程管理器意外退出，已重新启动。", "The process manager had died; everything was started again.")
        time.sleep(1)


def load(supervisor: Supervisor, place: Place, port: int) -> int:
    """Run the loader; again where it was killed. Answers its exit status."""
    environment = {
        **os.environ,
        "GATEWAY_URL": f"http://{HOST}:{port}",
        "ADMIN_PASSWORD_FILE": str(place.secret_file("admin-password")),
    }
    for attempt in range(TRIES):
        loader = subprocess.Popen(
            [sys.executable, "-m", "demonstration"], cwd=ROOT, env=environment, preexec_fn=die_with_parent()
        )
        try:
            while (status := loader.poll()) is None:
                supervisor.heal()
                time.sleep(0.3)
        finally:
            if loader.poll() is None:
                loader.terminate()
                loader.wait()
        if status >= 0:
            return status
        if attempt + 1 < TRIES:
            say("装载程序被终止，正在接着装载……", "The loader was killed; going on with the loading …")
    return 1

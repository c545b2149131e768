"""`python -m demonstration`: load the demonstration year through the gateway and print the work briefing (工作简报).

Environment: GATEWAY_URL (default http://127.0.0.1:8000), ADMIN_PASSWORD_FILE (beside it security-password),
BRIEFING_JSON (write the gateway's answer there), DEMO_SEED, DEMO_YEAR (one that is over), DEMO_SCALE (1.0 is the
article's scale), DEMO_ACCOUNTS_FILE.
Exit status: 0 when every step came out, 1 when one did not, 2 for wrong settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console

from demonstration import accounts, briefing, year
from demonstration.client import Gateway, OutOfTime, Refused
from demonstration.imports import ImportFailed
from demonstration.loader import Loader, LoadFailed
from demonstration.progress import Show


@dataclass(frozen=True)
class Settings:
    """What the environment says."""

    gateway: str
    password_file: Path
    briefing_json: Path | None
    seed: str
    year: int
    scale: float
    accounts_file: Path

    @property
    def administrators(self) -> tuple[str, str]:
        """The passwords of those who propose accounts, and who approve them."""
        beside = self.password_file.with_name("security-password")
        return self.password_file.read_text().strip(), beside.read_text().strip()


class WrongSetting(Exception):
    """A setting that is missing or cannot be read."""


def settings(environment: dict[str, str]) -> Settings:
    """Raises WrongSetting naming the variable."""
    if not environment.get("ADMIN_PASSWORD_FILE"):
        raise WrongSetting("ADMIN_PASSWORD_FILE must name the file with the system administrator's password")
    try:
        wanted_year, scale = (
            int(environment.get("DEMO_YEAR") or year.DEFAULT_YEAR),
            float(environment.get("DEMO_SCALE") or 1),
        )
    except ValueError:
        raise WrongSetting("DEMO_YEAR must be a year and DEMO_SCALE a number") from None
    if not 0.01 <= scale <= 1:
        raise WrongSetting("DEMO_SCALE must be between 0.01 and 1")
    if wanted_year >= datetime.now(UTC).year:
        raise WrongSetting("DEMO_YEAR must be a year that is over: what it loads has happened")
    written = environment.get("BRIEFING_JSON")
    return Settings(
        gateway=environment.get("GATEWAY_URL") or "http://127.0.0.1:8000",
        password_file=Path(environment["ADMIN_PASSWORD_FILE"]),
        briefing_json=Path(written) if written else None,
        seed=environment.get("DEMO_SEED") or year.DEFAULT_SEED,
        year=wanted_year,
        scale=scale,
        accounts_file=Path(environment.get("DEMO_ACCOUNTS_FILE") or ".local/demonstration-accounts.json"),
    )


async def run(wish: Settings, console: Console) -> None:
    """Load what is not there yet, then ask for the briefing and show it."""
    show = Show(console)
    made = year.build(wish.seed, wish.year, wish.scale)
    digest = made.digest()
    console.print(
        f"演示数据：种子 {made.seed}，{made.year} 年，{len(made.cadres):,} 名合成干部，{len(made.classes)} 个班次",
        markup=False,
    )
    passwords = accounts.Passwords(wish.accounts_file, digest)
    async with contextlib.AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(wish.gateway, f"demo-{digest[:16]}"))
        await gateway.until_ready()
        keepers = await stack.enter_async_context(accounts.keepers(wish.gateway, *wish.administrators, passwords))
        await gateway.sign_in(accounts.LOADER, await keepers.create_loader())
        if await accounts.still_there(wish.gateway, passwords):
            console.print("演示数据已在平台中，不再装载。", markup=False)
            loader = Loader(gateway, made, show)
        else:
            await keepers.create_officers()
            async with accounts.officers(wish.gateway, f"demo-{digest[:16]}", passwords) as officers:
                loader = Loader(gateway, made, show, officers)
                with show.running():
                    await loader.run()
            await keepers.create_bound(*loader.bindings())
            passwords.mark_loaded()
            console.print(
                f"装载完成：{show.elapsed:.1f} 秒，{gateway.requests:,} 次请求，其中重试 {gateway.repeated:,} 次",
                markup=False,
            )
        answer = await loader.briefing()
        chief = (await gateway.get("/v1/cadres", role="chief", limit=1))["items"][0]
    if wish.briefing_json is not None:
        wish.briefing_json.write_bytes(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    briefing.show(answer, console)
    console.print(f"演示账号（口令见 {passwords.path}）：", markup=False)
    for name, password in passwords.by_name.items():
        console.print(f"  {name}  {password}", markup=False, highlight=False)
    console.print("文书下载：干部任免审批表、班子配备表（以干部信息管理员登录，令牌置于“TOKEN”）：", markup=False)
    forms = [f"cadres/{chief['id']}/appointment-form?format={kind}" for kind in ("docx", "pdf", "lrmx")]
    for paper in (*forms, f"units/{chief['unit_id']}/team-sheet"):
        address = f"{wish.gateway}/v1/{paper}"
        console.print(
            f'  curl -OJ "{address}" -H "Authorization: Bearer $TOKEN"', markup=False, highlight=False, soft_wrap=True
        )


def main() -> int:
    console = Console(soft_wrap=False) if sys.stdout.isatty() else Console(width=160)
    try:
        asyncio.run(run(settings(dict(os.environ)), console))
    except WrongSetting as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except (LoadFailed, ImportFailed, Refused, OutOfTime, OSError) as failed:
        print(f"装载失败 The loading failed: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tools.monitoring`: Grafana's dashboards from the rows below, and the rules as a cluster has them.

Written into deploy/k8s/components/monitoring, as kustomize reads nothing from outside; compose mounts the same files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "deploy" / "monitoring" / "rules.yaml"
FOLDER = ROOT / "deploy" / "k8s" / "components" / "monitoring"
WIDTH, HEIGHT, ACROSS = 8, 7, 3


@dataclass(frozen=True)
class Panel:
    """One graph: what is asked, how the lines are called, in what unit (Grafana's names)."""

    title: str
    expr: str
    legend: str = "{{service}}"
    unit: str = "short"
    meaning: str = ""


def _quantile(share: float, histogram: str, by: str) -> str:
    return f"histogram_quantile({share}, sum by ({by}, le) (rate({histogram}_bucket[5m])))"


DASHBOARDS = {
    "cadre-promises": (
        "干部工作平台：承诺 Promises",
        (
            Panel(
                "告警 Alerts firing",
                'count by (alertname, service) (ALERTS{alertstate="firing"})',
                "{{alertname}} {{service}}",
                meaning="Each has a page in docs/runbooks.",
            ),
            Panel(
                "1 待发布事件 Outbox, oldest",
                "max by (service) (cadre_outbox_oldest_seconds)",
                unit="s",
                meaning="Committed and not published yet. Near 0.",
            ),
            Panel(
                "1 订阅方滞后 Lag per subscriber",
                "max by (service, publisher) (cadre_subscriber_lag_seconds)",
                "{{service}} ← {{publisher}}",
                "s",
                "Age of what a subscriber has in hand.",
            ),
            Panel(
                "1 从决定到生效 From decision to effect, 95%",
                _quantile(0.95, "cadre_event_age_seconds", "service"),
                unit="s",
            ),
            Panel(
                "1 等待其他服务 Sagas, oldest",
                "max by (service, saga) (cadre_saga_oldest_seconds)",
                "{{service}} {{saga}}",
                "s",
                "vetting is answered by people within weeks, clearance by a machine within seconds.",
            ),
            Panel(
                "2 幂等回执 Receipts met",
                "sum by (service, outcome) (rate(cadre_receipts_total[5m]))",
                "{{service}} {{outcome}}",
                "reqps",
                "repeated: answered from the receipt. reused: another body under the same key, refused.",
            ),
            Panel(
                "3 重复送达 Events that came again",
                "sum by (service, publisher) (rate(cadre_events_repeated_total[5m]))",
                "{{service}} ← {{publisher}}",
            ),
            Panel(
                "4、12 重试 Events tried again",
                "sum by (service, publisher) (increase(cadre_events_retried_total[15m]))",
                "{{service}} ← {{publisher}}",
            ),
            Panel(
                "5 死信 Dead letters",
                "max by (service) (cadre_dead_letters) "
                'or label_replace(max(cadre_projector_dead_letters), "service", "projector", "", "")',
            ),
            Panel(
                "6 超时调用 Calls given up",
                'sum by (service) (rate(cadre_rpc_calls_total{outcome="timeout"}[5m]))',
                unit="reqps",
            ),
            Panel(
                "7 启动 Started, ago",
                'time() - max by (process) (process_start_time_seconds{job="cadre"})',
                "{{process}}",
                "s",
            ),
            Panel(
                "8 拒绝 Turned away",
                "sum by (reason) (rate(cadre_http_requests_refused_total[5m]))",
                "{{reason}}",
                "reqps",
            ),
            Panel(
                "9 读模型 Read models: waiting events",
                "sum by (service) (cadre_projector_events_waiting)",
            ),
            Panel(
                "10 未路由、未确认 Unrouted, unconfirmed",
                "sum by (service) (increase(cadre_events_unrouted_total[15m])) "
                "+ sum by (service) (increase(cadre_events_unconfirmed_total[15m]))",
            ),
            Panel(
                "12 到期未执行 Deadlines, latest",
                "max by (service) (cadre_deadlines_late_seconds)",
                unit="s",
            ),
            Panel("12 失败的时限 Deadlines given up", "max by (service) (cadre_deadlines_failed)"),
            Panel(
                "13 尚未同步 Not yet",
                'sum by (service) (rate(cadre_news_wait_seconds_count{outcome="not-yet"}[5m]))',
                unit="reqps",
            ),
            Panel(
                "15 未入审计链 Audit, not linked",
                "max by (service) (cadre_audit_unlinked_seconds)",
                unit="s",
                meaning="For how long entries of the journal may have waited for their place in the chain. 0.",
            ),
            Panel(
                "10 发布 Events published",
                "sum by (service) (rate(cadre_events_published_total[5m]))",
            ),
        ),
    ),
    "cadre-traffic": (
        "干部工作平台：流量 Traffic",
        (
            Panel(
                "请求 Requests",
                "sum by (service) (rate(cadre_http_requests_total[5m]))",
                unit="reqps",
            ),
            Panel(
                "5xx 比例 Share of 5xx",
                'sum by (service) (rate(cadre_http_requests_total{status=~"5.."}[5m])) '
                "/ sum by (service) (rate(cadre_http_requests_total[5m]))",
                unit="percentunit",
            ),
            Panel("打开的请求 In flight", "sum(cadre_http_requests_in_flight)", "in flight"),
            Panel("HTTP 中位数 Median", _quantile(0.5, "cadre_http_seconds", "service"), unit="s"),
            Panel("HTTP 99%", _quantile(0.99, "cadre_http_seconds", "service"), unit="s"),
            Panel("网关所见 RPC 99% From the gateway", _quantile(0.99, "cadre_rpc_call_seconds", "service"), unit="s"),
            Panel(
                "服务内 99% In the service",
                _quantile(0.99, "cadre_rpc_seconds", "service, kind"),
                "{{service}} {{kind}}",
                "s",
            ),
            Panel(
                "结果 Outcomes",
                "sum by (service, outcome) (rate(cadre_rpc_total[5m]))",
                "{{service}} {{outcome}}",
                "reqps",
            ),
            Panel("占用的工作线程 Calls open", "sum by (service) (cadre_rpc_open)"),
            Panel(
                "重做 Commands run again",
                "sum by (service) (rate(cadre_rpc_reruns_total[5m]))",
                unit="reqps",
                meaning="Two changed one thing at once; the later one was run again.",
            ),
            Panel(
                "事件反应 99% Reactions",
                _quantile(0.99, "cadre_reaction_seconds", "service"),
                unit="s",
            ),
            Panel("可读 95% Until read", _quantile(0.95, "cadre_projector_event_age_seconds", "job"), "95%", "s"),
            Panel("数据库连接 Connections in use", "sum by (service) (cadre_database_pool_in_use)"),
            Panel(
                "内存 Memory",
                'max by (process) (process_resident_memory_bytes{job="cadre"})',
                "{{process}}",
                "bytes",
            ),
            Panel("登录 Sign-ins", "sum by (outcome) (rate(cadre_gateway_sign_ins_total[5m]))", "{{outcome}}", "reqps"),
        ),
    ),
}  # fmt: skip


def dashboard(uid: str, title: str, panels: tuple[Panel, ...]) -> dict[str, Any]:
    """A dashboard as Grafana reads it."""
    source = {"type": "prometheus", "uid": "${source}"}
    return {
        "uid": uid,
        "title": title,
        "tags": ["cadre"],
        "timezone": "Asia/Shanghai",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}],
        },
        "panels": [
            {
                "id": number + 1,
                "type": "timeseries",
                "title": panel.title,
                "description": panel.meaning,
                "datasource": source,
                "gridPos": {
                    "x": number % ACROSS * WIDTH,
                    "y": number // ACROSS * HEIGHT,
                    "w": WIDTH,
                    "h": HEIGHT,
                },
                "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
                "targets": [{"refId": "A", "expr": panel.expr, "legendFormat": panel.legend, "datasource": source}],
            }
            for number, panel in enumerate(panels)
        ],
    }


def operators_rules(groups: str) -> str:
    """The rules as a manifest."""
    manifest = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "cadre"},
        "spec": yaml.safe_load(groups),
    }
    said = "# Made from deploy/monitoring/rules.yaml by `python -m tools.monitoring`.\n"
    return said + yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=1000)


def files() -> dict[Path, str]:
    """What is written, by where."""
    made = {
        FOLDER / "dashboards" / f"{uid}.json": json.dumps(dashboard(uid, *told), ensure_ascii=False, indent=1) + "\n"
        for uid, told in DASHBOARDS.items()
    }
    return made | {FOLDER / "rules.yaml": operators_rules(RULES.read_text())}


def main() -> None:
    """Write them all."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()

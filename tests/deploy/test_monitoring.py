"""Alerts and dashboards speak of metrics that exist; each promise has an alert, each alert its page and its test."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import promtool
from local.place import ROOT
from servicekit.config import Settings
from tests.support import metrics
from tests.support.every import of_every
from tests.support.manifests import compose, named, processes, rendered
from tools import monitoring

WATCHED = ROOT / "deploy" / "monitoring"
RULES: list[dict[str, Any]] = yaml.safe_load(monitoring.RULES.read_text())["groups"][0]["rules"]
ALERTS = {rule["alert"]: rule for rule in RULES}
RUNBOOKS = ROOT / "docs" / "runbooks"
SECTIONS = ["What it means", "What to look at", "What to do", "When it is over"]
METRIC = re.compile(r"\b(?:cadre|process)_\w+|\bup(?=\{)")
NOT_METRICS = {"process"}
PANELS = [(uid, panel) for uid, (_, panels) in monitoring.DASHBOARDS.items() for panel in panels]


def asked(text: str) -> set[str]:
    """The metrics that a text names."""
    return set(METRIC.findall(text)) - NOT_METRICS


def labels_of(expression: str) -> list[tuple[str, str, str]]:
    """Each metric of an expression with a label that is compared, and the value."""
    return [
        (metric, label, value)
        for metric, inner in re.findall(r"(\w+)\{([^}]*)\}", expression)
        for label, value in re.findall(r'(\w+)=~?"([^"]*)"', inner)
    ]


def run(*arguments: str) -> str:
    done = subprocess.run([promtool.find(), *arguments], capture_output=True, text=True, cwd=WATCHED, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_rules_are_right_and_raise_what_they_should() -> None:
    run("check", "rules", "rules.yaml")
    run("test", "rules", "rules_test.yaml")


def test_prometheus_reads_its_configuration() -> None:
    run("check", "config", "--syntax-only", "prometheus.yaml")


def test_each_alert_is_tested() -> None:
    tested = set(re.findall(r'alertname="(\w+)"', (WATCHED / "rules_test.yaml").read_text()))
    assert tested == set(ALERTS)


@of_every("name", ALERTS)
def test_an_alert_speaks_of_metrics_that_exist(name: str) -> None:
    assert asked(ALERTS[name]["expr"])
    assert asked(ALERTS[name]["expr"]) <= metrics.names()


@pytest.mark.parametrize(
    "expression", [rule["expr"] for rule in RULES] + [panel.expr for _, panel in PANELS], ids=lambda one: one[:40]
)
def test_a_label_is_compared_with_what_it_can_be(expression: str) -> None:
    declared = {name + suffix: one for name, one in metrics.declared().items() for suffix in ("", "_total", "_count")}
    for metric, label, value in labels_of(expression):
        if metric in declared and not re.search(r"[.|]", value):
            assert value in metrics.values_of(declared[metric], label)


@of_every("name", ALERTS)
def test_an_alert_has_a_page_that_says_what_to_do(name: str) -> None:
    rule = ALERTS[name]
    assert rule["annotations"]["runbook"] == f"docs/runbooks/{name}.md"
    page = (RUNBOOKS / f"{name}.md").read_text()
    assert re.findall(r"^## (.+)$", page, re.M) == SECTIONS
    assert f"Promise {rule['labels']['promise']} of" in page
    assert f"| {rule['labels']['promise']} | [{name}]({name}.md) |" in (RUNBOOKS / "README.md").read_text()


def test_there_is_no_page_without_an_alert() -> None:
    assert {page.stem for page in RUNBOOKS.glob("*.md")} == {*ALERTS, "README"}


def test_every_promise_has_an_alert() -> None:
    part = (ROOT / "ARCHITECTURE.md").read_text().partition("## What is promised")[2].partition("\n## ")[0]
    promises = set(re.findall(r"^(\d+)\. ", part, re.M))
    assert len(promises) == 15
    assert {rule["labels"]["promise"] for rule in RULES} == promises


PAGES = [*sorted(RUNBOOKS.glob("*.md")), *sorted((ROOT / "docs" / "how-to").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_metrics_that_exist(page: Any) -> None:
    text = page.read_text()
    known = metrics.names() | metrics.declared().keys()
    assert {one for one in re.findall(r"`(cadre_\w*[a-z])\b[^`]*`", text) if one not in known} <= {"cadre_id"}


@of_every("uid, panel", PANELS, ids=lambda row: row[1].title)
def test_a_panel_shows_metrics_that_exist(uid: str, panel: monitoring.Panel) -> None:
    assert asked(panel.expr) or "ALERTS" in panel.expr
    assert asked(panel.expr) <= metrics.names()


def test_prometheus_can_evaluate_every_panel(tmp_path: Any) -> None:
    rules = [{"record": f"panel:{number}", "expr": panel.expr} for number, (_, panel) in enumerate(PANELS)]
    (tmp_path / "panels.yaml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    run("check", "rules", str(tmp_path / "panels.yaml"))


def test_every_metric_is_shown_or_alarmed() -> None:
    used = set().union(*(asked(rule["expr"]) for rule in RULES), *(asked(panel.expr) for _, panel in PANELS))
    roots = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in used} | used
    shown_by_hand = {
        "cadre_outbox_entries", "cadre_events_parked", "cadre_deadlines_due",
        "cadre_projector_events", "cadre_projector_parked", "cadre_projector_retries", "cadre_projector_batch_seconds",
        "cadre_projector_snapshots", "cadre_projector_snapshots_wanted", "cadre_import_rows",
    }  # fmt: skip
    assert set(metrics.declared()) - roots == shown_by_hand


@pytest.mark.parametrize("path", monitoring.files(), ids=lambda path: path.name)
def test_what_is_generated_is_what_is_kept(path: Any) -> None:
    assert path.read_text() == monitoring.files()[path], "python -m tools.monitoring"


def test_a_cluster_has_the_rules_and_the_dashboards() -> None:
    manifests = rendered("small-monitoring")
    assert named(manifests, "PrometheusRule", "cadre")["spec"]["groups"][0]["rules"] == RULES
    shown = named(manifests, "ConfigMap", "cadre-dashboards")
    assert {json.loads(text)["uid"] for text in shown["data"].values()} == set(monitoring.DASHBOARDS)
    assert shown["metadata"]["labels"]["grafana_dashboard"] == "1"


def test_the_same_processes_are_read_everywhere_on_the_inner_port() -> None:
    (job,) = yaml.safe_load((WATCHED / "prometheus.yaml").read_text())["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert (job["job_name"], set(found["names"])) == ("cadre", set(processes(rendered("small"))))
    monitor = named(rendered("small-monitoring"), "ServiceMonitor", "processes")["spec"]
    assert {"targetLabel": "job", "replacement": "cadre"} in monitor["endpoints"][0]["relabelings"]
    service = named(rendered("small-monitoring"), "Service", "processes")
    assert service["spec"]["ports"] == [{"name": "health", "port": found["port"], "targetPort": "health"}]
    assert Settings().health_host == "127.0.0.1"


def test_compose_starts_the_watchers_only_when_asked_and_opens_them_to_this_machine_alone() -> None:
    for name in ("prometheus", "grafana", "jaeger"):
        service = compose()[name]
        assert service["profiles"] == ["observability"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists(), source


def test_grafana_finds_its_dashboards_where_they_are_mounted() -> None:
    (provider,) = yaml.safe_load((WATCHED / "grafana" / "dashboards.yaml").read_text())["providers"]
    grafana = compose()["grafana"]
    mounts = dict(volume.split(":")[:2] for volume in grafana["volumes"])
    assert mounts["./deploy/k8s/components/monitoring/dashboards"] == provider["options"]["path"]
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) == provider["options"]["path"]
    assert (monitoring.FOLDER / "dashboards" / home.name).exists()


def test_traces_go_to_the_collector_that_is_started_and_let_out_to_on_a_cluster() -> None:
    told = named(rendered("production-traces"), "ConfigMap", settings_name("production-traces"))["data"]
    assert re.fullmatch(r"http://[\w.-]+:4318", told["TRACES_TO"])
    assert named(rendered("production"), "ConfigMap", settings_name("production"))["data"]["TRACES_TO"] == ""


def settings_name(name: str) -> str:
    """The settings' map, whose name follows from what is in it."""
    (found,) = {
        source["configMapRef"]["name"]
        for one in processes(rendered(name)).values()
        for source in one["spec"]["template"]["spec"]["containers"][0]["envFrom"]
    }
    return str(found)

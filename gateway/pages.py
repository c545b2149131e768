"""Pages for people, made here: plain HTML that loads nothing from anywhere."""

from __future__ import annotations

from html import escape

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets style attributes, hence 'unsafe-inline' for styles alone; nothing comes from another host."""
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-cache",
}
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:44em;margin:2em auto;padding:0 1em}code{background:#eee;padding:0 .3em}"
    "dt{font-weight:bold}dl{border-top:1px solid #ccc;padding-top:1em}"
)


def page(title: str, body: str) -> bytes:
    """A page; `body` is HTML in which everything that came from elsewhere has been escaped."""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    ).encode()

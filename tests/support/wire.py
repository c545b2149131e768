"""A wire between a process and a server (broker, database) that a test can cut, hold, and mend."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65536


class Wire:
    """A TCP proxy on a port of its own.

    `cut()` closes every connection and refuses new ones until `mend()`; `drop()` closes the present ones only;
    `hold()` lets nothing through, in either direction, without closing anything, until `release()`.
    `intercept` may see and change each chunk: `(to_server, chunk) -> chunk`.
    """

    def __init__(self, host: str, port: int, at: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self.target = (host, port)
        self.intercept: Callable[[bool, bytes], bytes] = lambda to_server, chunk: chunk
        self._open = threading.Event()
        self._open.set()
        self._cut = False
        self._closed = False
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(at)
        self.host, self.port = self._listener.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    @classmethod
    def to(cls, uri: str, at: tuple[str, int] = ("127.0.0.1", 0)) -> Wire:
        """A wire to the server that a URI names; `at` is its own address, a free port of this machine else."""
        parts = urlsplit(uri)
        assert parts.hostname is not None
        assert parts.port is not None
        return cls(parts.hostname, parts.port, at)

    def through(self, uri: str, host: str = "") -> str:
        """The same URI, but through this wire; `host` is a name for its address."""
        parts = urlsplit(uri)
        user, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}{at}{host or self.host}:{self.port}"))

    @property
    def connections(self) -> int:
        """Connections open through the wire now."""
        with self._lock:
            return len(self._sockets) // 2

    def cut(self) -> None:
        self._cut = True
        self.drop()

    def mend(self) -> None:
        self._cut = False

    def drop(self) -> None:
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def hold(self) -> None:
        self._open.clear()

    def hold_at(self, words: bytes) -> None:
        """Hold, once, from the chunk to the server on that carries these words."""

        def look(to_server: bool, chunk: bytes) -> bytes:
            if to_server and words in chunk:
                self.intercept = lambda to_server, chunk: chunk
                self.hold()
                self._open.wait()
            return chunk

        self.intercept = look

    def release(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._closed = True
        self._open.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                client.close()
                continue
            try:
                server = socket.create_connection(self.target, timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            with self._lock:
                self._sockets |= {client, server}
            pair = (client, server)
            threading.Thread(target=self._pump, args=(client, server, True, pair), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, False, pair), daemon=True).start()

    def _pump(
        self, source: socket.socket, target: socket.socket, to_server: bool, pair: tuple[socket.socket, socket.socket]
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                self._open.wait()
                target.sendall(self.intercept(to_server, chunk))
        with self._lock:
            for each in pair:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            if not self._sockets.issuperset(pair):
                return
            self._sockets -= set(pair)
        for each in pair:
            each.close()

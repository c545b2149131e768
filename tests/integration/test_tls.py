"""Broker, database and gateway over TLS: believed by the authority that is named, and by nobody else's word."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.error import URLError

import amqp
import httpx
import pytest
from aiormq.exceptions import AMQPConnectionError
from cryptography import x509
from pymongo import MongoClient
from pymongo.errors import PyMongoError, ServerSelectionTimeoutError

from gateway import broker as gateway_broker
from local import broker, database
from local.place import HOST, Place, free_port
from servicekit.publish import connect
from tests.support.certificates import Authority
from tests.support.client import PASSWORD
from tests.support.platform import Platform
from tests.support.polling import poll
from tests.support.processes import Child

VHOST = "cadre"
SECRET = "a-test-of-tls-alone"
A_MOMENT = timedelta(seconds=12)
"""In which both servers have taken a certificate."""


@dataclass(frozen=True)
class Encrypted:
    """A broker and a database that take encrypted connections alone."""

    authority: Authority
    folder: Path
    amqp_port: int
    mongo_port: int
    broker: Child

    def amqp_uri(self, authorities: Path | None = None) -> str:
        asked = f"?cafile={authorities}" if authorities else ""
        return f"amqps://{broker.USER}:{SECRET}@{HOST}:{self.amqp_port}/{VHOST}{asked}"

    def mongo_uri(self, authorities: Path | None = None) -> str:
        asked = f"&tlsCAFile={authorities}" if authorities else ""
        return f"mongodb://{HOST}:{self.mongo_port}/?directConnection=true&tls=true{asked}"

    def issue(self, **how: Any) -> int:
        """Another certificate for both servers, taken by connections that come from now on.

        Who tells the database believes whatever it shows: it may be what nobody should believe.
        """
        serial = self.authority.issue(self.folder / "server", **how)
        tell = [str(broker.find().parent / "rabbitmqctl"), "eval", "ssl:clear_pem_cache()."]
        subprocess.run(tell, env=self.broker.environment, check=True, capture_output=True, timeout=60)
        with MongoClient[dict[str, Any]](self.mongo_uri(), tlsInsecure=True) as client:
            client.admin.command("rotateCertificates")
        return serial

    def shown(self, port: int) -> int:
        return serial_of(port, self.authority)


def serial_of(port: int, authority: Authority) -> int:
    """The serial number of the certificate that a new connection is shown."""
    context = ssl.create_default_context(cafile=str(authority.file))
    with (
        socket.create_connection((HOST, port), 5) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as wrapped,
    ):
        return x509.load_der_x509_certificate(wrapped.getpeercert(True) or b"").serial_number


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder, "authority")
    authority.issue(folder / "server")
    ports = broker.Ports(free_port(), free_port(), free_port(), free_port())
    place = SimpleNamespace(path=folder, logs=folder, node=f"tls{ports.amqp}", secret=lambda _: SECRET)
    command, environment = broker.prepare(cast(Place, place), ports)
    told = folder / "rabbitmq" / "rabbitmq.conf"
    told.write_text(
        told.read_text().replace("listeners.tcp.default", "listeners.ssl.default")
        + "listeners.tcp = none\n"
        + f"ssl_options.cacertfile = {authority.file}\n"
        + f"ssl_options.certfile = {folder / 'server.crt'}\n"
        + f"ssl_options.keyfile = {folder / 'server.key'}\n"
        + "ssl_options.verify = verify_none\n"
        + "ssl_options.fail_if_no_peer_cert = false\n"
    )
    rabbit = Child("rabbitmq", command, environment, folder / "rabbitmq.log").start()
    mongo_port = free_port()
    encryption = ["--tlsMode", "requireTLS", "--tlsCertificateKeyFile", str(folder / "server.pem")]
    encryption += ["--tlsCAFile", str(authority.file), "--tlsAllowConnectionsWithoutCertificates"]
    command = [*database.prepare(cast(Place, place), mongo_port), *encryption]
    mongod = Child("mongod", command, {}, folder / "mongod.log").start()
    made = Encrypted(authority, folder, ports.amqp, mongo_port, rabbit)
    try:
        begin(made, broker.management_uri(cast(Place, place), ports.management))
        yield made
    finally:
        rabbit.stop()
        mongod.stop()


def begin(made: Encrypted, management: str) -> None:
    def has_vhost() -> bool:
        try:
            broker.add_vhost(management, VHOST)
        except (URLError, OSError) as wrong:
            raise AssertionError(wrong) from None
        return True

    poll(has_vhost, 90, because=lambda: (made.folder / "rabbitmq.log").read_text()[-2000:])
    with MongoClient[dict[str, Any]](made.mongo_uri(made.authority.file), serverSelectionTimeoutMS=1000) as client:

        def is_primary() -> bool:
            try:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return True
                database.join(client, made.mongo_port)
            except PyMongoError as wrong:
                raise AssertionError(wrong) from None
            return False

        poll(is_primary, 60)


def refused_by_a_service(uri: str) -> BaseException:
    """How the connection of a service is refused."""
    with pytest.raises(ssl.SSLCertVerificationError) as refused:
        connect(uri, "a test")
    return refused.value


def refused_by_the_gateway(uri: str) -> str:
    with pytest.raises((AMQPConnectionError, OSError)) as refused:
        asyncio.run(gateway_broker.connect(uri, "a test"))
    return str(refused.value)


def refused_by_the_database(uri: str) -> str:
    with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=1500) as client:
        with pytest.raises(ServerSelectionTimeoutError) as refused:
            client.admin.command("ping")
        return str(refused.value)


def test_a_platform_is_ready_and_works_over_encrypted_connections_alone(encrypted: Encrypted, tmp_path: Path) -> None:
    encrypted.authority.issue(tmp_path / "gateway")
    settings = {
        "TLS_CA_FILE": str(encrypted.authority.file),
        "GATEWAY_CERTIFICATE": str(tmp_path / "gateway.crt"),
        "GATEWAY_KEY": str(tmp_path / "gateway.key"),
    }
    platform = Platform(
        tmp_path, encrypted.amqp_uri(), encrypted.mongo_uri(), "tls_", settings=settings, only=("registry", "gateway")
    )
    gateway, port = platform["gateway"], platform.ports["http"]
    gateway.ready_url = f"http://{HOST}:{platform.ports['gateway']}/readyz"
    try:
        platform.start()
        trusting = ssl.create_default_context(cafile=str(encrypted.authority.file))
        with httpx.Client(base_url=f"https://{HOST}:{port}", verify=trusting, timeout=30) as client:
            signed_in = client.post("/v1/session", json={"name": "admin", "password": PASSWORD})
            assert signed_in.status_code == 201, signed_in.text
            assert "max-age" in signed_in.headers["strict-transport-security"]
            head = {"authorization": f"Bearer {signed_in.json()['token']}"}
            asked = client.get("/v1/dictionaries/registry.sheet_names", headers=head)
            assert asked.status_code == 200, asked.text
            before, renewed = serial_of(port, encrypted.authority), encrypted.authority.issue(tmp_path / "gateway")
            poll(lambda: serial_of(port, encrypted.authority) == renewed, 30)
            assert before != renewed
            assert client.get("/v1/session", headers=head).status_code == 200, "who is connected stays connected"
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://{HOST}:{port}/readyz", timeout=5)
    finally:
        platform.stop()


def test_nobody_is_believed_whom_another_authority_signed(encrypted: Encrypted, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other").file
    for authorities in (other, None):  # None are the machine's own.
        assert "certificate verify failed" in str(refused_by_a_service(encrypted.amqp_uri(authorities)))
    assert "certificate verify failed" in refused_by_the_gateway(encrypted.amqp_uri(other)).lower()
    assert "certificate verify failed" in refused_by_the_database(encrypted.mongo_uri(other)).lower()


@pytest.mark.parametrize(
    ("how", "said"),
    [({"host": "another.example"}, "mismatch"), ({"lasts": A_MOMENT}, "expired")],
    ids=["another host's", "one that has expired"],
)
def test_a_certificate_that_is_not_this_servers_now_is_refused(
    encrypted: Encrypted, how: dict[str, Any], said: str
) -> None:
    try:
        encrypted.issue(**how)
        over = time.monotonic() + how.get("lasts", timedelta()).total_seconds()
        authorities = encrypted.authority.file
        poll(lambda: time.monotonic() > over, 60)  # The database takes none that has expired already.
        assert said in str(refused_by_a_service(encrypted.amqp_uri(authorities)))
        assert said in refused_by_the_gateway(encrypted.amqp_uri(authorities))
        assert said in refused_by_the_database(encrypted.mongo_uri(authorities))
    finally:
        encrypted.issue()


def test_certificates_are_renewed_while_connections_go_on(encrypted: Encrypted) -> None:
    authorities = encrypted.authority.file
    service = connect(encrypted.amqp_uri(authorities), "before")
    try:
        with MongoClient[dict[str, Any]](encrypted.mongo_uri(authorities)) as client:
            client.admin.command("ping")
            renewed = encrypted.issue()
            poll(lambda: encrypted.shown(encrypted.amqp_port) == renewed, 30)
            poll(lambda: encrypted.shown(encrypted.mongo_port) == renewed, 30)
            client.admin.command("ping")
            queue = service.default_channel.queue_declare("", exclusive=True).queue
            service.default_channel.basic_publish(amqp.Message(b"x" * 300_000), "", queue)
            poll(lambda: service.default_channel.basic_get(queue, no_ack=True), 10)
        connect(encrypted.amqp_uri(authorities), "after").release()
    finally:
        service.release()


def test_a_plain_connection_finds_nobody(encrypted: Encrypted) -> None:
    plain = encrypted.amqp_uri().replace("amqps://", "amqp://")
    began = time.monotonic()
    with pytest.raises((OSError, amqp.exceptions.AMQPError)):
        connect(plain, "a test")
    assert time.monotonic() - began < 15

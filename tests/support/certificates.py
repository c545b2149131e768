"""Certificates that a test makes for itself: an authority, and what it signs for a name or an address."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """One that signs; `file` holds its own certificate."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"synthetic {name}")])
        signs = x509.BasicConstraints(ca=True, path_length=0)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = self._begun(self._name, self._key, DAY).add_extension(signs, True).add_extension(usage, True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def issue(self, at: Path, host: str = "127.0.0.1", lasts: timedelta = DAY) -> int:
        """A certificate and its key at `at`.crt and `at`.key, both in `at`.pem; answers its serial number."""
        key = ec.generate_private_key(ec.SECP256R1())
        whose: x509.GeneralName
        try:
            whose = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            whose = x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        begun = self._begun(subject, key, lasts).add_extension(x509.SubjectAlternativeName([whose]), False)
        made = begun.sign(self._key, hashes.SHA256())
        certificate = made.public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        at.with_suffix(".crt").write_bytes(certificate)
        at.with_suffix(".key").write_bytes(secret)
        at.with_suffix(".pem").write_bytes(certificate + secret)
        return made.serial_number

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 2 * DAY)
            .not_valid_after(now + lasts)
        )

"""Tests speak to this machine only."""

import ipaddress
import socket

import pytest


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def forbid_network() -> None:
    """Make every connection and every name look-up to another machine a failure."""
    look_up = socket.getaddrinfo

    def connect_nearby(method):
        def connect(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
                pytest.fail(f"A test tried to connect to {address[0]}")
            return method(self, address)

        return connect

    def look_up_nearby(host, *args, **kwargs):
        if host and not _is_local(host if isinstance(host, str) else host.decode()):
            pytest.fail(f"A test tried to look up {host}")
        return look_up(host, *args, **kwargs)

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, connect_nearby(getattr(socket.socket, name)))
    socket.getaddrinfo = look_up_nearby

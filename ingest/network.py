"""Connections that addresses may make: to which machines, and for how long in all.

An address leads where the user said, and where that server sends on to. The first is the user's own choice and may be
any machine, such as one of the office. The second is the choice of a stranger, who could have pages of that office, of
this machine or of a cloud's own services fetched by someone who may reach them. So each name is looked up once, what it
stands for is judged, and the connection goes to just that: a name can't stand for another machine a moment later.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from ingest.errors import PaperError

# Azure's own services answer here, in the midst of public addresses; those of other clouds are link-local or private.
CLOUD = {ipaddress.ip_address("168.63.129.16")}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_private(address: Address) -> bool:
    """Whether an address belongs to this machine, its network or its cloud, or to no machine at all.

    An IPv6 address that only wraps one of IPv4 is judged by that.
    """
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64 or address in COMPATIBLE:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and is_private(inner) for inner in wrapped):
            return True
        if address.ipv4_mapped:
            return False
        if address.is_site_local:
            return True
    return not address.is_global or address.is_multicast or address in CLOUD


class Network(httpcore.SyncBackend):
    """Connects, and bounds the time of all that goes over its connections to `seconds` from now.

    `trusted` are the hosts that may be private; None trusts all.
    """

    def __init__(self, seconds: float, trusted: frozenset[str] | None):
        self._end = time.monotonic() + seconds
        self._trusted = trusted
        self._known: dict[str, list[Address]] = {}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        fault: Exception = httpcore.ConnectError(f"no machine has the name {host}")
        for address in self._addresses(host):
            try:
                stream = super().connect_tcp(
                    str(address), port, left(self._end, timeout), local_address, socket_options
                )
                return _Stream(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    def _addresses(self, host: str) -> list[Address]:
        if host not in self._known:
            self._known[host] = _looked_up(host)
        trusted = self._trusted is None or host in self._trusted
        if not trusted and any(is_private(address) for address in self._known[host]):
            raise PaperError(
                f"the server sends on to {host}, which is no public address",
                "name the page itself, or use --private-addresses if you trust that server",
            )
        return self._known[host]


class _Stream(httpcore.NetworkStream):
    """A connection that ends in time, however often a little more comes."""

    def __init__(self, stream: httpcore.NetworkStream, end: float):
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, left(self._end, timeout))
        except httpcore.ReadTimeout:
            left(self._end, timeout)  # what ended may have been the time for all of it
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, left(self._end, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left(self._end, timeout)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def left(end: float, timeout: float | None) -> float:
    """The seconds that one step may take. Raises PaperError when all are spent."""
    remaining = end - time.monotonic()
    if remaining <= 0:
        raise PaperError("the server takes too long to send it", "save it as a file and ingest that")
    return remaining if timeout is None else min(timeout, remaining)


def _looked_up(host: str) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no machine has the name {host}") from error
    return list(dict.fromkeys(ipaddress.ip_address(place[0]) for *_, place in found))

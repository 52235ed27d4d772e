"""What goes over the sockets: JSON messages behind their length to workers, nine-byte orders to the zygote.

No pickle: the worker side is not trusted.
"""

import json
import socket
import struct
import time
from typing import Any

LARGEST_FRAME = 1 << 20
_LENGTH = struct.Struct("!I")

# An order to the zygote: fork or kill, and the serial number of the worker.
ORDER = struct.Struct("!cQ")
FORK, KILL = b"F", b"K"


class BrokenFrame(Exception):  # noqa: N818 - says what arrived
    """The other side closed, stalled past the time limit, or sent something else than one message."""


def send_frame(channel: socket.socket, message: dict[str, Any]) -> None:
    """Write one message. BrokenFrame when the other side is gone or does not read in time."""
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > LARGEST_FRAME:
        raise BrokenFrame("the message is too large")
    try:
        channel.sendall(_LENGTH.pack(len(body)) + body)
    except OSError as error:
        raise BrokenFrame("the other side does not read") from error


def receive_frame(channel: socket.socket, seconds: float | None = None) -> dict[str, Any]:
    """Read one message, all of it within `seconds` (None: wait for ever)."""
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_receive_exactly(channel, _LENGTH.size, deadline))
    if length > LARGEST_FRAME:
        raise BrokenFrame("the message is too large")
    body = _receive_exactly(channel, length, deadline)
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("the message is no JSON") from error
    if not isinstance(message, dict):
        raise BrokenFrame("the message is no object")
    return message


def _receive_exactly(channel: socket.socket, count: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < count:
        try:
            if deadline is not None:
                # A timeout of 0 would mean "do not block", which raises something else.
                channel.settimeout(max(deadline - time.monotonic(), 0.001))
            piece = channel.recv(count - len(received))
        except OSError as error:  # TimeoutError is one
            raise BrokenFrame("the other side does not answer") from error
        if not piece:
            raise BrokenFrame("the other side is closed")
        received += piece
    return bytes(received)

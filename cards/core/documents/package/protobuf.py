"""The few numbers and texts that newer collections of Anki keep as protocol buffers."""

from collections.abc import Iterator

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5


def message_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and values of a message's fields. Raises ValueError where it is damaged."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        value: int | bytes
        if wire == _VARINT:
            value, at = _varint(message, at)
        else:
            if wire == _LENGTH:
                size, at = _varint(message, at)
            elif wire in (_FIXED32, _FIXED64):
                size = 4 if wire == _FIXED32 else 8
            else:
                raise ValueError(f"unknown wire type {wire}")
            if at + size > len(message):
                raise ValueError("the message is cut off")
            value, at = message[at : at + size], at + size
        yield number, value


def number_at(message: bytes, field: int) -> int:
    """The last value of a number; 0 where there is none, as the format has it."""
    found = 0
    for number, value in message_fields(message):
        if number == field and isinstance(value, int):
            found = value
    return found


def text_at(message: bytes, field: int) -> str:
    found = b""
    for number, value in message_fields(message):
        if number == field and isinstance(value, bytes):
            found = value
    return found.decode("utf-8", "replace")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("the message is cut off")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number has too many bytes")

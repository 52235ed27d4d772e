"""From the bytes of a file to text: encodings, line ends, and files that are not text at all."""

import codecs
from dataclasses import dataclass

from cards.core.documents.drafts import Problem

LARGEST_FILE_BYTES = 50_000_000
"""A study guide is a few hundred kilobytes; the largest Anki text export seen has 30 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """Text with `\\n` line ends and no byte order mark, or empty text and the problem."""

    text: str = ""
    problems: tuple[Problem, ...] = ()


def decode(content: bytes) -> DecodedText:
    """Read UTF-8 or UTF-16; anything else is one problem that says what to do."""
    if len(content) > LARGEST_FILE_BYTES:
        return _refused(
            f"The file has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are read. "
            "Split it into several files."
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(content, "utf-16")
    if content.startswith(codecs.BOM_UTF8):
        return _decode_as(content, "utf-8-sig")
    guessed = _utf16_without_mark(content)
    if guessed:
        return _decode_as(content, guessed)
    if b"\0" in content:
        return _refused("This is not a text file: it contains null bytes.")
    return _decode_as(content, "utf-8")


def _utf16_without_mark(content: bytes) -> str:
    """Windows tools write UTF-16 without a mark: every second byte of Latin text is zero."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return ""
    half = len(sample) // 2
    even_zeros, odd_zeros = sample[0::2].count(0), sample[1::2].count(0)
    if odd_zeros > 0.7 * half and even_zeros == 0:
        return "utf-16-le"
    if even_zeros > 0.7 * half and odd_zeros == 0:
        return "utf-16-be"
    return ""


def _decode_as(content: bytes, encoding: str) -> DecodedText:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            line = content.count(b"\n", 0, error.start) + 1
            return _refused(
                f"The file is not UTF-8 text (byte {content[error.start]:#04x}). "
                "Save it as UTF-8 and import it again.",
                line,
            )
        return _refused("The file looks like UTF-16 but is damaged. Save it as UTF-8.")
    if "\0" in text:
        return _refused("This is not a text file: it contains null characters.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return DecodedText(text=text)


def _refused(message: str, line: int = 1) -> DecodedText:
    return DecodedText(problems=(Problem(line=line, message=message),))

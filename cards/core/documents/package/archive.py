"""The zip around a collection of Anki: the one entry we want, unpacked within limits."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

import zstandard

from cards.core.documents.decoding import LARGEST_FILE_BYTES

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: beside a newer one, the oldest only says "update Anki"."""
MOST_ENTRIES = 20_000
LARGEST_DIRECTORY_BYTES = 4_000_000
LARGEST_COLLECTION_BYTES = 300_000_000
HIGHEST_RATIO = 200
"""Notes shrink to a tenth, a page of nothing but zeros to a thousandth."""
_RATIO_COUNTS_FROM_BYTES = 8_000_000
_CHUNK = 256 * 1024
_END_OF_DIRECTORY = b"PK\x05\x06"
_LARGEST_WINDOW = 2**27  # what zstd may ask for in memory


class PackageError(Exception):
    """The package cannot be used; the message says why and what to do."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def looks_like_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", _END_OF_DIRECTORY))


def unpack_collection(content: bytes, target: BinaryIO) -> None:
    """Write the SQLite file of a package to `target`. Raises PackageError."""
    if len(content) > LARGEST_FILE_BYTES:
        raise PackageError(
            f"The package has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are read. "
            "Export it without media and scheduling, or one deck at a time."
        )
    try:
        with _opened(content) as archive:
            entry = _collection_entry(archive)
            with archive.open(entry) as packed:
                if entry.filename == "collection.anki21b":
                    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
                    with unpacker.stream_reader(packed, read_across_frames=True) as stream:
                        _copy(stream, target, entry.compress_size)
                else:
                    _copy(packed, target, entry.compress_size)
    except (zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError) as error:
        raise PackageError(
            "The package is damaged or cut off: it cannot be unpacked. Export it again."
        ) from error
    except (NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise PackageError("The package cannot be unpacked: its zip format is unusual.") from error


@contextmanager
def _opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    if not looks_like_zip(content):
        raise PackageError(
            "This is no Anki package: it is not even a zip file. Export it from Anki again."
        )
    # The list of entries is read whole by zipfile: look at its size before.
    end = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - 66_000))
    if end >= 0:
        size = int.from_bytes(content[end + 12 : end + 16], "little")
        if size > LARGEST_DIRECTORY_BYTES:
            raise PackageError(f"The package has more than {MOST_ENTRIES:,} entries.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive


def _collection_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise PackageError(f"The package has more than {MOST_ENTRIES:,} entries.")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        _check_name(entry)
        if entry.filename in found:
            raise PackageError(f"The package holds “{entry.filename}” twice.")
        found[entry.filename] = entry
    chosen = next((found[name] for name in COLLECTIONS if name in found), None)
    if chosen is None:
        if any(name.lower().endswith((".apkg", ".colpkg")) for name in found):
            raise PackageError("This zip file holds Anki packages: unpack it, and import those.")
        raise PackageError("This zip file is no Anki package: it holds no collection.")
    if chosen.flag_bits & 1:
        raise PackageError("The package is encrypted. Export it without a password.")
    if chosen.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError("The package is compressed in a way that Anki does not use.")
    return chosen


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
        raise PackageError(f"The package is not safe: an entry is named “{name[:80]}”.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise PackageError(f"The package is not safe: “{name[:80]}” is a link.")


def _copy(source: _Readable, target: BinaryIO, packed_bytes: int) -> None:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > LARGEST_COLLECTION_BYTES:
            raise PackageError(
                f"The package unpacks to more than {LARGEST_COLLECTION_BYTES:,} bytes. Export one "
                "deck at a time."
            )
        if written > _RATIO_COUNTS_FROM_BYTES and written > HIGHEST_RATIO * packed_bytes:
            raise PackageError(
                "The package unpacks to an unlikely size, as made to fill a disk. It was not read."
            )
        target.write(chunk)

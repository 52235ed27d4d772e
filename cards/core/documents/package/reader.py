"""Reads a package of Anki (.apkg, .colpkg): draft cards, with the learner's schedules beside them."""

import tempfile
from pathlib import Path

from cards.core.documents.drafts import Problem, ReadDocument
from cards.core.documents.limits import MOST_CARDS
from cards.core.documents.package.archive import PackageError, looks_like_zip, unpack_collection
from cards.core.documents.package.collection import read_collection
from cards.core.documents.package.notes import NoteReader

PACKAGE_SUFFIXES = (".apkg", ".colpkg")


def matches_package(name: str, content: bytes) -> bool:
    return name.lower().endswith(PACKAGE_SUFFIXES) or (
        looks_like_zip(content) and b"collection.anki2" in content
    )


def read_package(name: str, content: bytes, most_cards: int = MOST_CARDS) -> ReadDocument:
    """The notes of a package as drafts. Lines count notes, in the order they were made."""
    try:
        with tempfile.TemporaryDirectory(prefix="collection-") as folder:
            path = Path(folder) / "collection.sqlite3"
            with path.open("wb") as file:
                unpack_collection(content, file)
            collection = read_collection(path, most_cards=most_cards)
    except PackageError as error:
        return ReadDocument(problems=(Problem(line=1, message=str(error)),))
    reader = NoteReader(collection)
    drafts = tuple(reader.drafts())
    problems = reader.problems
    if not drafts and not problems:
        problems = [Problem(line=1, message="The package holds no notes.")]
    return ReadDocument(drafts=drafts, problems=tuple(problems))

"""Reads PDF and Word files: text from a process of its own, then the cards of ordinary text."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cards.core.documents.decoding import LARGEST_FILE_BYTES
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.text.extract import read_lines
from cards.core.documents.text.lines import Line, refuse_endless, tidy

MOST_SECONDS = 90
_ROOT = Path(__file__).resolve().parents[4]
_WORKER = "cards.core.documents.office.worker"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def matches_pdf(name: str, content: bytes) -> bool:
    return content.startswith(b"%PDF-") or name.lower().endswith(".pdf")


def matches_docx(name: str, content: bytes) -> bool:
    is_word = content.startswith(b"PK\x03\x04") and b"word/document.xml" in content
    return is_word or name.lower().endswith((".docx", ".doc"))


def read_pdf(name: str, content: bytes, most_cards: int) -> ReadDocument:
    """Draft cards of a PDF. Lines are pages."""
    return _read(name, content, shape="pdf", library="pypdf", place="page")


def read_docx(name: str, content: bytes, most_cards: int) -> ReadDocument:
    """Draft cards of a Word file. Lines are paragraphs; a table counts as one."""
    if content.startswith(_OLD_WORD):
        return _refused("This is a Word file of the old kind. Save it as .docx and import that.")
    return _read(name, content, shape="docx", library="docx", place="paragraph")


def _read(name: str, content: bytes, *, shape: str, library: str, place: str) -> ReadDocument:
    if find_spec(library) is None:
        return _refused(
            "PDF and Word files need two more libraries on the server: "
            "pip install quizsite[documents]."
        )
    if len(content) > LARGEST_FILE_BYTES:
        return _refused(
            f"The file has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are read."
        )
    answer = _answer(content, shape)
    if "refused" in answer:
        return _refused(answer["refused"])
    places = [int(number) for number, _ in answer["lines"]]
    lines = [
        Line(number=number, text=tidy(text))
        for number, (_, text) in enumerate(answer["lines"], start=1)
    ]
    short, endless = refuse_endless(lines)
    found = read_lines(name, short)
    notices = [Problem(line=1, message=words, is_notice=True) for words in answer["notices"]]
    problems = (_placed_problem(problem, places) for problem in (*endless, *found.problems))
    return replace(
        found,
        drafts=tuple(_placed(draft, places, place) for draft in found.drafts),
        problems=(*notices, *problems),
    )


def _answer(content: bytes, shape: str) -> dict[str, Any]:
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the file as its input
            [sys.executable, "-m", _WORKER, shape],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            env=environment,
            check=True,
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"refused": "Reading the file took too long. It was not read."}
    except (subprocess.CalledProcessError, ValueError):
        return {"refused": "The file cannot be read: it is damaged, or made to take too much."}
    return found if isinstance(found, dict) else {}


def _placed(draft: CardDraft, places: Sequence[int], place: str) -> CardDraft:
    first, last = (places[line - 1] for line in draft.lines)
    words = f"{place} {first}" if first == last else f"{place}s {first}–{last}"
    section = ", ".join(part for part in (draft.source_section, words) if part)
    return replace(draft, lines=(first, last), source_section=section)


def _placed_problem(problem: Problem, places: Sequence[int]) -> Problem:
    return replace(problem, line=places[min(problem.line, len(places)) - 1])


def _refused(message: str) -> ReadDocument:
    return ReadDocument(problems=(Problem(line=1, message=message),))

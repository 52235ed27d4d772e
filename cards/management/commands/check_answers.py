"""`manage.py check_answers [FILE]`: check answers in bulk, JSON lines in and JSON lines out, in the same order."""

import contextlib
import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from cards.checker import SECONDS_PER_ANSWER, explained, judge, shut_down, warm_up
from cards.checker.judging import PoolJudge
from cards.core.answers import check
from cards.core.answers.verdict import Outcome, SpecificationError, Verdict

_LONGEST_LINE = 32 * 1024 * 1024
# Nobody waits for this command at a screen: the workers may take their time to start.
_SECONDS_TO_START = 60.0
_MOST_GENERATED = 20_000_000


class Command(BaseCommand):
    """One verdict per line of input; whatever stands in a line, a line comes out."""

    help = (
        "Check answers in bulk. Each line is {id, kind, submitted, correct, options}; each line out is "
        "{id, outcome, message, hint, start, end, milliseconds}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="JSON lines; standard input when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        with contextlib.ExitStack() as opened:
            source: BinaryIO = sys.stdin.buffer
            if options["file"] not in (None, "-"):
                try:
                    source = opened.enter_context(Path(options["file"]).open("rb"))
                except OSError as error:
                    raise CommandError(f"{options['file']}: {error.strerror}") from error
            opened.callback(shut_down)
            warm_up()
            for line in _lines(source):
                if line.strip():
                    symbolic = judge(seconds=SECONDS_PER_ANSWER, seconds_to_start=_SECONDS_TO_START)
                    self.stdout.write(json.dumps(check_line(line, symbolic)))


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines of a bounded length: the rest of a longer one is skipped, so that order and count hold."""
    while line := source.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := source.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        yield line


def check_line(line: bytes, symbolic: PoolJudge | None) -> dict[str, Any]:
    """The verdict on one line, in the shape that is written. Never raises."""
    started = time.perf_counter()
    name: Any = None
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        if not isinstance(row, dict):
            raise ValueError("a line must be an object")
        name = row.get("id")
        verdict = _check_row(row, symbolic)
    except SpecificationError as error:
        verdict = _refused(f"The question is unusable. {error.field}: {error.message}", "question")
    except (ValueError, RecursionError) as error:
        verdict = _refused(f"The line cannot be read: {error}", "line")
    except MemoryError:
        verdict = _refused("The line is too large.", "limit")
    return {
        "id": name,
        "outcome": verdict.outcome.value,
        "message": verdict.message,
        "hint": verdict.hint,
        "start": verdict.start,
        "end": verdict.end,
        "milliseconds": round((time.perf_counter() - started) * 1000, 3),
    }


def _refused(message: str, hint: str) -> Verdict:
    return Verdict(outcome=Outcome.UNREADABLE, message=message, hint=hint)


def _check_row(row: dict[str, Any], symbolic: PoolJudge | None) -> Verdict:
    submitted = row.get("submitted")
    if row.get("submitted_gen") is not None:
        submitted = _generated(row["submitted_gen"])
    kind = row.get("kind")
    if not isinstance(kind, str):
        raise SpecificationError("kind", "is missing.")
    options = row.get("options")
    if options is not None and not isinstance(options, dict):
        raise SpecificationError("options", "must be an object.")
    verdict = check(kind, submitted, row.get("correct"), options or {}, symbolic=symbolic)
    return verdict if symbolic is None else explained(verdict, symbolic)


def _generated(recipe: Any) -> str:
    """`prefix + unit * times + suffix`: how long answers are written down in short."""
    if not isinstance(recipe, dict):
        raise ValueError("submitted_gen must be an object")
    prefix, unit, suffix = (str(recipe.get(key) or "") for key in ("prefix", "unit", "suffix"))
    times = recipe.get("times", 0)
    if not isinstance(times, int) or times < 0:
        raise ValueError("times must be a whole number")
    if len(prefix) + len(unit) * times + len(suffix) > _MOST_GENERATED:
        raise ValueError("submitted_gen is too long")
    return prefix + unit * times + suffix

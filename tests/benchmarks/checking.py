"""Verdicts: how long ours take beside SymPy's on the same pairs, and how the workers fare. Ratios within one run are what counts."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
SYMPY_KINDS = {"expression", "syntax", "form"}
# SymPy's slowest pairs would take minutes; what is cut off here only makes it look better.
SECONDS_PER_PAIR = 5
PAIRS = 120
ROUNDS_OF_HOSTILE = 100


def measure() -> None:
    rows = [json.loads(line) for line in _lines("answer_examples.jsonl")]
    cases = [
        json.loads(line)
        for file in sorted((DATA / "answer_cases").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    specifications = _library_specifications()
    _measure_verdicts(rows, specifications)
    _measure_all_kinds(rows + cases)
    _measure_library(specifications)
    _measure_recovery()
    _measure_memory([row for row in rows + cases if row["kind"] == "invalid"])


def _lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


def _library_specifications() -> list[dict[str, Any]]:
    from cards.models import Card

    stored = Card.objects.exclude(answer_spec=None).order_by("pk")
    return [spec for spec in stored.values_list("answer_spec", flat=True) if spec]


def _percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _cpu_timed(work: Callable[[], object]) -> float:
    """Of this process alone: what else runs on the machine hits a millisecond harder than a second."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def _shown(name: str, times: list[float]) -> str:
    return (
        f"{name:<24} p50 {_percentile(times, 0.5):8.2f} ms  p95 {_percentile(times, 0.95):8.2f} ms"
        f"  max {max(times):8.2f} ms  ({len(times)})"
    )


def _expression_pairs(
    rows: list[dict[str, Any]], specifications: list[dict[str, Any]]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(kind, submitted, correct, options) of the examples, and of the library: accepted and wrong forms."""
    from cards.core.answers.specification import AnswerSpecification, SpecificationError

    for row in rows:
        if row["kind"] in SYMPY_KINDS and isinstance(row["submitted"], str):
            yield row["kind"], row["submitted"], row["correct"], row["options"]
    for written in specifications:
        if written["kind"] not in SYMPY_KINDS:
            continue
        try:
            filled = AnswerSpecification.from_json(written).fill(0)
        except SpecificationError:
            continue
        for other in (*filled.accepted, *(one.answer for one in filled.wrong)):
            yield filled.kind, str(other), str(filled.correct), dict(filled.options)


def _measure_verdicts(rows: list[dict[str, Any]], specifications: list[dict[str, Any]]) -> None:
    import sympy
    from sympy.core.cache import clear_cache

    from cards.checker.jobs import warm_up
    from cards.checker.to_sympy import Untranslatable, to_sympy
    from cards.core.answers import check, options_of_kind, read
    from cards.core.answers.parse import Unreadable, parse_answer
    from cards.core.answers.question_options import parse_context, sampling

    warm_up()
    # A web process does not hold SymPy's objects, and must not pay for the collector's visits to them.
    gc.collect()
    gc.freeze()
    ours: list[float] = []
    previews: list[float] = []
    theirs: dict[str, list[float]] = {"simplify(a - b) == 0": [], "a.equals(b)": []}
    undecided = dict.fromkeys(theirs, 0)
    pairs = list(dict.fromkeys(
        (kind, mine, right, json.dumps(options))
        for kind, mine, right, options in _expression_pairs(rows, specifications)
    ))  # fmt: skip
    for kind, mine, right, written in pairs[:PAIRS]:
        options = options_of_kind(kind, right, json.loads(written))
        context = parse_context(options)
        try:
            left, correct = (parse_answer(text, context).node for text in (mine, right))
            domains = sampling(options).assumptions(context.variables)
            a, b = to_sympy(left, domains), to_sympy(correct, domains)
        except (Unreadable, Untranslatable):
            continue
        # The first look fills what both sides keep for the whole run, such as names and compiled tables.
        check(kind, mine, right, options)
        ours.append(_cpu_timed(lambda k=kind, m=mine, r=right, o=options: check(k, m, r, o)))
        previews.append(_cpu_timed(lambda k=kind, m=mine, o=options: read(k, m, o)))
        for name, work in (
            ("simplify(a - b) == 0", lambda a=a, b=b: sympy.simplify(a - b) == 0),
            ("a.equals(b)", lambda a=a, b=b: a.equals(b)),
        ):
            clear_cache()
            with _cut_off(SECONDS_PER_PAIR):
                start = time.process_time()
                try:
                    answer = work()
                except Exception:
                    answer = None
                theirs[name].append(1000 * (time.process_time() - start))
            undecided[name] += answer is None
    print(_shown("verdict", ours))
    for name, times in theirs.items():
        ratio = _percentile(times, 0.95) / _percentile(ours, 0.95)
        middle = _percentile(times, 0.5) / _percentile(ours, 0.5)
        print(
            f"{_shown(name, times)}  {middle:.0f} times ours at p50, {ratio:.0f} at p95, "
            f"{undecided[name]} undecided or failed"
        )
    print(_shown("preview", previews), flush=True)


class _cut_off:  # noqa: N801
    """A signal after some seconds: enough for SymPy, whose loops are mostly Python."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        import signal

        def stop(*_: object) -> None:
            raise TimeoutError

        signal.signal(signal.SIGALRM, stop)
        signal.alarm(self.seconds)

    def __exit__(self, *_: object) -> None:
        import signal

        signal.alarm(0)


def _submitted(row: dict[str, Any]) -> Any:
    pattern = row.get("submitted_gen")
    if pattern is None:
        return row["submitted"]
    return pattern["prefix"] + pattern["unit"] * pattern["times"] + pattern["suffix"]


def _measure_all_kinds(rows: list[dict[str, Any]]) -> None:
    from cards.core.answers import check

    times: list[tuple[float, str]] = []
    for row in rows:
        arguments = (row["kind"], _submitted(row), row["correct"], row["options"])
        check(*arguments)
        times.append((_cpu_timed(lambda a=arguments: check(*a)), row["id"]))
    slowest = max(times)
    print(f"{_shown('verdict, every kind', [one for one, _ in times])}  slowest: {slowest[1]}")


def _measure_library(specifications: list[dict[str, Any]]) -> None:
    """How many checked cards of the library ask a worker when their own answers are checked."""
    from cards.core.answers.model_answers import submittable_answer
    from cards.core.answers.specification import (
        AnswerSpecification,
        SpecificationError,
        check_submitted,
    )

    class Counting:
        asked = 0

        def equivalent(self, *_: object) -> bool | None:
            self.asked += 1
            return None

        def has_form(self, *_: object) -> bool | None:
            self.asked += 1
            return None

    needing = total = 0
    times = []
    for written in specifications:
        try:
            made = AnswerSpecification.from_json(written)
            filled = made.fill(0)
        except SpecificationError:
            continue
        total += 1
        judge = Counting()
        answers = [
            submittable_answer(filled),
            *filled.accepted,
            *(one.answer for one in filled.wrong),
        ]
        for answer in answers:
            check_submitted(made, answer, 0, judge)
            times.append(_cpu_timed(lambda m=made, a=answer: check_submitted(m, a, 0, None)))
        needing += judge.asked > 0
    if total:
        print(
            f"library                  {needing} of {total} checked cards ask a worker "
            f"({100 * needing / total:.1f} %)\n{_shown('library verdict', times)}",
            flush=True,
        )


def _measure_recovery() -> None:
    from cards.checker.pool import Pool
    from tests.checker.trees import EASY, HANGING

    pool = Pool(2)
    starting = _timed(lambda: pool.ask(EASY))
    easy = [_timed(lambda: pool.ask(EASY)) for _ in range(50)]
    late = []
    after = []
    for _ in range(3):
        late.append(_timed(lambda: pool.exchange(HANGING, seconds=1.7)))
        after.append(_timed(lambda: pool.ask(EASY)))
    memory = ", ".join(f"{size:.0f} MB" for size in _memory_of_descendants())
    pool.close()
    print(
        f"workers                  start {starting:.0f} ms, round trip {_percentile(easy, 0.5):.1f} ms, "
        f"hopeless question given up after {max(late):.0f} ms, next answer {statistics.median(after):.1f} ms later\n"
        f"workers' memory          {memory} (proportional)",
        flush=True,
    )


def _memory_of_descendants() -> list[float]:
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=False
    ).stdout.split()[2:]
    children: dict[int, list[int]] = {}
    for child, parent in zip(listed[::2], listed[1::2], strict=False):
        children.setdefault(int(parent), []).append(int(child))
    sizes = []
    waiting = list(children.get(os.getpid(), []))
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        rollup = Path(f"/proc/{process}/smaps_rollup")
        if rollup.exists() and "zygote" in Path(f"/proc/{process}/cmdline").read_text():
            line = next(one for one in rollup.read_text().splitlines() if one.startswith("Pss:"))
            sizes.append(int(line.split()[1]) / 1024)
    return sizes


# In a process of its own, so that what SymPy left behind here is not counted.
_HOSTILE_ROUNDS = """
import json, resource, sys
from cards.core.answers import check
from tests.benchmarks.checking import _submitted
rows = json.load(sys.stdin)
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
sizes = []
for round_ in range(int(sys.argv[1])):
    for row in rows:
        check(row["kind"], _submitted(row), row["correct"], row["options"])
    sizes.append(resident())
print(f"{sizes[1]:.1f} {sizes[-1]:.1f}")
"""


def _measure_memory(hostile: list[dict[str, Any]]) -> None:
    if not Path("/proc/self/statm").exists():
        return
    run = subprocess.run(
        [sys.executable, "-c", _HOSTILE_ROUNDS, str(ROUNDS_OF_HOSTILE)],
        input=json.dumps(hostile),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    first, last = run.stdout.split()
    print(
        f"memory                   {first} MB after two rounds of {len(hostile)} hostile answers, "
        f"{last} MB after {ROUNDS_OF_HOSTILE}",
        flush=True,
    )

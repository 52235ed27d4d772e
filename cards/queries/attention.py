"""Needs attention: the evidence against each published card, gathered from the log and kept for a while.

Every figure is an aggregate of the database; no row of a learner comes along.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When

from cards.core.attention import (
    FEWEST_LEARNERS,
    Evidence,
    Tally,
    answered_wrongly,
    appealed,
    folded_answer,
    forgotten,
    is_new,
    median_of,
    recalled_less,
    takes_longer,
)
from cards.models import (
    Appeal,
    AppealStatus,
    Attempt,
    AttentionDismissal,
    Card,
    CardStatus,
    Review,
    ReviewKind,
    Schedule,
)

KEY = "cards-that-need-attention"
KEPT_FOR = dt.timedelta(minutes=20)
STEP_MS = 2_000
PASSED_FROM = 3
LONGEST_ANSWER = 300
MOST_ANSWERS = 5
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    card: int
    deck: int
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> int:
        return sum(each.weight for each in self.evidence)

    @property
    def mark(self) -> str:
        """What an author saw, to compare with what there is when she says that it is fine."""
        return "|".join(f"{each.key}={each.level}" for each in self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    found_at: dt.datetime
    cards: tuple[Finding, ...]  # the heaviest first


def findings(now: dt.datetime, *, is_fresh: bool = False) -> Findings:
    """What was found in the last minutes, or, if nothing was kept or `is_fresh`, what is there now."""
    kept = None if is_fresh else cache.get(KEY)
    if isinstance(kept, Findings) and now - kept.found_at < KEPT_FOR:
        return kept
    found = find(now)
    cache.set(KEY, found, KEPT_FOR.total_seconds())
    return found


def find(now: dt.datetime) -> Findings:
    published = Card.objects.published().order_by()
    decks = dict(published.values_list("pk", "deck_id"))
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for gather in (open_appeals, wrong_answers, leeches):
        for card, each in gather():
            evidence[card].append(each)
    for card, each in outliers(decks):
        evidence[card].append(each)
    cards = [
        Finding(card=card, deck=decks[card], evidence=tuple(evidence[card]))
        for card in evidence
        if card in decks
    ]
    cards.sort(key=lambda finding: (-finding.weight, finding.card))
    return Findings(found_at=now, cards=tuple(cards))


def open_appeals() -> Iterator[tuple[int, Evidence]]:
    rows = Appeal.objects.filter(status=AppealStatus.OPEN).order_by().values("attempt__card")
    for row in rows.annotate(number=Count("pk"), newest=Max("pk")):
        yield row["attempt__card"], appealed(row["number"], row["newest"])


def leeches() -> Iterator[tuple[int, Evidence]]:
    rows = Schedule.objects.filter(is_leech=True).order_by().values("card")
    for row in rows.annotate(learners=Count("pk")):
        yield row["card"], forgotten(row["learners"])


def wrong_answers() -> Iterator[tuple[int, Evidence]]:
    """Wrong answers that several learners gave and that the card does not know yet."""
    rows = Attempt.objects.filter(outcome="incorrect", answer_key__isnull=False).order_by()
    counted = (
        rows.values("card", "answer_key")
        .annotate(learners=Count("user", distinct=True), times=Count("pk"), newest=Max("pk"))
        .filter(learners__gte=FEWEST_LEARNERS)
    )
    clusters: dict[int, list[Any]] = defaultdict(list)
    for row in counted:
        clusters[row["card"]].append(row)
    for found in clusters.values():
        found.sort(key=lambda row: (-row["learners"], -row["times"], row["answer_key"]))
        del found[MOST_ANSWERS:]
    known = known_answers(list(clusters))
    typed = typed_answers([row["newest"] for found in clusters.values() for row in found])
    for card, found in clusters.items():
        for row in found:
            submitted = typed.get(row["newest"], "")
            if not submitted or folded_answer(submitted) in known.get(card, ()):
                continue
            words = Attempt(submitted=submitted).submitted_words.strip()
            yield (
                card,
                answered_wrongly(
                    words[:LONGEST_ANSWER],
                    number=row["answer_key"],
                    learners=row["learners"],
                    times=row["times"],
                ),
            )


def typed_answers(numbers: Sequence[int]) -> dict[int, str]:
    typed: dict[int, str] = {}
    for some in in_parts(numbers):
        rows = Attempt.objects.filter(pk__in=some).order_by()
        typed.update(rows.values_list("pk", "submitted"))
    return typed


def known_answers(numbers: Sequence[int]) -> dict[int, set[str]]:
    """Per card the answers, folded, that its author has accepted or anticipated meanwhile."""
    known: dict[int, set[str]] = {}
    for some in in_parts(numbers):
        rows = Card.objects.filter(pk__in=some).order_by()
        for card, spec in rows.values_list("pk", "answer_spec"):
            parts = spec if isinstance(spec, dict) else {}
            answers = [each.get("answer", "") for each in parts.get("wrong") or []]
            answers += parts.get("accepted") or []
            known[card] = {folded_answer(str(answer)) for answer in answers}
    return known


def in_parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Databases limit how many numbers one query may list."""
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def outliers(decks: dict[int, int]) -> Iterator[tuple[int, Evidence]]:
    """Cards that are recalled less, or take longer, than the others of their deck."""
    counted, learners = review_steps(), learners_of_cards()
    tallies: dict[int, Tally] = {}
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    medians: dict[int, dict[int, float]] = defaultdict(dict)
    for card, steps in counted.items():
        if card not in decks:
            continue
        durations: Counter[int] = Counter()
        recalled = 0
        for (step, is_passed), number in steps.items():
            durations[step] += number
            recalled += number if is_passed else 0
        median = median_of(durations, STEP_MS / 1_000)
        tallies[card] = Tally(reviews=durations.total(), recalled=recalled, median_seconds=median)
        totals[decks[card]].update(reviews=durations.total(), recalled=recalled)
        if median is not None:
            medians[decks[card]][card] = median
    for card, tally in tallies.items():
        if learners.get(card, 0) < FEWEST_LEARNERS:
            continue
        total = totals[decks[card]]
        others = Tally(
            reviews=total["reviews"] - tally.reviews, recalled=total["recalled"] - tally.recalled
        )
        slower_than = [one for other, one in medians[decks[card]].items() if other != card]
        for each in (
            recalled_less(tally, others),
            takes_longer(tally.median_seconds, slower_than),
        ):
            if each is not None:
                yield card, each


def review_steps() -> dict[int, Counter[tuple[int, bool]]]:
    """Per card, how many scheduled reviews took so long and were passed or not, undone ones left out."""
    counted: dict[int, Counter[tuple[int, bool]]] = defaultdict(Counter)
    reviews = Review.objects.filter(kind=ReviewKind.REVIEW)
    for card, step, is_passed, number in in_steps(reviews):
        counted[card][step, is_passed] += number
    # Undone ones are few: counted apart, they cost no look-up for each review.
    undone = Review.objects.filter(reverted_by__isnull=False, kind=ReviewKind.REVIEW)
    for card, step, is_passed, number in in_steps(undone):
        counted[card][step, is_passed] -= number
    return counted


def in_steps(reviews: QuerySet[Review]) -> Iterator[tuple[int, int, bool, int]]:
    steps = reviews.annotate(
        step=F("duration_ms") / STEP_MS,
        passed=Case(When(quality__gte=PASSED_FROM, then=Value(1)), default=Value(0)),
    )
    rows = steps.order_by().values_list("card", "step", "passed").annotate(number=Count("pk"))
    for card, step, passed, number in rows:
        yield card, step, bool(passed), number


def learners_of_cards() -> dict[int, int]:
    rows = Schedule.objects.introduced().order_by().values_list("card")
    return dict(rows.annotate(number=Count("pk")).values_list("card", "number"))


# --- With what authors have seen ---


def seen_levels() -> dict[int, dict[str, int]]:
    """Per card, the evidence that an author has looked at and found fine."""
    return dict(AttentionDismissal.objects.values_list("card", "levels"))


def open_findings(found: Findings) -> list[Finding]:
    """The findings without those that were seen; a card with anything new is shown as a whole."""
    seen = seen_levels()
    return [
        finding
        for finding in found.cards
        if any(is_new(each, seen.get(finding.card, {})) for each in finding.evidence)
    ]


def cards_in_need(now: dt.datetime) -> Q:
    """The condition on cards for the filter of their list."""
    numbers = [finding.card for finding in open_findings(findings(now))]
    return Q(pk__in=numbers, status=CardStatus.PUBLISHED)

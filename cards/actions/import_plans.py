"""Planning an import: the files are read, and a plan says what would happen to every card."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Q

from cards.actions.own_exports import cards_coming_home
from cards.actions.related import LinkingFile, report_unknown_links
from cards.actions.verification import Verifier
from cards.core.documents.deck.build import REVERSED
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.identity import (
    ExistingCard,
    Fate,
    Match,
    content_digest,
    match,
)
from cards.core.documents.limits import too_many_cards
from cards.core.documents.macros import is_macro_file, macros_for, read_macros
from cards.core.documents.registry import read_document
from cards.models import Card, CardStatus, Document
from cards.queries.exports import ID_LENGTH, note_names

EXPORTED_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}(?:{REVERSED})?")
# What verifying the answers of one import may take: a web request has to end.
SECONDS_AN_IMPORT = 25.0


# Told how much of the slow part is done, 0 to 1, and in words what is being done.
Progress = Callable[[float, str], None]


def tell_nobody(share: float, words: str) -> None:
    pass


class TooManyDraftsError(Exception):
    """The files hold more drafts than this caller can wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to import. `name` identifies it on the next import."""

    name: str
    content: bytes

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Change(StrEnum):
    """What an import does to one card."""

    NEW = "new"
    SAME = "same"
    EDITED = "edited"  # history kept
    PROBABLE_EDIT = "probable-edit"  # history kept; the author should look
    REVIVED = "revived"  # was archived, and is back
    ARCHIVED = "archived"  # the file no longer has it; its log is kept
    KEPT = "kept"  # not found in the file, but the file could not be read whole


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCard:
    change: Change
    draft: CardDraft | None = None
    card: Card | None = None
    learners: int = 0  # who have it in their schedules
    stays_home: bool = False  # in its own document: the file is a package that we exported


@dataclass(slots=True, kw_only=True)
class PlannedDocument:
    source: SourceFile
    read: ReadDocument
    document: Document | None = None
    cards: list[PlannedCard] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(not problem.is_notice for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    documents: Sequence[PlannedDocument]

    def with_new_cards(self, cards: Collection[int]) -> "ImportPlan":
        """The plan in which probable edits of these cards are new cards, and the old ones go."""
        return ImportPlan(documents=[with_new_cards(entry, cards) for entry in self.documents])

    def counts(self) -> Counter[Change]:
        return Counter(planned.change for entry in self.documents for planned in entry.cards)

    @property
    def changes_anything(self) -> bool:
        return any(
            planned.change not in (Change.SAME, Change.KEPT)
            for entry in self.documents
            for planned in entry.cards
        )


def with_new_cards(entry: PlannedDocument, cards: Collection[int]) -> PlannedDocument:
    planned: list[PlannedCard] = []
    left: list[PlannedCard] = []
    for each in entry.cards:
        if each.change is Change.PROBABLE_EDIT and each.card and each.card.pk in cards:
            planned.append(PlannedCard(change=Change.NEW, draft=each.draft))
            left.append(replace(each, change=Change.ARCHIVED, draft=None))
        else:
            planned.append(each)
    return replace(entry, cards=[*planned, *left])


def plan_import(
    sources: Iterable[SourceFile],
    *,
    reader: str = "",
    verifies_answers: bool = True,
    seconds: float | None = SECONDS_AN_IMPORT,
    most_drafts: int | None = None,
    tell: Progress = tell_nobody,
) -> ImportPlan:
    """Read the files and decide what each card is. Changes nothing.

    Raises TooManyDraftsError, before the slow part, when the files hold more than `most_drafts`.

    Answers are verified for that many seconds in all (None: however long it takes); cards with
    answers that had no turn by then are left out with a problem.

    Cards are looked for in their own file first, then in the other files of the same import: a card
    that moved from one to the other keeps its history. A `macros.tex` among them is no document: it
    says how commands in the formulas of its folder are written out.
    """
    entries = []
    total = 0
    sources = list(sources)
    macros = {
        source.name: read_macros(source.content) for source in sources if is_macro_file(source.name)
    }
    for source in sources:
        tell(0.0, f"Reading {source.name}")
        most = settings.IMPORT_MOST_CARDS
        if source.name in macros:
            read = ReadDocument(problems=macros[source.name].problems)
        else:
            read = read_document(
                source.name,
                source.content,
                reader=reader,
                most_cards=most,
                macros=macros_for(source.name, macros),
            )
        total += len(read.drafts)
        if total > most:
            read = ReadDocument(problems=(Problem(line=1, message=too_many_cards(total, most)),))
        entries.append(PlannedDocument(source=source, read=read))
    if most_drafts is not None and total > most_drafts:
        raise TooManyDraftsError(total)
    known = {
        document.name: document
        for document in Document.objects.filter(name__in=[e.source.name for e in entries])
    }
    cards = existing_cards(known.values())
    verifier = Verifier(
        [card.answer_spec for card in cards.values() if card.answer_spec],
        verifies=verifies_answers,
        seconds=seconds,
    )
    drafts_of: list[Sequence[CardDraft]] = []
    done = 0
    for entry in entries:

        def tell_draft(number: int, before: int = done, name: str = entry.source.name) -> None:
            tell((before + number) / max(total, 1), f"Checking the cards of {name}")

        entry.document = known.get(entry.source.name)
        entry.problems.extend(entry.read.problems)
        strangers, home = cards_coming_home(entry.read.drafts, entry.problems)
        entry.cards.extend(
            PlannedCard(
                change=Change.EDITED if each.is_edited else Change.SAME,
                draft=each.draft,
                card=each.card,
                stays_home=True,
            )
            for each in home
        )
        drafts_of.append(
            verifier.verified(
                strangers,
                entry.problems,
                checksum=entry.source.checksum,
                tell=tell_draft,
            )
        )
        done += len(entry.read.drafts)
    tell(1.0, "Comparing with the cards that exist")
    matches, left_over = match_all(entries, drafts_of, cards)
    for entry, matched in zip(entries, matches, strict=True):
        entry.cards.extend(planned_card(each, cards) for each in matched)
    by_document = {entry.document.pk: entry for entry in entries if entry.document}
    for key in left_over:
        card = cards[key]
        if not card.imported_digest:
            continue  # made by hand out of a draft: the file never had it
        entry = by_document[card.document_id or 0]
        change = Change.KEPT if entry.has_errors else Change.ARCHIVED
        entry.cards.append(PlannedCard(change=change, card=card, learners=learners_of(card)))
    report_unknown_links(
        [
            LinkingFile(
                name=entry.source.name,
                drafts=[planned.draft for planned in entry.cards if planned.draft],
                problems=entry.problems,
                document=entry.document,
            )
            for entry in entries
        ]
    )
    return ImportPlan(documents=entries)


def existing_cards(documents: Iterable[Document]) -> dict[int, Card]:
    rows = Card.objects.filter(document__in=[document.pk for document in documents])
    rows = rows.annotate(
        learners=Count("schedules", filter=Q(schedules__introduced_on__isnull=False))
    )
    return {card.pk: card for card in rows.order_by("document", "position", "pk")}


def learners_of(card: Card) -> int:
    return int(getattr(card, "learners", 0))


def match_all(
    entries: Sequence[PlannedDocument],
    drafts_of: Sequence[Sequence[CardDraft]],
    cards: Mapping[int, Card],
) -> tuple[list[list[Match]], list[int]]:
    """Matches per document, and the keys of cards that no draft stands for."""
    matches: list[list[Match]] = []
    left_over: list[int] = []
    for entry, drafts in zip(entries, drafts_of, strict=True):
        exported = {
            draft.explicit_id for draft in drafts if EXPORTED_ID.fullmatch(draft.explicit_id)
        }
        names = note_names() if exported and entry.document else None
        own = []
        for card in cards.values():
            if entry.document and card.document_id == entry.document.pk:
                known = existing(card)
                if names and not known.explicit_id and names.identifier(card) in exported:
                    # Exported with ids, and edited before its first import with them.
                    known = replace(known, explicit_id=names.identifier(card))
                own.append(known)
        matching = match(own, drafts)
        entry.problems.extend(matching.problems)
        matches.append(list(matching.matches))
        left_over.extend(int(str(key)) for key in matching.left_over)
    homeless = [
        (number, place)
        for number, matched in enumerate(matches)
        for place, each in enumerate(matched)
        if each.fate is Fate.NEW
    ]
    if left_over and homeless:
        # Explicit ids are unique within a file only.
        strangers = [
            replace(matches[number][place].draft, explicit_id="") for number, place in homeless
        ]
        leavers = [replace(existing(cards[key]), explicit_id="") for key in left_over]
        moved = match(leavers, strangers)
        for (number, place), found in zip(homeless, moved.matches, strict=True):
            if found.fate is not Fate.NEW:
                matches[number][place] = replace(
                    matches[number][place], fate=found.fate, key=found.key
                )
        left_over = [int(str(key)) for key in moved.left_over]
    return matches, left_over


def existing(card: Card) -> ExistingCard:
    return ExistingCard(
        key=card.pk,
        kind=card.card_kind,
        prompt=card.prompt,
        answer=card.answer,
        points=tuple(point.text for point in card.key_points),
        explicit_id=card.explicit_id,
        fingerprint=card.fingerprint,
        note_key=card.note_key,
        cloze_ordinal=card.cloze_ordinal,
        position=card.position,
        is_archived=card.status in (CardStatus.ARCHIVED, CardStatus.DISCARDED),
    )


def planned_card(matched: Match, cards: Mapping[int, Card]) -> PlannedCard:
    if matched.fate is Fate.NEW:
        return PlannedCard(change=Change.NEW, draft=matched.draft)
    card = cards[int(str(matched.key))]
    if card.status == CardStatus.ARCHIVED and card.left_document:
        change = Change.REVIVED
    elif card.imported_digest == content_digest(matched.draft):
        change = Change.SAME
    elif matched.fate is Fate.PROBABLE_EDIT:
        change = Change.PROBABLE_EDIT
    else:
        change = Change.EDITED
    return PlannedCard(change=change, draft=matched.draft, card=card, learners=learners_of(card))

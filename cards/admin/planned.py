"""An import plan as the admin shows it: what would happen to every card, and a digest to confirm it by."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cards.actions.imports import (
    FALLBACK_DECK,
    Change,
    ImportPlan,
    PlannedCard,
    PlannedDocument,
    content_of,
)
from cards.admin.differences import Compared, compare
from cards.core.documents.drafts import Problem
from cards.core.documents.identity import content_digest
from cards.forms.card_admin import CardForm, shown
from cards.models import Card
from cards.models.card import CONTENT_FIELDS
from cards.templatetags.cards import spoken_prompt

# More than anybody reads; the counts above the list are complete.
MOST_LISTED = 300
CHANGE_WORDS = {
    Change.NEW: "new",
    Change.SAME: "unchanged",
    Change.EDITED: "edited, history kept",
    Change.PROBABLE_EDIT: "probably an edit, history kept: please look",
    Change.REVIVED: "back from the archive",
    Change.ARCHIVED: "archived: no longer in the file",
    Change.KEPT: "kept: the file could not be read whole",
}
FROM_LOOK = 0.7  # below this confidence of a reader an author looks first


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One card of the plan."""

    planned: PlannedCard
    prompt: str
    lines: str
    deck_path: str
    differences: Sequence[Compared]

    @property
    def words(self) -> str:
        return CHANGE_WORDS[self.planned.change]

    @property
    def is_invisible(self) -> bool:
        """Whether an edit changes nothing that this page could show."""
        changes = (Change.EDITED, Change.PROBABLE_EDIT)
        return self.planned.change in changes and not self.differences

    @property
    def confidence_percent(self) -> int | None:
        draft = self.planned.draft
        return round(100 * draft.confidence) if draft else None

    @property
    def is_doubtful(self) -> bool:
        return self.planned.draft is not None and self.planned.draft.confidence < FROM_LOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    name: str
    is_known: bool
    namesakes: Sequence[str]  # known documents that differ in their folder only
    counts: Sequence[tuple[str, int]]
    learners: int  # the most learners that one changed card touches
    problems: Sequence[Problem]
    changes: Sequence[ShownChange]
    more: int  # changed cards beyond those listed


def shown_plan(plan: ImportPlan, known_names: Sequence[str] = ()) -> list[ShownDocument]:
    return [shown_document(entry, known_names) for entry in plan.documents]


def shown_document(entry: PlannedDocument, known_names: Sequence[str]) -> ShownDocument:
    changing = [planned for planned in entry.cards if planned.change is not Change.SAME]
    # What touches learners or needs a look comes before plain additions.
    changing.sort(key=lambda planned: (planned.change is Change.NEW, -planned.learners))
    name = entry.source.name
    counts = [
        (CHANGE_WORDS[change], sum(planned.change is change for planned in entry.cards))
        for change in Change
    ]
    return ShownDocument(
        name=name,
        is_known=entry.document is not None,
        namesakes=[]
        if entry.document
        else [other for other in known_names if other.rsplit("/", 1)[-1] == name],
        counts=[(words, number) for words, number in counts if number],
        learners=max((planned.learners for planned in changing), default=0),
        problems=entry.problems,
        changes=[shown_change(planned) for planned in changing[:MOST_LISTED]],
        more=max(0, len(changing) - MOST_LISTED),
    )


def shown_change(planned: PlannedCard) -> ShownChange:
    draft, card = planned.draft, planned.card
    first, last = draft.lines if draft else (0, 0)
    return ShownChange(
        planned=planned,
        prompt=draft.prompt if draft else spoken_prompt(card) if card else "",
        lines="" if not draft else f"line {first}" if first == last else f"lines {first} to {last}",
        deck_path=(draft.deck_path or FALLBACK_DECK) if draft else card.deck.path if card else "",
        differences=list(differences(planned)),
    )


def differences(planned: PlannedCard) -> Iterator[Compared]:
    """The fields that an edit changes, as the card form would show them; the deck too."""
    card, draft = planned.card, planned.draft
    if card is None or draft is None:
        return
    content = content_of(draft)
    for name in CONTENT_FIELDS:
        before, after = getattr(card, name), content[name]
        if (before or None) != (after or None):
            field = CardForm.base_fields[name]
            label = str(field.label or name.replace("_", " ").capitalize())
            yield compare(label, shown(field, before), shown(field, after))
    if list(draft.tags) != list(card.tags):
        yield compare("Tags", ", ".join(map(str, card.tags)), ", ".join(draft.tags))
    deck_path = draft.deck_path or FALLBACK_DECK
    if deck_path != card.deck.path:
        yield compare("Deck", card.deck.path, deck_path)


def plan_digest(plan: ImportPlan, *, publishes: bool) -> str:
    """Equal for two plans that do the same to the same cards: what is confirmed is what was shown."""
    rows = [
        [
            entry.source.name,
            entry.source.checksum,
            entry.document.pk if entry.document else None,
            [
                [
                    planned.change.value,
                    content_digest(planned.draft) if planned.draft else "",
                    standing(planned.card) if planned.card else None,
                ]
                for planned in entry.cards
            ],
        ]
        for entry in plan.documents
    ]
    written = json.dumps([publishes, rows])
    return hashlib.sha256(written.encode()).hexdigest()


def standing(card: Card) -> list[object]:
    """What of a card an author decides by: an edit or a change of status makes the plan another."""
    return [card.pk, card.version, card.status, card.deck_id]

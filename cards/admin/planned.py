"""An import plan as the admin shows it and the run keeps it: what would happen to every card."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from cards.actions.imports import (
    FALLBACK_DECK,
    Change,
    ImportPlan,
    PlannedCard,
    PlannedDocument,
    content_of,
)
from cards.admin.differences import compare
from cards.forms.card_admin import CardForm, shown
from cards.models import Document
from cards.models.card import CONTENT_FIELDS
from cards.templatetags.cards import spoken_prompt

# More than anybody reads; the counts above the list are complete.
MOST_LISTED = 300
LONGEST_PROMPT = 300
LONGEST_ANSWER = 2_000
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


def shown_plan(plan: ImportPlan) -> list[dict[str, Any]]:
    """What the page of a dry run needs, as it is kept with the run."""
    known_names = list(Document.objects.values_list("name", flat=True))
    return [shown_document(entry, known_names) for entry in plan.documents]


def shown_document(entry: PlannedDocument, known_names: Sequence[str]) -> dict[str, Any]:
    changing = [planned for planned in entry.cards if planned.change is not Change.SAME]
    # What asks for a decision comes first, what touches learners next, plain additions last.
    changing.sort(
        key=lambda planned: (
            planned.change is not Change.PROBABLE_EDIT,
            planned.change is Change.NEW,
            -planned.learners,
        )
    )
    # The same bytes read differently where a macros.tex beside them changed.
    is_changing = any(planned.change is not Change.KEPT for planned in changing)
    name = entry.source.name
    counts = [
        (CHANGE_WORDS[change], sum(planned.change is change for planned in entry.cards))
        for change in Change
    ]
    namesakes = [other for other in known_names if other.rsplit("/", 1)[-1] == name]
    return {
        "name": name,
        "is_known": entry.document is not None,
        # Nothing at all to write down: the very bytes that were imported last.
        "is_unchanged": entry.document.checksum == entry.source.checksum and not is_changing
        if entry.document
        else not entry.cards,
        "namesakes": [] if entry.document else namesakes,
        "counts": [[words, number] for words, number in counts if number],
        "learners": max((planned.learners for planned in changing), default=0),
        "problems": [asdict(problem) for problem in entry.problems[:MOST_LISTED]],
        "changes": [shown_change(planned) for planned in changing[:MOST_LISTED]],
        "more": max(0, len(changing) - MOST_LISTED),
    }


def shown_change(planned: PlannedCard) -> dict[str, Any]:
    draft, card = planned.draft, planned.card
    first, last = draft.lines if draft else (0, 0)
    fields = list(differences(planned))
    edits = (Change.EDITED, Change.PROBABLE_EDIT)
    return {
        "change": planned.change.value,
        "words": CHANGE_WORDS[planned.change],
        "card": card.pk if card else None,
        "asks": planned.change is Change.PROBABLE_EDIT,
        "learners": planned.learners,
        "kind": draft.kind.value if draft else "",
        "prompt": (draft.prompt if draft else spoken_prompt(card) if card else "")[:LONGEST_PROMPT],
        "answer": draft.answer[:LONGEST_ANSWER] if draft else "",
        "points": [point.text for point in draft.points] if draft else [],
        "lines": ""
        if not draft
        else f"line {first}"
        if first == last
        else f"lines {first} to {last}",
        "deck": (draft.deck_path or FALLBACK_DECK) if draft else "",
        "confidence": round(100 * draft.confidence) if draft else 100,
        "is_doubtful": draft is not None and draft.confidence < FROM_LOOK,
        # An edit that changes nothing that this page could show.
        "is_invisible": planned.change in edits and not fields,
        "fields": fields,
    }


def differences(planned: PlannedCard) -> Iterator[list[str]]:
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
            yield [label, shown(field, before), shown(field, after)]
    if list(draft.tags) != list(card.tags):
        yield ["Tags", ", ".join(map(str, card.tags)), ", ".join(draft.tags)]
    deck_path = draft.deck_path or FALLBACK_DECK
    if deck_path != card.deck.path:
        yield ["Deck", card.deck.path, deck_path]


def with_marks(report: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A kept report with the words that differ marked, for the page."""
    return [
        {
            **document,
            "changes": [
                {**change, "differences": [compare(*field) for field in change["fields"]]}
                for change in document["changes"]
            ],
        }
        for document in report
    ]

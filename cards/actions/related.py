"""Links between cards: telling an author which lead nowhere, and storing where the others lead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cards.core.documents.drafts import CardDraft, Problem
from cards.core.documents.references import Target, Targets, front_to_name
from cards.core.kinds import CardKind
from cards.models import Card, CardStatus, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingFile:
    """A file about to be imported, as far as its links go."""

    name: str
    drafts: Sequence[CardDraft]
    problems: list[Problem]  # added to
    document: Document | None = None


def report_unknown_links(files: Sequence[LinkingFile]) -> None:
    """Add a notice for every link that leads nowhere. Its card is imported all the same."""
    if not any(draft.see for file in files for draft in file.drafts):
        return
    known = [file.document.pk for file in files if file.document]
    targets = Targets.among([*planned_targets(files), *stored_targets(without=known)])
    for file in files:
        told = set()  # the gaps of a sentence share their links
        for draft in file.drafts:
            for reference in draft.see:
                found = targets.find(reference, document=file.name, deck_path=draft.deck_path)
                line = draft.lines[0]
                if found.target is None and (line, reference) not in told:
                    told.add((line, reference))
                    file.problems.append(
                        Problem(line=line, message=found.message, field="See", is_notice=True)
                    )


def link_cards(imported: Sequence[tuple[Card, CardDraft]], documents: Sequence[Document]) -> int:
    """Store where the links of imported cards lead, and say how many cards changed.

    Run once all of an import is saved: a link may lead to a card that is new.
    """
    linked = [(card, draft) for card, draft in imported if draft.see or card.see]
    if not linked:
        return 0
    targets = Targets.among(stored_targets())
    names = {document.pk: document.name for document in documents}
    changed = []
    for card, draft in linked:
        see = []
        for reference in draft.see:
            target = targets.find(
                reference, document=names[card.document_id or 0], deck_path=draft.deck_path
            ).target
            see.append(
                {
                    "reference": reference,
                    "uid": target.key if target and target.key != str(card.uid) else "",
                    "title": target.front if target else "",
                }
            )
        if see != card.see:
            card.see = see
            changed.append(card)
    Card.objects.bulk_update(changed, ["see"], batch_size=500)
    return len(changed)


def planned_targets(files: Iterable[LinkingFile]) -> Iterator[Target]:
    for file in files:
        for draft in file.drafts:
            yield Target(
                key="",
                front=front_to_name(draft.kind, draft.prompt),
                document=file.name,
                deck_path=draft.deck_path,
                explicit_id=draft.explicit_id,
            )


def stored_targets(*, without: Sequence[int] = ()) -> Iterator[Target]:
    """The cards of the site that are not archived, in their order, except those of some documents."""
    cards = Card.objects.exclude(status__in=(CardStatus.ARCHIVED, CardStatus.DISCARDED))
    if without:
        cards = cards.exclude(document__in=without)
    names = dict(Document.objects.values_list("pk", "name"))
    columns = ("uid", "kind", "prompt", "document_id", "deck__path", "explicit_id")
    for uid, kind, prompt, document_id, path, explicit_id in cards.values_list(*columns):
        yield Target(
            key=str(uid),
            front=front_to_name(CardKind(kind), prompt),
            document=names.get(document_id, ""),
            deck_path=path,
            explicit_id=explicit_id,
        )

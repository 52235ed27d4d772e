"""Keeping the lines that drafts came from, for the author who reviews them.

The lines are kept with the draft, not the document as a whole: the file may change before anybody
has looked, and a page of the queue then costs the same however long the document is.
"""

from collections.abc import Sequence

from cards.actions.import_plans import Change, SourceFile
from cards.actions.import_runs import DoneChange
from cards.core.documents.decoding import decode
from cards.models import CardStatus, DraftSource
from cards.models.drafts import LONGEST_SOURCE


def keep_sources(source: SourceFile, done: Sequence[DoneChange]) -> None:
    """Store the source lines of the drafts that this import made or changed. Two queries at most."""
    drafts = [
        each
        for each in done
        if each.draft and each.change is not Change.SAME and each.card.status == CardStatus.DRAFT
    ]
    if not drafts:
        return
    lines = decode(source.content).text.split("\n")
    rows = []
    for each in drafts:
        first, last = each.draft.lines if each.draft else (1, 1)
        text = "\n".join(lines[first - 1 : last])
        if text.strip():
            cut = text if len(text) <= LONGEST_SOURCE else text[: LONGEST_SOURCE - 1] + "…"
            row = DraftSource(card=each.card, first_line=first, last_line=last, text=cut)
            rows.append(row)
    DraftSource.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["card"],
        update_fields=["first_line", "last_line", "text"],
    )

"""One card of Mochi in Markdown: sides divided by `---`, gaps in double braces."""

import re

from cards.core.documents.cloze import Marks, read_cloze
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.front_matter import split_front_matter, text_of, texts_of
from cards.core.documents.identity import fingerprint_text
from cards.core.documents.scanning import LineRole, scan_lines
from cards.core.kinds import CardKind

LONGEST_CARD_LINES = 40
_DIVIDER = re.compile(r"^-{3,}[ \t]*$")
_GAP = re.compile(r"\{\{(?!c\d)(?:\d+::)?[^{}\n]+\}\}")
_MARKS = Marks(braces=True)


def matches_mochi(name: str, text: str) -> float:
    """How much a text looks like one card of Mochi. Low: a rule in an article looks the same."""
    _, body = split_front_matter(text)
    lines = body.strip("\n").split("\n")
    if not body.strip() or len(lines) > LONGEST_CARD_LINES or re.search(r"^[A-Z]\w*: ", body):
        return 0.0
    if _GAP.search(body):
        return 0.5
    sides = _sides(body, 1)
    is_short = (
        bool(sides) and len(sides[0][1]) <= 300 and not re.search(r"^#{2,} ", body, re.MULTILINE)
    )
    return 0.4 if len(sides) == 2 and is_short else 0.0


def read_mochi(name: str, text: str) -> ReadDocument:
    """Read the file as one card."""
    front, body = split_front_matter(text)
    sides = [(line, side) for line, side in _sides(body, front.body_line) if side]
    title = text_of(front.values.get("title"))
    if not sides:
        problem = Problem(line=front.body_line, message="The card is empty.")
        return ReadDocument(problems=(problem,), title=title, meta=front.values)
    first_line, prompt = sides[0]
    last_line = front.body_line + body.rstrip("\n").count("\n")
    back = "\n\n".join(side for _, side in sides[1:])
    cloze = read_cloze(prompt, _MARKS)
    tags = texts_of(front.values.get("tags"))
    deck = text_of(front.values.get("deck"))
    if cloze.gaps:
        drafts = tuple(
            CardDraft(
                kind=CardKind.CLOZE,
                prompt=cloze.prompt,
                answer=cloze.answer(ordinal),
                explanation=back,
                cloze_ordinal=ordinal,
                deck_path=deck,
                lines=(first_line, last_line),
                note_key=fingerprint_text(cloze.prompt),
                tags=tags,
                pattern="cloze",
            )
            for ordinal in cloze.ordinals()
        )
        return ReadDocument(drafts=drafts, title=title, meta=front.values)
    if not back:
        message = "The card has one side only: divide question and answer by a line `---`."
        problem = Problem(line=first_line, message=message)
        return ReadDocument(problems=(problem,), title=title, meta=front.values)
    draft = CardDraft(
        kind=CardKind.QUESTION,
        prompt=re.sub(r"^#{1,6} ", "", prompt),
        answer=back,
        deck_path=deck,
        lines=(first_line, last_line),
        note_key=fingerprint_text(prompt),
        tags=tags,
        pattern="two-sides",
    )
    return ReadDocument(drafts=(draft,), title=title, meta=front.values)


def _sides(body: str, first_line: int) -> list[tuple[int, str]]:
    sides: list[tuple[int, list[str]]] = [(first_line, [])]
    for line in scan_lines(body, first_line):
        if line.role is LineRole.PLAIN and _DIVIDER.match(line.text):
            sides.append((line.number + 1, []))
        else:
            sides[-1][1].append(line.text)
    return [(line, "\n".join(lines).strip()) for line, lines in sides]

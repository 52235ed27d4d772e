"""Keys that other tools do not see, in HTML comments or a YAML list below a card: they make it checked, or an interview."""

import re
from dataclasses import replace

from cards.core.documents.annotations import Annotation
from cards.core.documents.deck.choices import Report
from cards.core.documents.deck.grammar import HIDDEN_KEYS, LIST_KEYS
from cards.core.documents.deck.raw import RawCard, RawField

_KEY = re.compile(r"^\s*([a-z-]+)\s*:[ \t]*(.*)$", re.DOTALL)
_PART = re.compile(r"""([a-z_]+)\s*=\s*("[^"]*"|'[^']*'|\S+)""")
_KIND_WORDS = {"numeric": "number", "math": "expression", "symbolic": "expression"}
_QUESTION_PARTS = {
    "kind": "Kind",
    "vars": "Variables",
    "variables": "Variables",
    "form": "Form",
    "accept": "Accept",
    "reject": "Reject",
    "typos": "Typos",
    "hints": "Hints",
    "parameters": "Parameters",
}


def unfold_hidden_keys(card: RawCard, report: Report, *, is_foreign: bool) -> RawCard:
    """The card with its hidden keys as fields, as if it were written in our own format.

    In a foreign format a visible list of points counts as well; in ours it is a misplaced key.
    """
    added: list[RawField] = []
    for annotation in card.annotations:
        if annotation.is_id or annotation.text.strip().startswith("SR:"):
            continue
        added += _fields(annotation, report)
    fields = [*card.fields, *added]
    names = {found.name for found in fields}
    if card.opener in {"C", "cloze", "Interview", "Recall"} or not (added or is_foreign):
        return replace(card, fields=fields)
    if "=" in names:
        return replace(card, opener="Q", fields=_renamed(fields, "Q"))
    if names & set(LIST_KEYS):
        return replace(card, opener="Interview", fields=_renamed(fields, "Interview"))
    return replace(card, fields=fields)


def _renamed(fields: list[RawField], opener: str) -> list[RawField]:
    names = {"term": opener, "front": opener, "Q": opener, "meaning": "A", "back": "A"}
    return [replace(found, name=names.get(found.name, found.name)) for found in fields]


def _fields(annotation: Annotation, report: Report) -> list[RawField]:
    match = _KEY.match(annotation.text)
    if match is None:
        return []
    name, value = match[1], match[2].strip()
    if name == "q":
        return _question(value, annotation.line, report)
    if name in HIDDEN_KEYS:
        return [RawField(name=HIDDEN_KEYS[name], line=annotation.line, lines=value.split("\n"))]
    return []


def _question(value: str, line: int, report: Report) -> list[RawField]:
    """`numeric answer=0.693 tol=1e-3` as the fields of a checked answer."""
    parts = {match[1]: match[2].strip("\"'") for match in _PART.finditer(value)}
    words = _PART.sub(" ", value).split()
    answer = parts.pop("answer", "")
    if not answer:
        report(line, "A hidden question needs its answer: `<!-- q: numeric answer=0.693 -->`.", "q")
        return []
    unit = parts.pop("unit", "")
    fields = [RawField(name="=", line=line, lines=[f"{answer} {unit}".strip()])]
    if words:
        kind = _KIND_WORDS.get(words[0].casefold(), words[0].casefold())
        fields.append(RawField(name="Kind", line=line, lines=["quantity" if unit else kind]))
    tolerance = parts.pop("tol", "")
    if tolerance:
        bare = re.fullmatch(r"[\d.]+(?:e-?\d+)?", tolerance)
        text = f"{tolerance} absolute" if bare else tolerance
        fields.append(RawField(name="Tolerance", line=line, lines=[text]))
    for name, text in parts.items():
        if name in _QUESTION_PARTS:
            fields.append(RawField(name=_QUESTION_PARTS[name], line=line, lines=[text]))
        else:
            known = ", ".join(("answer", "unit", "tol", *_QUESTION_PARTS))
            report(line, f"`{name}` is no part of a hidden question. Known: {known}.", "q")
    return fields

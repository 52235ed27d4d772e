"""Two texts side by side with the words that differ marked."""

import difflib
import re
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# The comparison takes the square of this in the worst case: longer texts are shown whole.
MOST_WORDS = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field before and after. `is_marked` is false where the texts are too long to compare."""

    label: str
    before: SafeString
    after: SafeString
    is_marked: bool = True


def compare(label: str, before: str, after: str) -> Compared:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return Compared(
            label=label,
            before=conditional_escape(before),
            after=conditional_escape(after),
            is_marked=False,
        )
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Compared(
        label=label,
        before=joined("del", [("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in steps]),
        after=joined("ins", [("".join(new[c:d]), tag != "equal") for tag, _, _, c, d in steps]),
    )


def joined(tag: str, parts: list[tuple[str, bool]]) -> SafeString:
    """The parts of one side, the differing ones within `tag`."""
    return format_html_join(
        "", "{}", [(marked(tag, text) if differs else text,) for text, differs in parts if text]
    )


def marked(tag: str, text: str) -> SafeString:
    return format_html("<ins>{}</ins>" if tag == "ins" else "<del>{}</del>", text)

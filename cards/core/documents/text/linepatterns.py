"""The patterns of single lines, in one place because several readers ask about the same shapes."""

import re
import textwrap
from itertools import pairwise

from cards.core.documents.text.shape import is_title_case
from cards.core.documents.text.wordset import word_set

FENCE = re.compile(r"^\s*(`{3,}|~{3,})\s*\{?\.?([\w+#-]{0,30})")
HASH_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(\S.*)$")
SETEXT = re.compile(r"^(?:={3,}|-{3,})$")
NUMBERED_HEADING = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3})\*{0,2}\.?\s+(\S.*)$")
CHAPTER = re.compile(r"^\s{0,3}(\d{1,2})\.\s*([^\W\d_\s*`].*|\*\*\S.*)$")
QUOTE = re.compile(r"^\s{0,3}>\s?")
SUMMARY = re.compile(r"<summary>(.{1,600}?)</summary>", re.I)
DETAILS_TAG = re.compile(r"^</?(?:details|summary)\b[^<>]{0,100}>$", re.I)
DETAILS_END = re.compile(r"^</details>\s*$", re.I)
QUESTION = re.compile(
    r"^(?:#{1,6}\s+)?(?:\*\*|__)?Q(?:uestion|n)?\s*#?\d{0,3}\s*[.:)](?:\*\*|__)?\s+(\S.*)$", re.I
)
ANSWER = re.compile(r"^(?:\*\*|__)?A(?:nswer|ns)?\s*\d{0,3}\s*[.:)](?:\*\*|__)?\s*(.*)$", re.I)
STEP_LABEL = re.compile(
    r"^(?:\*\*)?((?:Step|Phase|Stage|Strategy|Method|Approach|Technique)\s+\d{1,2})\s*[:.–—-]\s*(\S.*?)(?:\*\*)?$"
)
GLUED_LABEL = re.compile(
    r"^(\d{1,2})\.([A-Z][^\s].{0,100}|[a-z]{1,3}[A-Z].{0,100}|[A-Z]\w{0,3}:?)$"
)
ITEM = re.compile(r"^(\s*)([-*+•‣▪●◦–]|\(?\d{1,3}[.)]|[a-z]\))\s+(\S.*)$")
ITEM_PAIR = re.compile(r"^\s*[-*+•]\s+[^:]{1,60}: \S")
BOLD_QUESTION = re.compile(r"^(?:\*\*|__)([^*_]{3,300}\?)(?:\*\*|__):?\s+(\S.*)$")
QUESTION_AND_TEXT = re.compile(
    r"^((?:what|why|how|when|which|where|who|is|are|can|does|do)\b[^?]{3,250}\?)\s+([^\W_].{8,})$",
    re.I,
)
NOTE_DEFINITION = re.compile(r"^\[\^?[^\[\]]{1,60}\]:\s")
BOLD_LINE = re.compile(r"^(?:\*\*|__)([^*]{2,160})(?:\*\*|__)$")
LABEL = re.compile(r"^\*{0,3}[\"“`(]?[^\W_][^:]{0,100}\*{0,2}:\*{0,3}$")
FIELD = re.compile(r"^\*{0,2}([^\W\d_`\"][^:]{0,70}?)\*{0,2}(?::|：)\*{0,2}\s+(\S.*)$")
DASH_FIELD = re.compile(r"^\*{0,2}([^\W_][^:—–]{0,60}?)\*{0,2}\s+(?:—|–|-{1,2}|=>|→)\s+(\S.*)$")
DEFINITION = re.compile(r"^:\s+(\S.*)$")
_GLUED_COLON = re.compile(r"(?<=[a-z)]):(?=[A-Z][a-z])")
_BLOCK_START = re.compile(
    r"^\s*(?:[-*+•‣▪●◦]\s|\(?\d{1,3}[.)]\s|#{1,6}\s|\||>|`{3,}|~{3,}|</?(?:details|summary)|<!--|\$\$|(?:\*\*)?(?:Q|A|Answer|Question)\s?\d{0,3}[:.)])"
)
_SENTENCE_LABELS = word_set(
    "note notes example examples e.g. i.e. warning tip for if when while because since in as the a an and ",
    "first second third fourth rewrite result but so this that these those it you we they there here let each every navigate http https see",
)


_OPENS_BODY = re.compile(
    r"^\s*(?:def|class|for|while|if|else|elif|try|except|with|async)\b.{0,300}:\s*$"
)


def starts_block(text: str) -> bool:
    """Whether a line begins something new instead of continuing a paragraph."""
    return bool(_BLOCK_START.match(text))


def is_field_label(label: str) -> bool:
    """Whether the left side of a colon names something, and is not the start of a sentence."""
    words = label.strip("*` ").split()
    if "$" in label or (len(words) > 4 and not is_title_case(label)):
        return False
    if not 0 < len(words) <= 7:
        return False
    if words[0].lower().rstrip(",") in _SENTENCE_LABELS and words[0].lower() != "a":
        return False
    return not re.search(r"[.!;=]|\bhttps?$|\w,\s+\w+\s+\w+\s+\w+", label)


def unglue(text: str) -> str:
    """`Poisoning Attacks:Corrupt data` with the blank it lost, outside maths and code."""
    if "$" in text or "`" in text or "://" in text:
        return text
    return _GLUED_COLON.sub(": ", text)


def dedent(body: str) -> str:
    return textwrap.dedent(body).strip("\n")


def lost_indentation(body: str) -> bool:
    """Whether a line that must be indented is not: the code cannot be shown as it was."""
    lines = [line for line in body.split("\n") if line.strip()]
    return any(
        _OPENS_BODY.match(line)
        and len(following) - len(following.lstrip()) <= len(line) - len(line.lstrip())
        for line, following in pairwise(lines)
    )

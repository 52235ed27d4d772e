"""Code without fences: where it starts, where it ends, and which language it looks like."""

import re

from cards.core.documents.text.wordset import word_set

LANGUAGES = word_set(
    "python py bash sh shell zsh console java javascript js typescript ts go rust c cpp c++ sql ",
    "yaml json toml r julia scala kotlin ruby php html css dockerfile powershell text plaintext",
)
_START = re.compile(
    r"^\s*(?:import [a-z_][\w.]*(?: as \w+)?(?:,.*)?$|from [\w.]+ import |(?:async )?def \w+\s*\(|class \w+\s*(?:\([^()]*\))?:\s*$"
    r"|@[a-z_][\w.]*(?:\(.*)?$|#!/|(?:\$ |sudo )?(?:pip3?|npm|npx|git|docker|kubectl|helm|conda|apt|apt-get|brew|curl|wget|python3?"
    r"|jupyter|source|export|cd|mkdir|uv|poetry) (?=[a-z./~-])[^.]*(?:\.(?! )[^.]+){0,20}$"
    r"|#include [<\"]|(?:public|private|static) \w+|SELECT .{1,200} FROM |CREATE TABLE |const \w+ =|let \w+ =|func \w+\(|fn \w+\()"
)
_COMMENT_START = re.compile(r"^\s*(?:# [A-Za-z]|// [A-Za-z])")
_KEYWORD = re.compile(
    r"^\s*(?:if|elif|for|while|with|async with|async for|match|case)\s.{0,300}:\s*(?:#.*)?$"
    r"|^\s*(?:else|try|finally|except[\w\s.,()]{0,100}):\s*$"
    r"|^\s*(?:return|raise|yield|await|assert|del|global|nonlocal)\b(?:\s+\S.{0,400})?$|^\s*(?:pass|break|continue)\s*$"
    r"|^\s*(?:print|super|self|echo)\b\s*[(.\"']"
)
_ASSIGNMENT = re.compile(r"^\s*[\w.\[\]'\":,*()\s-]{1,100}?\s*(?:[-+*/|&@]?=)\s*[^=\s]")
_CALL = re.compile(r"^\s*[\w.]{1,80}\(.{0,600}$")
_CODE_EDGE = re.compile(r"^\s*[)\]}\"'#]|[,({\[\\]\s*$|^\s*//|;\s*$")
_DOCUMENT_LABEL = re.compile(r"^\*{0,3}(?:[A-Z]|\d{1,2}\.[A-Z])[\w &/()\-,+'’.*]{1,78}:\*{0,2}$")
_DOCUMENT_HEADING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}\*{0,2}|\d{1,2}\.)\s+\S|^\d{1,2}\.[A-Z]|^#{2,6} [A-Z].{0,60}$"
)
_STEP_LABEL = re.compile(
    r"^(?:Step|Phase|Stage|Strategy|Part|Level|Method|Approach|Option)\s+\d{1,3}\s*[:.)-]"
)


def is_language_word(text: str) -> bool:
    return text.strip().lower() in LANGUAGES


def starts_code(text: str, *, may_be_heading: bool) -> bool:
    """Whether a line opens code. `may_be_heading`: the file uses `#` for headings."""
    if len(text) > 500:
        return False
    if _START.match(text):
        return True
    return not may_be_heading and bool(_COMMENT_START.match(text))


def looks_like_code(text: str) -> bool:
    """Whether a line inside a region of code may belong to it."""
    if len(text) > 1000:
        return False
    return bool(
        _START.match(text)
        or _COMMENT_START.match(text)
        or _KEYWORD.match(text)
        or _CODE_EDGE.search(text)
        or _ASSIGNMENT.match(text)
        or _CALL.match(text)
    )


def is_code_argument(text: str) -> bool:
    """`epsilon: Maximum step`: inside a docstring a field is not the document's."""
    return bool(re.match(r"^\s*(?:Args|Returns|Raises|Yields):", text))


def code_end(texts: list[str], start: int, *, limit: int = 400) -> int:
    """Index after the last line of the code that begins at `start`.

    Strings in triple quotes and open brackets are followed over lines that look like prose: a
    prompt inside a string is not the document's own list.
    """
    open_quote = ""
    depth = 0
    end = start
    for index in range(start, min(len(texts), start + limit)):
        text = texts[index]
        if not text.strip():
            if open_quote or _continues(texts, index):
                continue
            break
        if not open_quote:
            # A bracket left open by a lost line must not swallow the rest of the document.
            if _ends_code(text, inside=depth > 0 and index - end < 3) and index > start:
                break
            if depth <= 0 and index > start and not looks_like_code(text) and not _is_command(text):
                break
        open_quote, depth = _follow(text, open_quote, max(depth, 0))
        end = index + 1
        if open_quote and index - start > limit // 2:
            break
    return max(end, start + 1)


def _continues(texts: list[str], index: int) -> bool:
    following = next((text for text in texts[index + 1 : index + 3] if text.strip()), "")
    return (
        bool(following) and looks_like_code(following) and not _ends_code(following, inside=False)
    )


def _is_command(text: str) -> bool:
    return (
        bool(
            re.match(r"^\s*[a-z][\w.-]{1,30}(?:\s+-{0,2}[\w./=:\\-]{1,60}){0,8}(?:\s+#.*)?$", text)
        )
        and len(text) < 90
    )


def _ends_code(text: str, *, inside: bool) -> bool:
    if _STEP_LABEL.match(text) or _DOCUMENT_HEADING.match(text):
        return True
    if inside:
        return False
    if re.match(r"^\s*[-*•] [A-Z]", text):
        return True
    return bool(_DOCUMENT_LABEL.match(text)) and not _KEYWORD.match(text)


def _follow(text: str, open_quote: str, depth: int) -> tuple[str, int]:
    for quote in ('"""', "'''"):
        if open_quote and open_quote != quote:
            continue
        if text.count(quote) % 2:
            open_quote = "" if open_quote else quote
    if open_quote:
        return open_quote, depth
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*$", "", text)
    depth += sum(bare.count(mark) for mark in "([{") - sum(bare.count(mark) for mark in ")]}")
    return open_quote, depth


def guess_language(code: str) -> str:
    """A language name for the fence, empty when nothing tells."""
    if re.search(r"^\s*(?:def |class \w+.*:|import |from \S+ import |elif |print\()", code, re.M):
        return "python"
    if re.search(
        r"^\s*(?:\$ )?(?:pip|git|docker|kubectl|helm|curl|npm|cd|source|conda) ", code, re.M
    ):
        return "bash"
    if re.search(r"\bSELECT\b.+\bFROM\b", code, re.S):
        return "sql"
    return ""


def is_safe_when_flat(code: str) -> bool:
    """Whether code means the same without indentation: commands, or nothing but imports."""
    lines = [line.strip() for line in code.split("\n") if line.strip()]
    plain = [line for line in lines if not line.startswith("#")]
    if all(re.match(r"(?:import|from) \w|[\w, ]{1,60},?$|\)$", line) for line in plain):
        return True
    return guess_language(code) == "bash" and all(
        _is_command(line) or _START.match(line) for line in plain
    )

"""The block of keys at the top of a file: YAML between `---` lines, or TOML between `---` or `+++` lines."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from cards.core.documents.drafts import Problem

LARGEST_FRONT_MATTER = 20_000
DEEPEST_VALUE = 8

_KEY_LINE = re.compile(r"^([A-Za-z_][\w .-]*?)[ \t]*[:=](?:[ \t]+(.*))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands above a document, the line each key is on, and where the document begins."""

    values: Mapping[str, Any] = field(default_factory=dict)
    key_lines: Mapping[str, int] = field(default_factory=dict)
    syntax: str = ""  # "yaml", "toml", "lines" (neither, read key by key), or empty: none
    body_line: int = 1  # 1-based number of the first line after the front matter
    body_start: int = 0  # where that line begins in the text
    problems: tuple[Problem, ...] = ()


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, which can expand ten lines to gigabytes, and without numbers and dates:
    a tag `1.10` or a deck `2024-01-01` is text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {
    sign: [
        pair for pair in pairs if pair[0] in {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
    ]
    for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Separate the front matter from the body. A `---` that nothing closes is an ordinary line."""
    front = read_front_matter(text)
    return front, text[front.body_start :]


def read_front_matter(text: str) -> FrontMatter:
    """The front matter alone: a copy of the body of a large deck is one too many."""
    if not text.startswith(("---", "+++")):
        return FrontMatter()
    newline = text.find("\n")
    marker = text[:newline].rstrip() if newline >= 0 else ""
    if marker not in {"---", "+++"}:
        return FrontMatter()
    rest = text[newline + 1 : newline + 1 + LARGEST_FRONT_MATTER]
    end = re.search(rf"^{re.escape(marker)}[ \t]*$", rest, re.MULTILINE)
    if end is None:
        if _looks_like_keys(rest):
            problem = Problem(
                line=1,
                message=f"The front matter is not closed: add a line `{marker}` after its last key.",
            )
            return FrontMatter(problems=(problem,))
        return FrontMatter()
    block = rest[: end.start()]
    body_start = newline + 1 + end.end()
    body_start += text.startswith("\n", body_start)
    body_line = 1 + block.count("\n") + 2
    read = _read_block(block, prefers_toml=marker == "+++")
    if read is None:  # `---`, prose, `---`: thematic breaks, not front matter
        return FrontMatter()
    values, syntax, problems = read
    key_lines = {name: line for name, line in _key_lines(block) if name in values}
    return FrontMatter(
        values=values,
        key_lines=key_lines,
        syntax=syntax,
        body_line=body_line,
        body_start=body_start,
        problems=problems,
    )


def _looks_like_keys(rest: str) -> bool:
    first = rest.split("\n", 1)[0]
    return bool(re.match(r"^[a-z_]+:[ \t]", first))


def _read_block(
    block: str, *, prefers_toml: bool
) -> tuple[dict[str, Any], str, tuple[Problem, ...]] | None:
    if not block.strip():
        return {}, "yaml", ()
    order = (_read_toml, _read_yaml) if prefers_toml else (_read_yaml, _read_toml)
    for read in order:
        values = read(block)
        if values is not None:
            return values, "toml" if read is _read_toml else "yaml", ()
    return _read_key_by_key(block)


def _read_yaml(block: str) -> dict[str, Any] | None:
    try:
        values = yaml.load(block, Loader=_PlainLoader)  # noqa: S506  (derived from SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None
    if values is None:
        return {}
    if not isinstance(values, dict) or _depth(values) > DEEPEST_VALUE:
        return None
    return {str(name): value for name, value in values.items()}


def _read_toml(block: str) -> dict[str, Any] | None:
    try:
        values = tomllib.loads(block)
    except (ValueError, RecursionError):
        return None
    return values if _depth(values) <= DEEPEST_VALUE else None


def _read_key_by_key(block: str) -> tuple[dict[str, Any], str, tuple[Problem, ...]] | None:
    """A value such as `deck: Maths: limits` is no YAML; its author still means one line a key."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for line, text in enumerate(block.split("\n"), start=2):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _KEY_LINE.match(text)
        if match:
            values[match[1]] = (match[2] or "").strip().strip("\"'")
        else:
            problems.append(
                Problem(line=line, message="This line of the front matter is no `key: value`.")
            )
    if not values or len(problems) > len(values):
        return None
    return values, "lines", tuple(problems)


def _key_lines(block: str) -> Iterator[tuple[str, int]]:
    for line, text in enumerate(block.split("\n"), start=2):
        match = _KEY_LINE.match(text)
        if match:
            yield match[1], line


def _depth(value: object, limit: int = DEEPEST_VALUE + 1) -> int:
    if limit <= 0:
        return 1
    if isinstance(value, dict):
        return 1 + max((_depth(inner, limit - 1) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(inner, limit - 1) for inner in value), default=0)
    return 0


def text_of(value: object) -> str:
    """A front matter value as one line of text; nothing for lists and tables."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value).split())


def texts_of(value: object) -> tuple[str, ...]:
    """A front matter value as several texts: a list, or `a, b`, or `#a #b`."""
    if isinstance(value, list):
        parts = [part for inner in value for part in text_of(inner).split(",")]
    else:
        line = text_of(value)
        parts = line.split() if line.startswith("#") else line.split(",")
    cleaned = (part.strip().lstrip("#").strip() for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def nearest(name: str, known: tuple[str, ...]) -> str:
    """The known name that a misspelt one most likely means, or nothing."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.75)
    return folded[found[0]] if found else ""

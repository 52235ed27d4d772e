"""Other ways to say a key point, as authors write them behind it."""

import re

_SYNONYMS = re.compile(r"\s*\(also:\s*(?P<synonyms>[^()]*)\)\s*$", re.IGNORECASE)


def split_synonyms(point: str) -> tuple[str, tuple[str, ...]]:
    """A point and the other ways to say it: `dead units (also: dying ReLU; dead neurons)`."""
    match = _SYNONYMS.search(point)
    if match is None:
        return point, ()
    synonyms = tuple(filter(None, (part.strip() for part in match["synonyms"].split(";"))))
    return point[: match.start()], synonyms

"""The library's files in the order in which its topics are learned."""

from pathlib import Path

CONTENTS = "contents.txt"


def library_files(folder: Path) -> list[str]:
    """Relative names of the deck files, as `contents.txt` orders them; unlisted ones follow."""
    listed = [
        line.strip()
        for line in (folder / CONTENTS).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    found = sorted(str(path.relative_to(folder)) for path in folder.glob("*/*.md"))
    known = set(found)
    return [name for name in listed if name in known] + [
        name for name in found if name not in set(listed)
    ]

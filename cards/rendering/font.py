"""The math font: STIX Two Math (SIL Open Font License), cut down to what formulas can reach.

The whole font is 1.5 MB. Formulas need its MATH table, the letters and signs that math-core
writes, and the larger sizes of brackets and roots.
"""

import io
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT_NAME = "stix-two-math.woff2"

# First and last code point of what is kept. Letters with accents come from the text font.
_KEPT = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ×, ±, ·, ¬, °
    (0x0131, 0x0131),  # dotless i and j, under hats
    (0x0237, 0x0237),
    (0x02C6, 0x02DD),  # accents that stand alone
    (0x0300, 0x0338),  # combining accents, the slash of "not"
    (0x0391, 0x03F6),  # Greek
    (0x2009, 0x2026),  # thin spaces, dashes, bars, dots
    (0x2032, 0x2037),  # primes
    (0x2044, 0x2044),
    (0x2061, 0x2064),  # invisible operators
    (0x20D0, 0x20EF),  # arrows above letters
    (0x2100, 0x214F),  # letter-like: ℝ, ℓ, ℏ, ℒ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators and relations
    (0x2308, 0x230B),  # ceilings and floors
    (0x23B0, 0x23B1),
    (0x23DC, 0x23E1),  # braces and brackets above and below
    (0x25A1, 0x25A1),
    (0x25B3, 0x25B3),
    (0x25CB, 0x25CB),
    (0x2713, 0x2713),
    (0x27C2, 0x27C2),
    (0x27E6, 0x27EF),  # angle and double brackets
    (0x27F5, 0x27FF),  # long arrows
    (0x2A00, 0x2A06),  # large operators
    (0x2A7D, 0x2A7E),
    (0x2AAF, 0x2AB0),
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0xFE00, 0xFE00),  # chancery or round script capitals
)
# Styles of letters that no command of ours writes: Fraktur and sans-serif bold, slanted.
_LEFT_OUT = (
    (0x1D56C, 0x1D59F),  # bold Fraktur
    (0x1D5D4, 0x1D66F),  # sans-serif bold, italic, bold italic
    (0x1D756, 0x1D7CB),  # sans-serif Greek
    (0x1D7EC, 0x1D7F5),  # sans-serif bold digits
)
_FEATURES = ["ssty", "math", "kern", "mark", "mkmk", "dtls", "ccmp"]


class FontError(Exception):
    """The font cannot be built; the message says what to do."""


def source_font() -> Path:
    """The whole font, as the `ziamath` package brings it."""
    package = find_spec("ziamath")  # only found: importing it would load the whole font
    for folder in (package.submodule_search_locations if package else None) or ():
        path = Path(folder) / "fonts" / "STIXTwoMath-Regular.ttf"
        if path.is_file():
            return path
    raise FontError(
        "No STIXTwoMath-Regular.ttf in the ziamath package. Install the locked requirements "
        "again; until then formulas use a font of the visitor's system."
    )


def kept_characters() -> set[int]:
    kept = {code for first, last in _KEPT for code in range(first, last + 1)}
    return kept - {code for first, last in _LEFT_OUT for code in range(first, last + 1)}


def cut_font(source: Path) -> bytes:
    """The subset of this font as WOFF2, the same bytes each time. About three seconds."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = _FEATURES
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 4, 5, 6, 7, 13, 14]  # the licence goes with the font
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["DSIG"]
    with TTFont(source, recalcTimestamp=False) as font:
        _offer_script_forms(font)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=kept_characters())
        subsetter.subset(font)
        font.flavor = "woff2"
        output = io.BytesIO()
        font.save(output)
    return output.getvalue()


def _offer_script_forms(font: TTFont) -> None:
    """Lets every script ask for `ssty`: Chromium shapes a prime as common text, not as maths."""
    table = font["GSUB"].table
    features = [
        index
        for index, record in enumerate(table.FeatureList.FeatureRecord)
        if record.FeatureTag == "ssty"
    ]
    for record in table.ScriptList.ScriptRecord:
        language = record.Script.DefaultLangSys
        if language is not None and not set(features) & set(language.FeatureIndex):
            language.FeatureIndex = sorted({*language.FeatureIndex, *features})
            language.FeatureCount = len(language.FeatureIndex)


def _is_current(target: Path) -> bool:
    """There, whole, and not older than the list of characters above."""
    if not target.is_file():
        return False
    built = target.stat()
    return built.st_size > 0 and built.st_mtime >= Path(__file__).stat().st_mtime


def build_font(directory: Path, *, is_forced: bool = False) -> Path:
    """Puts the font into the directory unless a current one is there; another process may do the same."""
    target = directory / FONT_NAME
    if not is_forced and _is_current(target):
        return target
    directory.mkdir(parents=True, exist_ok=True)
    content = cut_font(source_font())
    with tempfile.NamedTemporaryFile(dir=directory, suffix=".part", delete=False) as file:
        file.write(content)
    part = Path(file.name)
    try:
        part.chmod(0o644)  # a temporary file is for its owner only; a web server may be another
        os.replace(part, target)  # noqa: PTH105 (atomic: nobody reads half a font)
    finally:
        part.unlink(missing_ok=True)
    return target

"""The math font: what it keeps, how large it is, and how it gets to its place."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from fontTools.ttLib import TTFont

from cards.rendering.font import FONT_NAME, FontError, source_font

FORMULAS = Path(__file__).parent.parent / "data" / "rendering" / "formulas.json"


@pytest.fixture(scope="module")
def font_path(tmp_path_factory):
    """Built by the command where an outdated font stood."""
    path = tmp_path_factory.mktemp("fonts") / FONT_NAME
    path.write_bytes(b"outdated")
    os.utime(path, (0, 0))
    with override_settings(MATH_FONT_DIR=path.parent):
        call_command("build_math_font", verbosity=0)
    return path


def test_the_font_is_small_and_has_what_formulas_need(font_path):
    with TTFont(font_path) as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        licence = font["name"].getDebugName(13)

        assert font.flavor == "woff2"
        assert "MATH" in font
        assert {"ssty", "dtls"} <= features
        assert "Open Font License" in licence
    assert font_path.stat().st_size < 250_000


def test_every_character_of_the_golden_formulas_is_in_the_font(font_path):
    with TTFont(font_path) as font:
        known = set(font.getBestCmap())
    text = "".join(json.loads(FORMULAS.read_text(encoding="utf-8")).values())

    assert sorted(c for c in set(text) - {"\n", "\ufe00", "\ufe01"} if ord(c) not in known) == []


def test_the_command_leaves_nothing_but_the_font(font_path):
    assert [path.name for path in font_path.parent.iterdir()] == [FONT_NAME]
    assert font_path.stat().st_mode & 0o777 == 0o644


def test_the_command_leaves_a_current_font_alone(tmp_path, settings, capsys):
    settings.MATH_FONT_DIR = tmp_path
    (tmp_path / FONT_NAME).write_bytes(b"current")

    call_command("build_math_font")

    assert (tmp_path / FONT_NAME).read_bytes() == b"current"
    assert "kB" in capsys.readouterr().out


def test_a_package_without_the_font_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr("cards.rendering.font.find_spec", lambda name: None)

    with pytest.raises(FontError, match="Install the locked requirements"):
        source_font()


def test_the_command_says_what_to_do_when_it_cannot_write(tmp_path, settings):
    (tmp_path / "fonts").write_text("a file where the directory should be")
    settings.MATH_FONT_DIR = tmp_path / "fonts"

    with pytest.raises(CommandError, match="STATE_DIR"):
        call_command("build_math_font")

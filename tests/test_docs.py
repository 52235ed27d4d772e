"""The documents say what is true: links lead somewhere, settings and commands exist."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "cards" / "README.md",
    ROOT / "cards" / "library" / "README.md",
    ROOT / "tests" / "benchmarks" / "README.md",
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(path):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / target).exists(), target


def test_every_variable_that_is_read_is_documented():
    settings = (ROOT / "quizsite" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    documented = set(re.findall(r"`([A-Z_]{4,})`", (ROOT / "README.md").read_text()))
    assert read <= documented
    assert documented - read <= {"STATE_DIR"}


def test_every_command_that_is_named_exists():
    for path in DOCUMENTS:
        for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text()):
            assert name in get_commands(), f"{path.name}: {name}"


def test_the_map_names_every_module_of_the_layers_it_lists():
    read_me = (ROOT / "cards" / "README.md").read_text()
    for name in re.findall(r"`((?:core|actions)/[a-z_/]+(?:\.py)?)`", read_me):
        assert (ROOT / "cards" / name).exists(), name


def test_no_document_of_the_project_names_a_place_of_this_machine():
    for path in [*DOCUMENTS, *ROOT.glob("cards/**/*.py"), *ROOT.glob("tests/**/*.py")]:
        if path.name != "test_docs.py":
            assert "/work/" not in path.read_text(errors="replace"), path

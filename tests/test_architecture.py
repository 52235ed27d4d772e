"""The picture in cards/README.md, kept by a test: imports only point down, files stay small."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARDS = ROOT / "cards"
MAXIMUM_LINES = 400

# What each layer of `cards` may import of the others.
CORE = {"core"}
MODELS = CORE | {"models"}
ALLOWED = {
    "core": CORE,
    "rendering": CORE | {"rendering"},
    "checker": CORE | {"checker"},
    "models": MODELS,
    "access": MODELS | {"access"},
    "queries": MODELS | {"access", "checker", "rendering", "queries"},
    "actions": MODELS | {"access", "checker", "rendering", "queries", "actions"},
    "forms": MODELS | {"queries", "forms"},
    "requests": MODELS,
    "authentication": MODELS,
    "htmx": set(),
    "templatetags": MODELS | {"rendering", "queries", "templatetags"},
}
ENTRANCES = {"views", "admin", "management", "urls", "apps"}
FORBIDDEN_IN_CORE = {"django", "allauth", "time", "random", "secrets"}
CLOCK_CALLS = {"now", "today", "utcnow"}


def modules(under=CARDS):
    return [
        path
        for path in sorted(under.rglob("*.py"))
        if "migrations" not in path.parts and ".venv" not in path.parts
    ]


def layer_of(path):
    return path.relative_to(CARDS).parts[0].removesuffix(".py")


@cache
def nodes_of(path):
    return list(ast.walk(ast.parse(path.read_text())))


def imports_of(path):
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def short(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=short)
def test_imports_only_point_down(path):
    layer = layer_of(path)
    if layer in ENTRANCES or layer == "__init__":
        return
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "cards" and len(parts) > 1:
            assert parts[1] in ALLOWED[layer], f"{layer} imports {name}"


@pytest.mark.parametrize("path", modules(CARDS / "core"), ids=short)
def test_the_core_knows_neither_django_nor_clock_nor_chance(path):
    found = {name.split(".")[0] for name in imports_of(path)} & FORBIDDEN_IN_CORE
    assert not found
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCK_CALLS, f"line {node.lineno} asks the clock"


@pytest.mark.parametrize("path", modules() + modules(ROOT / "quizsite"), ids=short)
def test_no_module_has_outgrown_one_topic(path):
    assert len(path.read_text().splitlines()) <= MAXIMUM_LINES


@pytest.mark.parametrize("path", modules() + modules(ROOT / "quizsite"), ids=short)
def test_no_text_is_ever_evaluated_as_code(path):
    # `compile` of a regular expression is a method; the built-in of that name is not called anywhere.
    dangerous = {"eval", "exec", "compile", "sympify", "parse_expr", "parse_latex", "lambdify"}
    for node in nodes_of(path):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else ""
            if isinstance(function, ast.Attribute) and function.attr != "compile":
                name = function.attr
            assert name not in dangerous, f"line {node.lineno} calls {name}"


@pytest.mark.parametrize("path", [*modules(CARDS / "core"), *modules(CARDS / "actions")], ids=short)
def test_the_map_names_every_rule_and_every_action(path):
    if path.name == "__init__.py":
        return
    read_me = (CARDS / "README.md").read_text()
    package = path.relative_to(CARDS)
    # A package is named as a whole where its modules are its inside.
    names = {str(package), *(f"{parent}/" for parent in package.parents if len(parent.parts) > 1)}
    assert any(f"`{name}`" in read_me for name in names), f"{package} is not in cards/README.md"


def test_every_layer_has_its_place_in_the_picture():
    found = {layer_of(path) for path in modules()} - {"__init__"}
    assert found <= set(ALLOWED) | ENTRANCES

"""Fetching the interpreter for browsers, with an npm of our own that needs no network."""

import gzip
import json
import os

import pytest

from quizsite import python_in_browser
from quizsite.python_in_browser import FILES, NotInstalledError, install, locked_version

NPM = """#!/bin/sh
echo "$@" >> "{log}"
mkdir -p node_modules/pyodide
for name in {files}; do echo content > node_modules/pyodide/$name; done
echo more > node_modules/pyodide/console.html
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the npm of this test is a shell script")


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Write an npm; it is asked for instead of the real one, and its log says how often."""
    log = tmp_path / "npm.log"

    def write(script):
        program = tmp_path / "bin" / "npm"
        program.parent.mkdir(exist_ok=True)
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        return log

    write.log = log
    return write


def good(npm):
    return npm(NPM.format(log=npm.log, files=" ".join(FILES)))


def test_the_locked_version_is_fetched_once_without_scripts(npm, tmp_path):
    log, target = good(npm), tmp_path / "var" / "python-in-browser"
    directory = install(target)
    assert directory == target / locked_version()
    assert install(target) == directory
    assert log.read_text().split("\n")[:-1] == [
        "ci --ignore-scripts --no-audit --no-fund --loglevel=error"
    ]
    names = {path.name for path in directory.iterdir()}
    assert names == {*FILES, "pyodide.mjs.gz", "pyodide.asm.mjs.gz", "pyodide.asm.wasm.gz"}
    assert gzip.decompress((directory / "pyodide.mjs.gz").read_bytes()) == b"content\n"
    assert [path.name for path in target.parent.iterdir()] == ["python-in-browser"]


def test_an_older_version_makes_room(npm, tmp_path):
    good(npm)
    (tmp_path / "python" / "1.0.0").mkdir(parents=True)
    directory = install(tmp_path / "python")
    assert list((tmp_path / "python").iterdir()) == [directory]


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexit 0\n"])
def test_where_npm_fails_nothing_is_left_behind(npm, tmp_path, script):
    npm(script)
    with pytest.raises(NotInstalledError, match="npm could not fetch"):
        install(tmp_path / "var" / "python")
    assert list((tmp_path / "var").rglob("*")) == [tmp_path / "var" / "python"]


def test_the_manifest_asks_for_the_version_of_the_lock():
    manifest = json.loads((python_in_browser.LOCK_DIR / "package.json").read_text())
    assert manifest["dependencies"] == {"pyodide": locked_version()}

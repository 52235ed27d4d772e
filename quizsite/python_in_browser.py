"""Fetches the Python that runs in the learner's browser: optional, by npm and its lock file.

Standard library only, like `__main__`, which calls it.
"""

import gzip
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

LOCK_DIR = Path(__file__).resolve().parent.parent / ".python-in-browser"
# All that a browser asks for. The package also holds consoles, type declarations and source maps.
FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
NO_NPM = (
    "npm was not found. Install Node.js (on Debian or Ubuntu: apt install npm) and try again, or leave"
    " it: coding questions are then answered as text."
)


class NotInstalledError(Exception):
    """The interpreter could not be fetched; the message is one line."""


def locked_version() -> str:
    lock = json.loads((LOCK_DIR / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/pyodide"]["version"])


def is_complete(directory: Path) -> bool:
    return all((directory / name).is_file() for name in FILES)


def install(target: Path) -> Path:
    """Put the locked version into `target`/<version>, unless it is there; other versions go."""
    directory = target / locked_version()
    if not is_complete(directory):
        npm = shutil.which("npm")
        if npm is None:
            raise NotInstalledError(NO_NPM)
        target.mkdir(parents=True, exist_ok=True)
        # Beside the place it goes to, so that the last step is one rename.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="python-in-browser-") as name:
            fetched = fetch(npm, Path(name))
            shutil.rmtree(directory, ignore_errors=True)
            fetched.replace(directory)
    for other in target.iterdir():
        if other.is_dir() and other != directory:
            shutil.rmtree(other, ignore_errors=True)
    return directory


def fetch(npm: str, workplace: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCK_DIR / name, workplace / name)
    # Scripts of packages stay off: what is fetched is checked against the lock and only copied.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    result = subprocess.run(command, cwd=workplace, env=os.environ | {"NODE_ENV": "production"})
    package = workplace / "node_modules" / "pyodide"
    if result.returncode != 0 or not is_complete(package):
        raise NotInstalledError("npm could not fetch the interpreter: see above.")
    files = workplace / "files"
    files.mkdir()
    for name in FILES:
        content = (package / name).read_bytes()
        (files / name).write_bytes(content)
        if name.endswith((".wasm", ".mjs")):
            # Beside it, where the server of static files looks: a third of the size.
            (files / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    # A temporary directory is closed to everybody else; a server may run as another user.
    files.chmod(0o755)
    return files

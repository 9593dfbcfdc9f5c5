"""Check the links of the texts, in Markdown files and in notebooks.

    python -m tools.links

tries the addresses of other sites; CI does so weekly. What lies in the
repository, files and headings, a test checks by ``broken_links``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import requests

from tools.authoring.assemble import settings
from utils import ROOT

# Of [text](target), and of <img src="target"> or <a href="target">.
TARGET = re.compile(r'\]\(<?([^()\s<>]+)>?\)|\b(?:src|href)="([^"]+)"')
ADDRESS = re.compile(r"https?://[\w.-]+\.\w+[^\s()<>\"'`\]]*")
BLOCK = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)


def tracked_files(*patterns: str) -> list[Path]:
    """Return the files that git tracks, or would add, by git's patterns."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others"]
        + ["--exclude-standard"]
        + ["--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file()]


def text_files() -> list[Path]:
    """Return the Markdown files and the notebooks."""
    return tracked_files("*.md", "*.ipynb")


@cache
def markdown(path: Path) -> str:
    """Return a file's Markdown; of a notebook, that of its text cells."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] != "code"]
    return "\n\n".join(texts)


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return what may stand behind ``#`` in a link to a file.

    JupyterLab makes it from a heading in one way, GitHub in another.
    """
    titles = HEADING.findall(BLOCK.sub("", markdown(path)))
    if path.suffix == ".ipynb":
        return frozenset(title.replace(" ", "-") for title in titles)
    found: list[str] = []
    for title in titles:
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        slug = re.sub(r"[^\w\- ]", "", shown).replace(" ", "-")
        again = found.count(slug)
        found += [slug] + ([f"{slug}-{again}"] if again else [])
    return frozenset(found)


def targets(path: Path) -> Iterator[str]:
    """Yield where the links and images of a file point to."""
    prose = CODE.sub("", BLOCK.sub("", markdown(path)))
    for pair in TARGET.findall(prose):
        yield "".join(pair)


def broken_links(files: Iterable[Path]) -> list[str]:
    """Return a line for each link to a file or heading that is not there."""
    broken = []
    for path in files:
        for target in targets(path):
            if re.match(r"[a-z]+:", target):  # https:, attachment:, data:
                continue
            name, _, anchor = target.partition("#")
            aim = path.parent / unquote(name) if name else path
            where = f"{path.name}: {target}"
            if not aim.exists():
                broken.append(f"{where}: no such file")
            elif anchor and unquote(anchor) not in anchors(aim):
                broken.append(f"{where}: no such heading")
    return broken


def addresses(files: Iterable[Path]) -> dict[str, str]:
    """Return the addresses of other sites, each with a file that names it.

    Those that hold the repository's own name are left out: they lead to what
    `broken_links` looks at.
    """
    own = settings()["repository"].removeprefix("https://github.com/")
    return {
        address.rstrip(".,;:*"): path.name
        for path in files
        for address in ADDRESS.findall(markdown(path))
        if own not in address
    }


def failure(address: str) -> str | None:
    """Try an address; say why it is dead, or return None.

    A site that refuses a program (403, 429, …) does answer: only what is
    gone (404, 410) or gives no answer at all is dead.
    """
    try:
        with requests.get(address, stream=True, timeout=30) as response:
            gone = response.status_code in {404, 410}
            return f"status {response.status_code}" if gone else None
    except requests.RequestException as error:
        return type(error).__name__


def main() -> None:
    """Print the addresses that are dead; exit with 1 if there are any."""
    dead = 0
    for address, name in sorted(addresses(text_files()).items()):
        if reason := failure(address):
            print(f"{name}: {address}: {reason}", flush=True)
            dead += 1
    sys.exit(1 if dead else 0)


if __name__ == "__main__":
    main()

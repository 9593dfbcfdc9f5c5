"""The links of the texts lead somewhere, and broken ones are noticed."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tools.authoring.assemble import settings
from tools.links import addresses, broken_links, failure, text_files
from utils import ROOT


def test_every_file_and_heading_is_there():
    files = text_files()
    assert ROOT / "notebooks" / "MAP.md" in files
    assert broken_links(files) == []


@pytest.fixture
def other(tmp_path):
    """Write a Markdown file and a notebook to point at; return the folder."""
    (tmp_path / "other.md").write_text(
        "# Two words\n\n## It's `code`!\n\n## Again\n\n## Again\n\n"
        "```\n# No heading\n```\n",
        "utf-8",
    )
    cells = [
        {"cell_type": "code", "source": ["# No heading"]},
        {"cell_type": "markdown", "source": ["## What is it?\n", "text"]},
    ]
    (tmp_path / "a book.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


@pytest.mark.parametrize(
    "link",
    [
        "[a](other.md)",
        "[a](other.md#two-words)",
        "[a](other.md#its-code)",
        "[a](other.md#again-1)",
        "[a](a%20book.ipynb#What-is-it%3F)",
        "[a](#own-heading)",
        "![a](attachment:picture.png)",
        "[a](https://example.org/nothing)",
        "`[a](code)`",
        "```\n[a](code)\n```",
    ],
)
def test_good_link_passes(other, link):
    file = other / "file.md"
    file.write_text(f"# Own heading\n\nSee {link}.\n", "utf-8")
    if link.startswith("```"):
        file.write_text(f"# Own heading\n\n{link}\n", "utf-8")
    assert broken_links([file]) == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("[a](nothing.md)", "no such file"),
        ("[[a]](folder/other.md)", "no such file"),
        ('<img src="nothing.png" width="9">', "no such file"),
        ("[a](other.md#three-words)", "no such heading"),
        ("[a](other.md#no-heading)", "no such heading"),
        ("[a](other.md#again-2)", "no such heading"),
        ("[a](a%20book.ipynb#what-is-it)", "no such heading"),
        ("[a](a%20book.ipynb#No-heading)", "no such heading"),
        ("[a](#other-heading)", "no such heading"),
    ],
)
def test_broken_link_is_reported(other, link, why):
    file = other / "file.md"
    file.write_text(f"# Own heading\n\nSee {link}.\n", "utf-8")
    (line,) = broken_links([file])
    assert line.startswith("file.md: ") and line.endswith(why)


def test_links_of_a_notebook_are_those_of_its_text_cells(tmp_path):
    cells = [
        {"cell_type": "code", "source": ["'[a](in_code.md)'"]},
        {"cell_type": "markdown", "source": ["[a](in_text.md)"]},
    ]
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    assert broken_links([path]) == ["book.ipynb: in_text.md: no such file"]


def test_addresses_are_those_of_other_sites(tmp_path):
    path = tmp_path / "file.md"
    path.write_text(
        "[a](https://example.org/a_(b)), <https://example.org/c>, "
        "https://example.org/d. And `https://`, and "
        f"{settings()['repository']}/issues\n",
        "utf-8",
    )
    found = addresses([path])
    assert set(found.values()) == {"file.md"}
    assert {"https://example.org/c", "https://example.org/d"} <= set(found)
    assert not [a for a in found if a.endswith("issues")]


class Site(BaseHTTPRequestHandler):
    """Answers /200 with 200 and so on."""

    def do_GET(self):
        self.send_response(int(self.path[1:]))
        self.end_headers()

    def log_message(self, *arguments):
        """Print nothing."""


def test_gone_and_silent_are_dead_but_not_refused(unreachable_url):
    with HTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{site.server_port}"
        try:
            assert failure(f"{address}/404") == "status 404"
            assert failure(f"{address}/410") == "status 410"
            assert failure(f"{address}/200") is None
            assert failure(f"{address}/403") is None
        finally:
            site.shutdown()
    assert failure(unreachable_url) == "ConnectionError"

"""Sets of pages with their right answers: what is read, and what is said of those that are not as they should be."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from newsclean.evaluate import GoldError, Snippet, read_gold
from tests.conftest import FIXTURES, fixture_pages
from tests.evaluate.conftest import BODY, PAGE, ROW, lines_of, rows_named, write_set, write_zip


def test_folder_and_zip_file_are_the_same_set(tmp_path: Path) -> None:
    """A set is named after its folder or its file; going through it gives the pages with their bytes, in order."""
    rows = rows_named("b", "a")
    folder, archive = read_gold(write_set(tmp_path / "sea", rows)), read_gold(write_zip(tmp_path / "sea.zip", rows))
    assert (folder.name, archive.name) == ("sea", "sea")
    assert folder.pages == archive.pages
    assert list(folder) == list(archive) == [(page, PAGE.encode()) for page in folder.pages]
    assert [page.id for page in folder.pages] == ["b", "a"]


def test_every_field_is_read(tmp_path: Path) -> None:
    """The fields that an evaluation looks at arrive, with both forms of must_not; others are passed by."""
    row = {
        **ROW,
        "authors": ["A", "B"],
        "editors": ["C"],
        "source_name": "Post",
        "date": "2024-05-20",
        "date_alt": "2024-05-21",
        "must_have": ["by day"],
        "must_not": ["Home", {"text": "Sea", "kind": "navigation"}, {"text": "Post"}, "Copyright"],
        "must_not_kind": {"foot": ["Copyright"], "related": []},
        "optional_lines": ["Sea and sky"],
        "licence": 7,
    }
    (page,) = read_gold(write_set(tmp_path / "set", [row])).pages
    assert (page.url, page.language, page.title, page.body) == (ROW["url"], "en", "Harbour reopens", BODY)
    assert (page.authors, page.editors, page.source) == (("A", "B"), ("C",), "Post")
    assert page.days == ("2024-05-20", "2024-05-21")
    assert page.must_have == ("by day",)
    assert page.must_not == (
        Snippet("Home"),
        Snippet("Sea", "navigation"),
        Snippet("Post"),
        Snippet("Copyright", "foot"),
    )
    assert page.optional_lines == ("Sea and sky",)


@pytest.mark.parametrize(
    ("fields", "whole"),
    [
        ({}, True),
        ({"gold_kind": "reference"}, True),
        ({"gold_kind": None}, True),
        ({"gold_kind": "snippets"}, False),
        ({"gold_kind": "meta"}, False),
        ({"gold_kind": None, "body": None}, False),
    ],
)
def test_a_body_counts_where_the_gold_says_it_is_whole(tmp_path: Path, fields: dict[str, Any], *, whole: bool) -> None:
    """`gold_kind` says whether the body is whole; without it, a body is."""
    (page,) = read_gold(write_set(tmp_path / "set", [{**ROW, **fields}])).pages
    assert (page.body is not None) == whole


def test_a_folder_for_each_page_is_a_set() -> None:
    """The layout of our own fixtures is read: the folder's name is the id, the bytes are those beside expected.json."""
    gold = read_gold(FIXTURES)
    assert [(page.id, raw) for page, raw in gold] == [(page.name, page.raw) for page in fixture_pages()]
    assert [page.body for page in gold.pages] == [page.expected["body"] for page in fixture_pages()]


def test_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    """Editors leave both behind."""
    folder = write_set(tmp_path / "set", [ROW])
    (folder / "gold.jsonl").write_bytes(b"\xef\xbb\xbf" + lines_of([ROW]) + b"\r\n\n")
    assert len(read_gold(folder)) == 1


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    """Only a line feed parts pages: U+2028 may stand in a text."""
    folder = write_set(tmp_path / "set", [{**ROW, "title": "Harbour\u2028reopens"}])
    assert read_gold(folder).pages[0].title == "Harbour\u2028reopens"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": None}, "'id' is missing"),
        ({"file": ""}, "'file' is missing"),
        ({"id": 5}, "'id' is 5, but must be text or null"),
        ({"id": "first"}, "the id 'first' was on an earlier line"),
        ({"file": "pages/none.html"}, "there is no file 'pages/none.html'"),
        ({"gold_kind": "whole"}, "'gold_kind' is 'whole', but must be one of full, reference, snippets, meta"),
        ({"body": ""}, "'gold_kind' is 'full', but 'body' is empty"),
        ({"authors": "Jane Doe"}, "'authors' must be a list of texts or null"),
        ({"editors": [1]}, "'editors' must be a list of texts or null"),
        ({"date": "May 2024"}, "'date' is 'May 2024', but must be a day as in 2024-05-20, or null"),
        ({"must_have": [" "]}, "'must_have' has the snippet ' ', but must have texts that are not empty"),
        ({"must_not": "x"}, "'must_not' must be a list or null"),
        ({"must_not": [{"kind": "ads"}]}, "'must_not' has the snippet None"),
        ({"must_not": [{"text": "x", "kind": 1}]}, "'must_not' has the kind 1"),
        ({"must_not_kind": ["ads"]}, "'must_not_kind' must map each kind to a list of texts"),
    ],
)
def test_a_wrong_field_is_named_with_file_and_line(tmp_path: Path, fields: dict[str, Any], message: str) -> None:
    """The message names set, file and line, and what the field should be."""
    folder = write_set(tmp_path / "set", rows_named("first", "second"))
    row = {**ROW, "id": "second", "file": "pages/second.html", **fields}
    (folder / "gold.jsonl").write_bytes(lines_of([*rows_named("first"), row]))
    with pytest.raises(GoldError) as caught:
        read_gold(folder)
    assert str(caught.value).startswith(f"{folder}: gold.jsonl, line 2: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [(b"{", "line 2: not JSON"), (b"[]", "line 2: not a JSON object"), (b'{"id": "\xff"}', "line 2: not UTF-8")],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: bytes, message: str) -> None:
    """Broken lines are told by their number."""
    folder = write_set(tmp_path / "set", [ROW])
    (folder / "gold.jsonl").write_bytes(lines_of([ROW]) + line)
    with pytest.raises(GoldError, match=f"gold.jsonl, {message}"):
        read_gold(folder)


def test_what_is_no_set_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """Missing, not a zip file, a zip file or folder without gold, an empty gold: each is said, with the file's name."""
    (tmp_path / "page.html").write_text(PAGE)
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("set/gold.jsonl", lines_of([ROW]))
    (tmp_path / "empty").mkdir()
    (tmp_path / "blank").mkdir()
    (tmp_path / "blank" / "gold.jsonl").write_text("\n")
    for name, message in {
        "none.zip": "there is no such file or folder",
        "page.html": "neither a folder nor a zip file; docs/evaluation.md tells",
        "inner.zip": "has no gold.jsonl at its top; docs/evaluation.md tells",
        "empty": "has neither gold.jsonl nor a folder with expected.json; docs/evaluation.md tells",
        "blank": "describes no page",
    }.items():
        with pytest.raises(GoldError) as caught:
            read_gold(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: {message}")


def test_an_expected_result_needs_just_one_page_beside_it(tmp_path: Path) -> None:
    """None or two pages are an error; so is a result that is no JSON, with the line at fault."""
    folder = tmp_path / "set" / "harbour"
    folder.mkdir(parents=True)
    (folder / "expected.json").write_text(json.dumps({"body": BODY}))
    with pytest.raises(GoldError, match=r"expected\.json: 0 files beside it are named page\.\*, but must be one"):
        read_gold(tmp_path / "set")
    (folder / "page.html").write_text(PAGE)
    assert [page.file for page in read_gold(tmp_path / "set").pages] == ["harbour/page.html"]
    (folder / "expected.json").write_text('{\n"body": ,\n}')
    with pytest.raises(GoldError, match=r"expected\.json, line 2: not JSON"):
        read_gold(tmp_path / "set")


def test_a_damaged_page_in_a_zip_file_is_named(tmp_path: Path) -> None:
    """A zip file whose page was damaged after it was packed says which."""
    path = write_zip(tmp_path / "set.zip", [ROW])
    path.write_bytes(path.read_bytes().replace(b"<p>Ships", b"<p>Boats"))
    with pytest.raises(GoldError, match=r"set\.zip: pages/harbour\.html cannot be read"):
        list(read_gold(path))


def test_the_open_sets_can_be_read(corpus: Path) -> None:
    """Every set in the folder of the evaluation sets is in order."""
    for path in sorted(corpus.glob("*.zip")):
        assert len(read_gold(path)) > 0

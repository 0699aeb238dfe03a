"""Folders, files, lists and standard input to inputs."""

from __future__ import annotations

import io
import os
import pickle
import socket
from pathlib import Path

import pytest

from newsclean.errors import InputError, OptionError
from newsclean.read import Item, Source, load, read, scan
from newsclean.types import Capture, Failure
from tests.conftest import BadFolder

PAGE = b"<!DOCTYPE html><html><head><title>t</title></head><body><p>text</p></body></html>"


def fill(folder: Path, *names: str, content: bytes = PAGE) -> Path:
    """Write files with these names below a folder."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def names(source: Source | Path | str) -> list[str]:
    """The names of what a source holds, failures among them."""
    return [found.name for found in scan(source)]


def failures(source: Source | Path | str) -> dict[str, str]:
    """What cannot be read, with the reasons."""
    return {found.name: found.reason for found in read(source) if isinstance(found, Failure)}


def test_a_folder_is_walked_in_the_order_of_path_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order the file system lists, names are ordered part by part, compared as bytes."""
    wanted = ["B.html", "a/b/z.html", "a/c.html", "a/é.html", "a/新闻.html", "a-b/x.html", "a.html", "b.html"]
    fill(tmp_path, *reversed(wanted))
    assert names(tmp_path) == wanted
    listed = os.scandir

    class Backwards:
        def __init__(self, path: str) -> None:
            with listed(path) as entries:
                self.entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert names(tmp_path) == wanted


def test_names_and_content_decide_what_is_a_page(tmp_path: Path) -> None:
    """Names of pages always count, unknown names if the content is clearly HTML; the rest is skipped, and told."""
    pages = [
        "a.HTM",
        "a.asp",
        "a.aspx",
        "a.html",
        "a.html.gz",
        "a.jsp",
        "a.mhtml",
        "a.php",
        "a.shtml",
        "a.txt",
        "a.xhtml",
    ]
    fill(tmp_path, *pages)
    sniffed = ["index.html?id=3", "none", "page.html.1", "wide"]
    fill(tmp_path, *sniffed[:3])
    fill(tmp_path, "wide", content=PAGE.decode().encode("utf-16"))
    others = ["._a.html", "a.css", "a.jpg", "a.json", "manifest.json", "n.gz", "x.tar.gz"]
    fill(tmp_path, *others)
    fill(tmp_path, "README", "data.bin", "notes.md", content=b"plain words")
    skipped: dict[str, str] = {}
    found = [item.name for item in scan(tmp_path, skipped.__setitem__)]
    assert found == sorted(pages + sniffed)
    assert sorted(skipped) == sorted([*others, "README", "data.bin", "notes.md"])
    assert "first bytes" in skipped["README"]
    assert "name" in skipped["a.css"]


def test_files_that_were_named_themselves_are_inputs_whatever_they_are_called(tmp_path: Path) -> None:
    """A style sheet given on the command line is read, and it is for others to say that it is no page."""
    fill(tmp_path, "a.css", "b.xyz", content=b"words")
    assert names(tmp_path / "a.css") == ["a.css"]
    assert names(Source((str(tmp_path / "b.xyz"),))) == ["b.xyz"]


def test_scanning_reads_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and sizes are known before a byte is read, and a page is read when its capture is asked for."""
    fill(tmp_path, "a.html", "b/c.txt")
    read_bytes: list[str] = []
    opened = open

    def spy(path: str, *arguments: object) -> object:
        read_bytes.append(str(path))
        return opened(path, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr("newsclean.read.regular.open", spy, raising=False)
    items = [item for item in scan(tmp_path) if isinstance(item, Item)]
    assert [(item.name, item.size) for item in items] == [("a.html", len(PAGE)), ("b/c.txt", len(PAGE))]
    assert read_bytes == []
    captures = read(tmp_path)
    next(captures)
    assert len(read_bytes) == 1


def test_an_item_can_be_read_in_another_process(tmp_path: Path) -> None:
    """It is pickled and unpickled without a loss."""
    fill(tmp_path, "a.html")
    fill(tmp_path, "a.html.json", content=b'{"url": "https://example.com/a"}')
    (item,) = scan(tmp_path)
    assert isinstance(item, Item)
    assert load(pickle.loads(pickle.dumps(item))) == load(item)  # noqa: S301  # our own bytes
    assert isinstance(load(item), Capture)


def test_every_kind_of_bad_file_is_a_failure_and_reading_goes_on(bad_folder: BadFolder) -> None:
    """Good pages come out; what cannot be read is named with a reason; only contents are left for others to judge."""
    outcomes = {outcome.name: outcome for outcome in read(bad_folder.path)}
    assert set(outcomes) == bad_folder.good | set(bad_folder.bad)
    for name in bad_folder.good:
        capture = outcomes[name]
        assert isinstance(capture, Capture)
        assert capture.raw == (bad_folder.path / name).read_bytes()
    left_to_others = {"data.html", "paper.htm", "photo.html"}
    assert {name for name, outcome in outcomes.items() if isinstance(outcome, Failure)} == set(
        bad_folder.bad
    ) - left_to_others
    reasons = failures(bad_folder.path)
    for name, word in {
        "empty.html": "empty",
        "blank.html": "white space",
        "huge.html": "raise max_bytes",
        "pipe.html": "FIFO",
        "gone.html": "leads nowhere",
        "ring.html": "leads back to itself",
        "sub/again": "loop",
        "torn.html.gz": "too early",
    }.items():
        assert word in reasons[name]


def test_a_socket_and_a_folder_named_as_a_page_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket is a failure; a folder is walked, whatever its name."""
    fill(tmp_path, "story.html/index.html")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("live.html")
        assert names(tmp_path) == ["live.html", "story.html/index.html"]
        assert "socket" in failures(tmp_path)["live.html"]


def test_what_may_not_be_read_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders without permission are named with the remedy."""
    fill(tmp_path, "a.html", "locked/b.html", "shut.html")
    listed, opened = os.scandir, open

    def scandir(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    def open_file(path: str, mode: str) -> object:
        if path.endswith("shut.html"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, mode)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr("newsclean.read.regular.open", open_file, raising=False)
    reasons = failures(tmp_path)
    assert set(reasons) == {"locked", "shut.html"}
    assert all("permission" in reason for reason in reasons.values())


def test_a_file_that_vanishes_after_the_listing_is_a_failure(tmp_path: Path) -> None:
    """It was there when the folder was scanned, and is not when it is to be read."""
    fill(tmp_path, "a.html", "b.html")
    items = list(scan(tmp_path))
    (tmp_path / "a.html").unlink()
    outcomes = [load(item) for item in items if isinstance(item, Item)]
    assert isinstance(outcomes[0], Failure)
    assert "removed" in outcomes[0].reason
    assert isinstance(outcomes[1], Capture)


def test_links_to_files_are_followed_and_folders_are_walked_once(tmp_path: Path) -> None:
    """A link into the source is skipped, one that leads out of it is walked, and loops end."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    fill(inside, "real/a.html")
    fill(outside, "b.html")
    (outside / "back").symlink_to(outside)
    (inside / "0-alias").symlink_to("real")
    (inside / "link.html").symlink_to("real/a.html")
    (inside / "other").symlink_to(outside)
    (inside / "other-again").symlink_to(outside)
    (inside / "real" / "up").symlink_to(inside)
    skipped: dict[str, str] = {}
    found = [item.name for item in scan(inside, skipped.__setitem__)]
    assert found == ["link.html", "other/b.html", "other/back", "real/a.html", "real/up"]
    assert set(skipped) == {"0-alias", "other-again"}
    assert set(failures(inside)) == {"other/back", "real/up"}


def test_names_are_printable_and_no_two_are_the_same(tmp_path: Path) -> None:
    """Line ends, controls and bytes that are not UTF-8 are escaped, so that a name is one line that can be encoded."""
    raw_names = [b"a\nb.html", b"a\\x0ab.html", b"\xff\xfe.html", "新闻 1.html".encode(), b"a\x1b[31m.html"]
    for name in raw_names:
        (tmp_path / os.fsdecode(name)).write_bytes(PAGE)
    captures = [capture for capture in read(tmp_path) if isinstance(capture, Capture)]
    shown = {capture.name for capture in captures}
    assert shown == {"a\\x0ab.html", "a\\\\x0ab.html", "\\xff\\xfe.html", "新闻 1.html", "a\\x1b[31m.html"}
    assert all(name.isprintable() and name.encode() for name in shown)
    assert {capture.url for capture in captures} >= {"file:///%FF%FE.html", "file:///a%0Ab.html"}


def test_several_sources_are_told_apart_by_the_end_of_their_paths(tmp_path: Path) -> None:
    """Their order is kept, one that comes twice is read once, and standard input is among them."""
    fill(tmp_path, "x/2024/a.html", "y/2024/a.html", "b.html")
    paths = [str(tmp_path / name) for name in ("y/2024", "x/2024", "b.html", "x/2024/")]
    source = Source((*paths[:2], "-", *paths[2:]), stdin=io.BytesIO(PAGE))
    assert names(source) == ["y/2024/a.html", "x/2024/a.html", "-", f"{tmp_path.name}/b.html"]
    assert names(Source((str(tmp_path / "x"), str(tmp_path / "y")))) == ["x/2024/a.html", "y/2024/a.html"]


@pytest.mark.parametrize("separator", [b"\n", b"\r\n", b"\0"])
def test_a_list_names_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, separator: bytes) -> None:
    """Paths start at the working directory, are called as listed, and one that comes twice is read once."""
    fill(tmp_path, "a.html", "d/b.html", "d/e/c.html", "../outside.html", "空 格.html")
    monkeypatch.chdir(tmp_path)
    lines = [
        b"d/b.html",
        b"",
        b"./a.html",
        b"a.html",
        "空 格.html".encode(),
        b"d/e",
        b"missing.html",
        b"../outside.html",
    ]
    (tmp_path / "list").write_bytes(separator.join(lines) + separator)
    outside = str(tmp_path.parent / "outside.html").lstrip("/")
    wanted = ["d/b.html", "a.html", "空 格.html", "d/e/c.html", "missing.html", outside]
    assert names(Source(files_from="list")) == wanted
    assert names(Source(files_from="-", stdin=io.BytesIO(separator.join(lines)))) == wanted
    assert set(failures(Source(files_from="list"))) == {"missing.html"}


def test_standard_input_is_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is called "-", may be compressed, and has no date unless the environment gives one."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (capture,) = read(Source(("-",), stdin=io.BytesIO(PAGE)))
    assert capture == Capture(PAGE, "-", "file:///-", "file")
    (failure,) = read(Source(("-",), stdin=io.BytesIO(PAGE), max_bytes=10))
    assert isinstance(failure, Failure)
    assert "max_bytes" in failure.reason


def test_what_cannot_be_a_source_is_refused_at_once(tmp_path: Path) -> None:
    """A path that does not exist, a base URL that is none, standard input for two things: before anything is read."""
    with pytest.raises(InputError, match="does not exist"):
        scan(tmp_path / "nothing")
    with pytest.raises(InputError, match="cannot be used"):
        list(scan(Source(files_from=str(tmp_path / "nothing"))))
    for bad in ("example.com", "javascript:alert(1)", "https://", "http://a b/"):
        with pytest.raises(OptionError, match="base_url"):
            Source((str(tmp_path),), base_url=bad)
    with pytest.raises(OptionError, match="standard input"):
        Source(("-",), files_from="-")
    with pytest.raises(OptionError, match="max_bytes"):
        Source(("-",), max_bytes=0)


def test_a_deep_folder_is_walked_without_recursion(tmp_path: Path) -> None:
    """Hundreds of levels are no more than a long name."""
    fill(tmp_path, "d/" * 400 + "a.html")
    assert names(tmp_path) == ["d/" * 400 + "a.html"]

"""The manifest of a run: every page that it archived, every input that failed, and what did the work.

``NAME-run-00000.json`` stands beside the shards, one for each run that added something. It is made from the run's
journal when the run is over, a page a line: a run that has a manifest is finished. Its last line holds the SHA-256 of
all lines before: much of what it tells, such as the versions of libraries, stands nowhere else to be compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from newsclean.archive.files import OpenFile, Place, give_name, sync_folder
from newsclean.archive.safe import line_of_json
from newsclean.errors import ArchiveError
from newsclean.types import Failure

__all__ = [
    "FORMAT",
    "Holdings",
    "Manifest",
    "ManifestWriter",
    "PageEntry",
    "Place",
    "iterate_manifests",
    "manifest_paths",
    "next_manifest",
    "read_holdings",
    "read_manifest",
]

FORMAT = "newsclean-manifest/1"
NAME = re.compile(r"(?P<stem>.+)-run-(?P<serial>\d{5,})\.json")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """What a manifest says of one page.

    ``name`` and ``sha256`` identify the input; ``size`` is in bytes, ``kinds`` maps each kind to the characters of
    its blocks. A page that could not be cleaned has ``failed_at`` and ``failure``, and no ``cleaned_id``; one of which
    a part alone is there has ``truncated``, why it is not whole, as well. ``shard`` and the places are set by the
    writer.
    """

    name: str
    url: str
    url_from: str
    sha256: str
    size: int
    date: str
    date_from: str
    raw_id: str
    ledger_id: str
    cleaned_id: str | None = None
    title: str | None = None
    form: str | None = None
    charset: str | None = None
    confidence: float | None = None
    blocks: int = 0
    kinds: Mapping[str, int] | None = None
    damage: tuple[str, ...] = ()
    failed_at: str | None = None
    failure: str | None = None
    truncated: str | None = None
    shard: int | None = None
    raw: Place | None = None
    cleaned: Place | None = None
    ledger: Place | None = None

    @property
    def failed(self) -> Failure | None:
        """Why the page could not be cleaned, or None."""
        return None if self.failure is None else Failure(self.name, self.failed_at or "clean", self.failure)

    def to_json(self) -> dict[str, Any]:
        """The entry as values that JSON can hold, without those that are unknown."""
        values = ((name, getattr(self, name)) for name in ENTRY_FIELDS)
        return {
            name: {"offset": value.offset, "length": value.length} if isinstance(value, Place) else value
            for name, value in values
            if value is not None and value != ()
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PageEntry:
        """An entry out of what `to_json` made; fields of a later version are passed over. Raises TypeError for
        anything else."""
        kept = {name: item for name, item in value.items() if name in ENTRY_FIELDS}
        places: dict[str, Any] = {name: Place(**kept[name]) for name in ("raw", "cleaned", "ledger") if name in kept}
        values: dict[str, Any] = {**kept, **places, "damage": tuple(kept.get("damage", ()))}
        return cls(**values)


ENTRY_FIELDS = {field.name: None for field in fields(PageEntry)}  # in their order


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest read back. ``run`` tells date, software, versions, options and compressor; ``summary`` the counts."""

    path: Path
    run: Mapping[str, Any]
    pages: tuple[PageEntry, ...]
    failures: tuple[Failure, ...]
    summary: Mapping[str, Any]

    @property
    def shards(self) -> frozenset[int]:
        """The serial numbers of the shards that the run wrote."""
        return frozenset(page.shard for page in self.pages if page.shard is not None)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What finished runs have seen to: for each input's name the SHA-256 of its bytes, with the reason where cleaning
    failed; all failures; and the serial numbers of their shards."""

    inputs: dict[str, dict[str, Failure | None]] = field(default_factory=dict)
    failures: set[Failure] = field(default_factory=set)
    shards: set[int] = field(default_factory=set)


class ManifestWriter:
    """Writes a manifest line by line under the name ``….open``, and gives it its own name when it is whole.

    ``run`` is what the manifest says of the run as a whole. Raises `ArchiveError` where the file cannot be written.
    """

    def __init__(self, path: Path, run: Mapping[str, Any]) -> None:
        self.path = path
        self._pages = 0
        self._sha256 = hashlib.sha256()
        self._file = OpenFile(path)
        self._write(f'{{"format":"{FORMAT}",\n"run":{line_of_json(run)},\n"pages":[')

    def add(self, page: PageEntry) -> None:
        """List a page that has been archived."""
        self._write((",\n" if self._pages else "\n") + line_of_json(page.to_json()))
        self._pages += 1

    def close(self, failures: Iterable[Failure], summary: Mapping[str, Any]) -> None:
        """List what failed, and finish: after this the run counts."""
        listed = ",\n".join(line_of_json(asdict(failure)) for failure in failures)
        self._write(f'\n],\n"failures":[\n{listed}\n],\n"summary":{line_of_json(summary)},\n')
        self._file.append(f'"sha256":"{self._sha256.hexdigest()}"}}\n'.encode())
        self._file.sync()
        self._file.close()
        give_name(self.path)
        sync_folder(self.path.parent)

    def abandon(self) -> None:
        """Close the file and leave it as it is."""
        self._file.close()

    def _write(self, text: str) -> None:
        data = text.encode()
        self._sha256.update(data)
        self._file.append(data)


def manifest_paths(folder: Path, stem: str) -> tuple[Path, ...]:
    """The manifests of an archive, the oldest run first."""
    matches = ((NAME.fullmatch(path.name), path) for path in folder.glob(f"{stem}-run-*.json"))
    return tuple(
        path
        for _, path in sorted(
            (int(match["serial"]), path) for match, path in matches if match and match["stem"] == stem
        )
    )


def next_manifest(folder: Path, stem: str) -> Path:
    """The name of the next run's manifest."""
    taken = manifest_paths(folder, stem)
    match = NAME.fullmatch(taken[-1].name) if taken else None
    return folder / f"{stem}-run-{int(match['serial']) + 1 if match else 0:05}.json"


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises `ArchiveError` where it cannot be read or is none."""
    try:
        value = json.loads(path.read_bytes())
        if value["format"] != FORMAT:
            raise ArchiveError(
                f"{path} has the format {value['format']!r}, but this version reads {FORMAT!r}: update newsclean"
            )
        return Manifest(
            path,
            value["run"],
            tuple(PageEntry.from_json(page) for page in value["pages"]),
            tuple(Failure(**failure) for failure in value["failures"]),
            value["summary"],
        )
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path} is not a manifest of newsclean: {error!r}") from error


def iterate_manifests(folder: Path, stem: str) -> Iterator[Manifest]:
    """The manifests of an archive, one at a time."""
    return map(read_manifest, manifest_paths(folder, stem))


def read_holdings(folder: Path, stem: str) -> Holdings:
    """What an archive holds already, by the manifests of all its finished runs."""
    holdings = Holdings()
    for manifest in iterate_manifests(folder, stem):
        for page in manifest.pages:
            holdings.inputs.setdefault(page.name, {})[page.sha256] = page.failed
        holdings.failures.update(manifest.failures)
        holdings.shards.update(manifest.shards)
    return holdings

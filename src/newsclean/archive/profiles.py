"""What repeats on the pages of each host, as a run learnt it, kept beside its manifest.

``NAME-run-00000.profile`` is there where a run learnt something new; the manifest names the file that the run cleaned
with, which may be that of a run before, and its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsclean.archive.entries import read_entries
from newsclean.archive.files import OpenFile, cannot, give_name, open_path
from newsclean.archive.manifest import manifest_paths
from newsclean.errors import ArchiveError
from newsclean.profile import SiteProfile

__all__ = [
    "StoredProfile",
    "discard_profile",
    "latest_profile",
    "name_profile",
    "profile_path",
    "store_profile",
    "stored_profile",
]


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile in a file; small enough to be handed to workers. ``hosts`` and ``pages`` are what it is known of."""

    path: Path
    sha256: str
    hosts: int
    pages: int

    def read(self) -> SiteProfile:
        """The profile. Raises `ArchiveError` where the file is not there, or not what it was."""
        return read(self.path, self.sha256)

    def recall(self) -> SiteProfile:
        """The profile, which each process reads once. Raises as `read` does."""
        return recall(self.path, self.sha256)

    def to_json(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"file": self.path.name, "sha256": self.sha256, "hosts": self.hosts, "pages": self.pages}


def read(path: Path, sha256: str) -> SiteProfile:
    """The profile in a file, finished or open."""
    try:
        data = (path if path.exists() else open_path(path)).read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ArchiveError(f"{path} was changed: it does not have the SHA-256 that its manifest gives")
    try:
        return SiteProfile.from_bytes(data)
    except ValueError as error:
        raise ArchiveError(f"{path} cannot be used: {error}") from error


recall = lru_cache(maxsize=1)(read)


def profile_path(manifest: Path) -> Path:
    """The profile of the run that a manifest, or a journal, is or will be of."""
    return manifest.with_name(manifest.name.removesuffix(".json").removesuffix(".journal") + ".profile")


def stored_profile(folder: Path, run: Mapping[str, Any]) -> StoredProfile | None:
    """The profile that a run cleaned with, by what its manifest or journal says of the run; None for none.

    Raises `ArchiveError` for what names no file of the folder.
    """
    told = run.get("profile")
    if told is None:
        return None
    try:
        path = folder / told["file"]
        found = StoredProfile(path, str(told["sha256"]), int(told["hosts"]), int(told["pages"]))
    except (TypeError, KeyError, ValueError) as error:
        raise ArchiveError(f"what is said of the profile of a run cannot be read: {told!r}") from error
    if path.parent != folder or path.suffix != ".profile":
        raise ArchiveError(f"the profile of a run should stand beside it, but is said to be {told['file']!r}")
    return found


def latest_profile(folder: Path, stem: str) -> StoredProfile | None:
    """The profile of the last run that had one and whose file is whole; None where there is none."""
    for manifest in reversed(manifest_paths(folder, stem)):
        try:
            first = next(read_entries(manifest))
            found = stored_profile(folder, first[1]) if isinstance(first, tuple) else None
            if found is not None:
                found.read()
                return found
        except ArchiveError:  # verify tells of it; here what is left has to do
            continue
    return None


def store_profile(path: Path, profile: SiteProfile, before: StoredProfile | None) -> StoredProfile | None:
    """Write a profile to the disk, under a name that is not final, unless it is the one of ``before``.

    None for a profile with nothing in it. Raises `ArchiveError` where the disk does not take it.
    """
    discard_profile(path)
    if not profile.hosts:
        return None
    data = profile.to_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if before is not None and before.sha256 == sha256:
        return before
    file = OpenFile(path)
    try:
        file.append(data)
        file.sync()
    finally:
        file.close()
    return StoredProfile(path, sha256, *profile.known_hosts)


def discard_profile(path: Path) -> None:
    """Delete a profile that has no final name yet, where there is one."""
    if not open_path(path).exists():  # where nothing can be written, deleting nothing fails too
        return
    try:
        open_path(path).unlink(missing_ok=True)
    except OSError as error:
        raise cannot(open_path(path), error) from error


def name_profile(path: Path) -> None:
    """Give the profile of a run its name, if the run learnt one."""
    if open_path(path).exists():
        give_name(path)

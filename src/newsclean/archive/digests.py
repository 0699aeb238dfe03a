"""Digests of a stream: those that a record names, and how they are compared."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

__all__ = ["Digests", "algorithm_of"]

KNOWN = {"md5": "md5", "sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512"}


def algorithm_of(labelled: str) -> str | None:
    """The algorithm of a labelled digest (``sha1:…``) as hashlib names it, None for one that is not known."""
    return KNOWN.get(labelled.partition(":")[0].lower())


class Digests:
    """Several digests of the same bytes, which come piece by piece."""

    def __init__(self, algorithms: Iterable[str]) -> None:
        self._hashes = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}

    def update(self, piece: bytes) -> None:
        """Take the next piece."""
        for one in self._hashes.values():
            one.update(piece)

    def hexadecimal(self, algorithm: str) -> str:
        """A digest in Base16. Raises KeyError for an algorithm that was not asked for."""
        return self._hashes[algorithm].hexdigest()

    def labelled(self) -> str:
        """The SHA-1 as newsclean writes it: labelled, in upper-case Base32."""
        return "sha1:" + base64.b32encode(self._hashes["sha1"].digest()).decode()

    def fit(self, labelled: str) -> bool:
        """Whether a labelled digest is that of the bytes. One of an unknown algorithm cannot be told, and fits.

        Base32, Base16 and Base64 are all in use (WARC 1.1 annotated, §5.8).
        """
        algorithm = algorithm_of(labelled)
        if algorithm not in self._hashes:
            return True
        value = labelled.partition(":")[2]
        raw = self._hashes[algorithm].digest()
        plain = {raw.hex(), base64.b32encode(raw).decode().rstrip("=").lower()}
        coded = {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()}
        return value.lower().rstrip("=") in plain or value in coded

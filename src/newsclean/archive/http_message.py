"""The HTTP message in the block of a response, as it comes by: its head is kept, its body passed on."""

from __future__ import annotations

import re

__all__ = ["HttpMessage"]

END = b"\r\n\r\n"
LONGEST_HEAD = 1 << 20
STATUS = re.compile(r"HTTP/\d(?:\.\d)? +(\d{3})(?: .*)?")


class HttpMessage:
    """Takes an HTTP response piece by piece. ``problem`` says what is wrong with its head, or is empty."""

    def __init__(self) -> None:
        self.problem = ""
        self.status: int | None = None
        self.headers: tuple[tuple[str, str], ...] = ()
        self._head: bytes | None = b""

    def feed(self, piece: bytes) -> bytes:
        """Take the next piece of the block, and give what of it belongs to the body."""
        if self._head is None:
            return piece
        self._head += piece
        if END in self._head:
            head, _, body = self._head.partition(END)
            self._head = None
            self._read(head)
            return body
        if len(self._head) > LONGEST_HEAD:
            self._head = None
            self.problem = "its HTTP headers do not end"
        return b""

    def close(self) -> None:
        """Nothing more comes."""
        if self._head is not None:
            self.problem = "its HTTP headers do not end"

    def get(self, name: str) -> str:
        """The first value of a header, empty where it is missing."""
        return next((value for field, value in self.headers if field == name.lower()), "")

    def length_problem(self, size: int) -> str:
        """What is wrong with the HTTP Content-Length of a body of ``size`` bytes, if anything.

        With a transfer encoding it says nothing of the bytes (RFC 9112 §6.3), and 0 is passed over as in jwarc.
        """
        announced = self.get("Content-Length")
        if not announced or self.get("Transfer-Encoding"):
            return ""
        if not re.fullmatch(r"[0-9]{1,18}", announced):
            return f"its HTTP Content-Length is {announced[:40]!r}"
        wrong = int(announced) not in {0, size}
        return f"its HTTP body has {size} bytes, but the HTTP Content-Length says {announced}" if wrong else ""

    def _read(self, head: bytes) -> None:
        line, *fields = head.decode("latin-1").split("\r\n")
        match = STATUS.fullmatch(line)
        if match is None:
            self.problem = f"its block does not begin with an HTTP status line: {line[:40]!r}"
            return
        self.status = int(match[1])
        pairs = (entry.partition(":") for entry in fields)
        self.headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)

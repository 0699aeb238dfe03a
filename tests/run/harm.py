"""Cleaners that some pages harm, by what stands in them. Workers import them by name."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from newsclean.article import Article
from newsclean.pipeline import clean

HARMS = {
    b"HANGS": "sleeps for ten minutes",
    b"SPINS": "computes for ever, inside of one call that gives nothing else a turn",
    b"EATS": "takes all the memory that there is",
    b"EXITS": "ends its process",
    b"CRASHES": "kills its process as a fault in a library does",
    b"SULKS": "hangs, and takes no notice of a request to end",
}


def clean_or_harm(raw: bytes, **more: Any) -> Article:
    """Clean a page, unless it holds one of the words."""
    for word in HARMS:
        if word in raw:
            harm(word)
    return clean(raw, **more)


def harm(word: bytes) -> None:
    """Do what a word says."""
    if word == b"SULKS":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    if word in {b"HANGS", b"SULKS"}:
        time.sleep(600)
    if word == b"SPINS":
        sum(range(10**12))
    if word == b"EATS":
        eaten = []
        while True:
            eaten.append(bytearray(50_000_000))
    if word == b"EXITS":
        os._exit(7)
    if word == b"CRASHES":
        os.kill(os.getpid(), signal.SIGSEGV)


def clean_once(raw: bytes, **more: Any) -> Article:
    """Clean a page; one that holds a path kills its process when it comes for the first time."""
    begin = raw.find(b"MARK=")
    if begin >= 0:
        mark = raw[begin + 5 : raw.index(b";", begin)].decode()
        if not os.path.exists(mark):  # noqa: PTH110
            with open(mark, "wb"):  # noqa: PTH123
                os.kill(os.getpid(), signal.SIGKILL)
    return clean(raw, **more)

"""Fuzz one target with atheris, which looks for inputs that reach new code.

    python tests/fuzz/run_atheris.py TARGET [OPTIONS OF LIBFUZZER]

such as ``-max_total_time=3600``. Inputs that reach something new are kept in ``build/fuzz/TARGET``, and one that breaks
a promise in ``build/fuzz/``, where it is found by the name that is printed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["newsclean"]):
    from tests.fuzz.targets import TARGETS, seeds_of


def main() -> None:
    """Write the sound inputs as a corpus, and run."""
    target, *options = sys.argv[1:]
    corpus = ROOT / "build" / "fuzz" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for data in seeds_of(target):
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    prefix = f"-artifact_prefix={corpus.parent}/{target}-"
    atheris.Setup([sys.argv[0], str(corpus), prefix, "-max_len=65536", "-timeout=60", *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Write the phrases of the lexicon in the form in which the package reads them.

    python scripts/compile_lexicon.py

To be run after a change of ``src/newsclean/label/lexicon/*.toml``.
"""

from __future__ import annotations

from pathlib import Path

from newsclean.label import lexicon

if __name__ == "__main__":
    path = Path(lexicon.__file__).with_name(lexicon.PHRASES)
    path.write_text(lexicon.compile_phrases(), encoding="utf-8")
    print(f"wrote {path}, {path.stat().st_size:,} bytes")

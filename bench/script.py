"""What newsclean's runs are measured against: a plain script of trafilatura and warcio.

    python bench/script.py FOLDER OUT

reads the pages of a folder with a ``manifest.jsonl``, and writes the same records as ``newsclean run``: raw pages to
one file, and to another a ``conversion`` and a ``metadata`` record for each, a gzip member a record, with digests.
"""

from __future__ import annotations

import json
import sys
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

DATE = "2026-01-01T00:00:00Z"


def write(writer: Any, url: str, kind: str, block: bytes, media_type: str, about: str = "") -> str:  # noqa: ANN401, PLR0913, PLR0917
    """Write one record, and give its id."""
    headers = {"WARC-Date": DATE, **({"WARC-Refers-To": about} if about else {})}
    record = writer.create_warc_record(
        url, kind, BytesIO(block), len(block), warc_content_type=media_type, warc_headers_dict=headers
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def archive(folder: Path, out: Path) -> None:
    """Archive a folder."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "pages.warc.gz").open("wb") as raw_file, (out / "pages.cleaned.warc.gz").open("wb") as cleaned_file:
        raw, cleaned = WARCWriter(raw_file, gzip=True), WARCWriter(cleaned_file, gzip=True)
        for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            data = (folder / page["file"]).read_bytes()
            document: Any = bare_extraction(data, url=page["url"], with_metadata=True)
            about = write(raw, page["url"], "resource", data, "text/html")
            if document is None:
                continue
            paragraphs = "\n".join(f"<p>{escape(one)}</p>" for one in (document.text or "").splitlines())
            html = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n{paragraphs}\n</body></html>\n'
            about = write(cleaned, page["url"], "conversion", html.encode(), "text/html; charset=utf-8", about)
            fields = {name: getattr(document, name) for name in ("title", "author", "date", "sitename", "url")}
            block = f"sourceFile: {page['file']}\r\njson-metadata: {json.dumps(fields, ensure_ascii=False)}\r\n"
            write(cleaned, page["url"], "metadata", block.encode(), "application/warc-fields", about)


if __name__ == "__main__":
    archive(Path(sys.argv[1]), Path(sys.argv[2]))

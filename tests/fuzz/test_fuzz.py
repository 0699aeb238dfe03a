"""Sound inputs, cut up and mixed with what parsers stumble over. `make fuzz` tries many more than `make test`."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds_of

EXAMPLES = int(os.environ.get("NEWSCLEAN_FUZZ_EXAMPLES", "25"))

PIECES = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<div>", b"</div>", b"<table><tr>",
    b"<svg>", b"<p ", b'="', b"'", b"&", b"&#0;", b"&#xD800;", b"&nbsp;", b"\0", b"\r\n", b"\r\n\r\n", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x81\x30\x81", b"<meta charset=utf-16>", b"<meta charset=gbk>", b"</html>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":[{}],"datePublished":9e99}</script>',
    "相关阅读".encode(), "责任编辑：".encode(), "2024年13月32日".encode(), "来源：".encode("gbk"), b"WARC/1.0\r\n",
    b"Content-Length: 99999999999999999\r\n", b"Content-Length: -1\r\n", b"WARC-Type: revisit\r\n", b"\x1f\x8b\x08",
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"ffffffff\r\n",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """A sound input with some pieces of it removed, repeated, swapped, or replaced by something else."""
    data = draw(st.sampled_from(seeds_of(target)))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        put = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(data[start:end] * 2)))
        data = data[:start] + put + data[end:]
    return data[: draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))]


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks_a_promise(target: str) -> None:
    """Each room gives an answer that holds, or an error on purpose, for whatever it is given."""

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 100)
    @given(mutated(target))
    def attack(data: bytes) -> None:
        TARGETS[target](data)

    attack()


@pytest.mark.parametrize("target", TARGETS)
def test_sound_inputs_keep_the_promises(target: str) -> None:
    """The inputs that fuzzing begins with are themselves in order."""
    for data in seeds_of(target):
        TARGETS[target](data)

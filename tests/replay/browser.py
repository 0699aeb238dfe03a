"""A headless Chromium, spoken to through a pair of pipes (https://chromedevtools.github.io/devtools-protocol/)."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

# The text of all documents in the page, also those inside shadow roots and frames of the same origin.
ALL_TEXT = """
(() => {
  const texts = [];
  const visit = (root) => {
    if (root.body) texts.push(root.body.innerText);
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) { texts.push(element.shadowRoot.textContent); visit(element.shadowRoot); }
      if (element.tagName === "IFRAME" && element.contentDocument) visit(element.contentDocument);
    }
  };
  visit(document);
  return texts.join("\\n");
})()
"""

# The browser reads commands from descriptor 3 and answers on 4.
MOVE_PIPES = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


def find_chromium() -> str | None:
    """The browser's program, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One page of a browser that can reach nothing but this machine."""

    def __init__(self, program: str, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [
            sys.executable,
            "-c",
            MOVE_PIPES,
            str(to_browser),
            str(from_browser),
            program,
            "--headless=new",
            "--no-sandbox",  # it opens our own pages, often as root in a container
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            "--window-size=1200,900",
            f"--user-data-dir={profile}",
            "--remote-debugging-pipe",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            command, pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_browser)
        os.close(from_browser)
        self._pending = b""
        self._count = 0
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._in)
        os.close(self._out)

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command and wait for its answer."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + 60
        while True:
            answer = json.loads(self._receive(until))
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return answer["result"]

    def _receive(self, until: float) -> bytes:
        """The next message; events among them."""
        while b"\0" not in self._pending:
            ready, _, _ = select.select([self._in], [], [], max(until - time.monotonic(), 0))
            assert ready, "the browser does not answer"
            piece = os.read(self._in, 1 << 20)
            assert piece, "the browser has ended"
            self._pending += piece
        message, _, self._pending = self._pending.partition(b"\0")
        return message

    def show(self, url: str, *expected: str, seconds: float = 60) -> str:
        """Go to an address and wait until some words are there; gives all text that is there then, or at the end."""
        self.call("Page.navigate", url=url)
        until = time.monotonic() + seconds
        text = ""
        while time.monotonic() < until:
            time.sleep(0.5)
            text = self.call("Runtime.evaluate", expression=ALL_TEXT)["result"].get("value", "")
            if all(words in text for words in expected):
                break
        return text

    def screenshot(self, path: Path) -> None:
        """Save what is shown as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

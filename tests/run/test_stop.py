"""Requests to stop."""

from __future__ import annotations

import signal
import threading

import pytest

from newsclean.run.stop import stop_requests


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_a_request_and_the_second_an_interrupt(number: signal.Signals) -> None:
    """One signal is noted and nothing breaks off; another one interrupts."""
    with stop_requests() as request:
        assert not request
        signal.raise_signal(number)
        assert request
        assert request.signal == number
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_handlers_are_put_back() -> None:
    """Afterwards a signal does what it did before, also where an error ended the block."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with pytest.raises(ValueError, match="x"), stop_requests():
        raise ValueError("x")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_another_thread_catches_nothing() -> None:
    """Signals belong to the main thread; elsewhere the request is simply never made."""
    found = []

    def ask() -> None:
        with stop_requests() as request:
            found.append(bool(request))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [False]

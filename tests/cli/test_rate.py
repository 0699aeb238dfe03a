"""The rate of a run on a terminal."""

from __future__ import annotations

from rich.progress import Progress

from newsclean.cli.rate import RateColumn


def test_the_rate_is_in_pages_a_second() -> None:
    """The column is empty until two pages are done, and then tells how many come in a second."""
    now = [0.0]
    bar = Progress(get_time=lambda: now[0])
    task = bar.add_task("", total=10)
    assert not RateColumn().render(bar.tasks[0]).plain
    for moment, done in ((1.0, 2), (3.0, 6)):
        now[0] = moment
        bar.update(task, completed=done)
    assert RateColumn().render(bar.tasks[0]).plain == "2.0 pages/s"

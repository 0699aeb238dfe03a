"""Pages worked on here or by several processes, and handed back in input order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from newsclean.archive.profiles import StoredProfile
from newsclean.errors import NewscleanError
from newsclean.run.settings import Settings
from newsclean.run.work import Outcome, Task, do_without_cleaning, work
from newsclean.run.worker import Answer, Limits, OutOfMemory, Ready, Worker, leave_interrupts
from newsclean.types import Failure

__all__ = ["Job", "in_order", "leave_interrupts", "outcomes"]

# How much is under way at once. Enough that no worker waits while one page takes long, and little enough that memory
# does not grow with the source.
PAGES_IN_FLIGHT = 48  # for each worker
BYTES_IN_FLIGHT = 64 << 20  # of input, for all of them

# What a worker is handed at once: pages of common size take 15 ms, and a trip between processes 0.3 ms.
BATCH_PAGES = 16
BATCH_BYTES = 4 << 20
BATCH_SECONDS = 0.2

TICK = 0.5  # seconds after which a request to stop is seen
RESCUE_SECONDS = 60.0  # for archiving raw bytes, at the least


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each input.

    ``do`` runs in a worker, or here. ``rescue`` runs in a worker without a cap on memory for an input that ``do``
    could not finish, and is told why; None for nothing of the kind. ``give_up`` runs here, and must not touch what the
    input holds. ``weigh`` is an input's size in bytes.
    """

    do: Callable[[Any], Any]
    rescue: Callable[[Any, str], Any] | None
    give_up: Callable[[Any, str], Any]
    weigh: Callable[[Any], int]

    def __call__(self, message: tuple[Any, str | None]) -> Any:  # noqa: ANN401
        """In a worker: do an input, or rescue it."""
        asked, reason = message
        return self.do(asked) if reason is None or self.rescue is None else self.rescue(asked, reason)


@dataclass(slots=True)
class Piece:
    """An input under way. ``alone`` once a worker died over it; ``reason`` once it is only to be rescued."""

    number: int
    asked: Any
    weight: int
    alone: bool = False
    reason: str | None = None


def outcomes(
    tasks: Iterable[Task | Failure],
    jobs: int,
    settings: Settings,
    stop: Callable[[], bool] = lambda: False,
    profile: StoredProfile | None = None,
) -> Generator[tuple[str, Outcome]]:
    """The name of each input of a run with its outcome; see `in_order`.

    A page whose worker gave no answer has its raw bytes archived. ``profile`` is what repeats on the pages of hosts.
    """
    job = Job(partial(work, profile=profile), do_without_cleaning, lost, weigh_task)
    with closing(in_order(tasks, job, jobs, settings, stop)) as results:
        for task, outcome in results:
            yield task.name if isinstance(task, Failure) else task.item.name, outcome


def lost(task: Task, reason: str) -> Failure:
    """What becomes of a page of which not even the raw bytes could be archived."""
    return Failure(task.item.name, "archive", f"{reason}; its raw bytes could not be archived either")


def weigh_task(task: Task) -> int:
    """The size of a task's input, in bytes."""
    return task.item.size


def in_order(
    inputs: Iterable[Any], job: Job, jobs: int, settings: Settings, stop: Callable[[], bool] = lambda: False
) -> Generator[tuple[Any, Any]]:
    """Each input with its result, in input order whatever ``jobs`` is. A `Failure` is its own result.

    With one job and neither deadline nor memory cap the work is done in this process. Else workers do it: an input
    that takes longer than ``settings.deadline`` is rescued; one whose worker dies or runs out of memory is done once
    more, alone in a fresh worker, and rescued if that happens again. What is rescued in vain is given up. Where the
    inputs end with an error, it is raised when all before it are done. Ends early when ``stop`` says so.
    """
    if jobs == 1 and settings.deadline is None and settings.memory is None:
        return here(inputs, job)
    return Crew(job, jobs, settings).results(inputs, stop)


def here(inputs: Iterable[Any], job: Job) -> Generator[tuple[Any, Any]]:
    """The work done in this process, one input after the other."""
    for asked in inputs:
        if isinstance(asked, Failure):
            yield asked, asked
            continue
        try:
            result = job.do(asked)
        except MemoryError:
            result = (job.rescue or job.give_up)(asked, "needed more memory than there is")
        yield asked, result


@dataclass(slots=True)
class Crew:
    """Workers, and what they are about.

    ``queue`` is what nobody has in hand, in order; ``finished`` are results that have to wait for their turn;
    ``pace`` is how many seconds an input takes, as of late.
    """

    job: Job
    jobs: int
    settings: Settings
    workers: list[Worker] = field(default_factory=list)
    queue: deque[Piece] = field(default_factory=deque)
    finished: dict[int, tuple[Any, Any, int]] = field(default_factory=dict)
    taken: int = 0
    given: int = 0
    weight: int = 0
    pace: float = 0.1
    broken: Exception | None = None

    def results(self, inputs: Iterable[Any], stop: Callable[[], bool]) -> Generator[tuple[Any, Any]]:
        """Each input with its result, in input order."""
        source = iter(inputs)
        try:
            while True:
                self.dispatch()  # first, so that no worker waits while results are written
                yield from self.turn()
                self.refill(source)
                if self.given in self.finished:
                    continue
                if self.given == self.taken or stop():
                    break
                self.dispatch()
                try:
                    self.listen()
                except NewscleanError:
                    if stop():  # what asks to stop may have ended a worker, too, before that had begun
                        break
                    raise
        finally:  # also where the run was interrupted: what is still under way is not wanted any more
            for worker in self.workers:
                worker.kill()
        if self.broken is not None and not stop():
            raise self.broken

    def turn(self) -> Iterator[tuple[Any, Any]]:
        """The results whose turn it is."""
        while self.given in self.finished:
            asked, result, weight = self.finished.pop(self.given)
            self.given += 1
            self.weight -= weight
            yield asked, result

    def refill(self, source: Iterator[Any]) -> None:
        """Take inputs in, as many as may be under way."""
        while self.broken is None and self.has_room:
            try:
                asked = next(source)
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001  # raised again when all before it is done
                self.broken = error
                return
            if isinstance(asked, Failure):
                self.finished[self.taken] = asked, asked, 0
            else:
                piece = Piece(self.taken, asked, self.job.weigh(asked))
                self.queue.append(piece)
                self.weight += piece.weight
            self.taken += 1

    @property
    def has_room(self) -> bool:
        """Whether more inputs may be under way."""
        flying = self.taken - self.given
        return flying == 0 or (flying < PAGES_IN_FLIGHT * self.jobs and self.weight < BYTES_IN_FLIGHT)

    def dispatch(self) -> None:
        """Give every worker that has nothing to do something, as long as there is something."""
        for worker in [one for one in self.workers if not one.assigned]:
            if self.queue and (worker.done >= self.settings.recycle or not self.suits(worker, self.queue[0])):
                self.dismiss(worker)
            elif self.queue:
                self.hand(worker)
        while self.queue and len(self.workers) < self.jobs:
            worker = Worker(self.job, self.limits(self.queue[0]))
            self.workers.append(worker)
            self.hand(worker)

    def suits(self, worker: Worker, piece: Piece) -> bool:
        """Whether a worker that has nothing to do may take a piece."""
        return worker.limits == self.limits(piece) and (worker.done == 0 or not (piece.alone or piece.reason))

    def limits(self, piece: Piece) -> Limits:
        """What a piece may take."""
        seconds = self.settings.deadline
        if piece.reason is None:
            return Limits(seconds, self.settings.memory)
        return Limits(None if seconds is None else max(seconds, RESCUE_SECONDS))

    def hand(self, worker: Worker) -> None:
        """Give a worker the next pieces: one that is to be alone by itself, else about a fifth of a second's work."""
        most = min(BATCH_PAGES, int(BATCH_SECONDS / self.pace), len(self.queue) // self.jobs)
        batch = [self.queue.popleft()]
        weight = batch[0].weight
        while self.queue and len(batch) < most and not (batch[0].alone or batch[0].reason):
            piece = self.queue[0]
            weight += piece.weight
            if weight > BATCH_BYTES or piece.alone or piece.reason:
                break
            batch.append(self.queue.popleft())
        worker.assign(batch, [(piece.asked, piece.reason) for piece in batch])

    def listen(self) -> None:
        """Wait a while for answers, and take what comes."""
        busy = {worker.pipe: worker for worker in self.workers if worker.assigned}
        for pipe in wait(list(busy), TICK):
            self.hear(busy[pipe])
        for worker in [one for one in self.workers if one.is_stuck]:
            worker.process.kill()
            self.mourn(worker, signal.SIGALRM)

    def hear(self, worker: Worker) -> None:
        """Take an answer of a worker, or see that it is dead."""
        answer = worker.receive()
        if answer is None:
            self.mourn(worker, None)
        elif not isinstance(answer.value, Ready):
            self.accept(worker, answer)

    def accept(self, worker: Worker, answer: Answer) -> None:
        """Take the answer to the piece that a worker had in hand."""
        if isinstance(answer.value, OutOfMemory):
            self.bury(worker, f"needed more than {self.settings.memory:,} bytes of memory", again=True)
            return
        piece = worker.assigned.pop(0)
        self.finished[piece.number] = piece.asked, answer.value, piece.weight
        self.pace += (max(answer.seconds, 0.001) - self.pace) / 8

    def mourn(self, worker: Worker, known: signal.Signals | None) -> None:
        """See what a worker died of."""
        code = worker.ended() if known is None else -known
        if not worker.ready:
            raise NewscleanError(
                f"no worker process can be started (exit code {code}): a script that has pages worked on by processes "
                'needs the guard `if __name__ == "__main__":`'
            )
        if code == -signal.SIGALRM:
            self.bury(worker, f"took longer than {worker.limits.seconds:g} seconds", again=False)
        else:
            self.bury(worker, f"its worker died ({in_words(code)})", again=True)

    def bury(self, worker: Worker, reason: str, *, again: bool) -> None:
        """Put back what a worker had not done, and decide what becomes of the piece in its hand."""
        self.dismiss(worker)
        piece, *others = worker.assigned
        self.queue.extendleft(reversed(others))
        if piece.reason is not None or (self.job.rescue is None and (piece.alone or not again)):
            given_up = self.job.give_up(piece.asked, piece.reason or reason)
            self.finished[piece.number] = piece.asked, given_up, piece.weight
            return
        if piece.alone or not again:
            piece.reason = reason
        piece.alone = True
        self.queue.appendleft(piece)

    def dismiss(self, worker: Worker) -> None:
        """Do without a worker from now on."""
        self.workers.remove(worker)
        worker.kill()


def in_words(code: int | None) -> str:
    """How a process ended, by its exit code."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"

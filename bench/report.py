"""The figures for readers: tables for ``docs/performance.md``, and a plot beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["plot", "put_tables", "tables"]

BUSY = " **Much else went on meanwhile**: of these figures, seconds of the clock tell nothing, and those of CPU little."
BEGIN, END = "<!-- figures of make bench: begin -->", "<!-- figures of make bench: end -->"


def put_tables(document: Path, results: Mapping[str, Any]) -> None:
    """Put the tables between the two marks of a document. Raises ValueError where it has none."""
    text = document.read_text(encoding="utf-8")
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"{document} has no place for the figures: put {BEGIN} and {END} into it")
    document.write_text(f"{before}{BEGIN}\n\n{tables(results)}\n{END}{after}", encoding="utf-8")


def tables(results: Mapping[str, Any]) -> str:
    """All figures as Markdown."""
    machine = results["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    busy = BUSY if machine["load"] > machine["cores"] / 2 else ""
    where = f"Measured on {machine['system']}, {machine['cores']} cores, Python {machine['python']}: {libraries}."
    return "\n".join(
        (
            f"{where} Load at the beginning: {machine['load']:.1f}.{busy}\n",
            one_page(results["single"]),
            stages(results["stages"]),
            sizes([*results["deciles"], *results["made up"]]),
            whole_runs(results["runs"], results["growth"]),
            starts(results["starts"]),
        )
    )


def one_page(single: Mapping[str, Any]) -> str:
    """Cleaners beside each other."""
    rows = (
        (
            name,
            f"{row['ratio']:.2f}",
            f"{row['median ratio']:.2f}",
            f"{1000 * row['seconds a page']:.1f}",
            f"{row['megabytes a second']:.1f}",
            f"{row['failed']}",
        )
        for name, row in single["peers"].items()
    )
    return (
        f"### One page\n\n{single['pages']} pages, {single['bytes'] / 1e6:.1f} MB. CPU as multiples of lxml's parse of "
        "the same pages: of the sums, and the median over pages.\n\n"
        + table(("", "of the sums", "median", "ms a page", "MB/s", "pages that raised"), rows)
    )


def stages(found: Mapping[str, Any]) -> str:
    """The way of a page."""
    rows = ((name, f"{row['ratio']:.2f}", f"{row['share']:.0%}") for name, row in found.items())
    return "### Stages\n\nOf the way from bytes to compressed records, in multiples of the same parse.\n\n" + table(
        ("stage", "multiple", "share"), rows
    )


def sizes(found: Iterable[Mapping[str, float]]) -> str:
    """What pages of more and more bytes cost."""
    rows = (
        (
            f"{row['bytes'] / 1e3:,.0f}",
            f"{1000 * row['parse']:.1f}",
            f"{1000 * row['clean']:.1f}",
            f"{1e9 * row['clean'] / row['bytes']:.0f}",
        )
        for row in found
    )
    return "### By size of page\n\nTenths of the pages, then pages that were made up. CPU in milliseconds.\n\n" + table(
        ("kB", "lxml parse", "newsclean", "newsclean, ms a MB"), rows
    )


def whole_runs(runs: Mapping[str, Any], growth: Iterable[Mapping[str, float]]) -> str:
    """Runs beside the script, and runs of more and more pages."""
    return (
        f"### Whole runs\n\n{runs['pages']} pages, {runs['bytes'] / 1e6:.1f} MB; medians of {runs['rounds']}. "
        f"CPU of one worker's run by that of the script: **{runs['cpu against the script']:.2f}**. Wall time of one "
        f"worker's run by that of two: **{runs['wall, one worker by two']:.2f}**. The parent's share of the CPU of one "
        f"worker's run: **{runs['share of the parent']:.1%}**.\n\n"
        + run_table((name, row) for name, row in runs["kinds"].items())
        + "\nBy two workers, the same pages again and again at new addresses:\n\n"
        + run_table((f"{row['pages']:,} pages", row) for row in growth)
    )


def starts(found: Mapping[str, float]) -> str:
    """First touches."""
    rows = ((f"`{name}`", f"{seconds:.3f}") for name, seconds in found.items())
    return "### Starting\n\nCPU seconds, medians.\n\n" + table(("", "seconds"), rows)


def run_table(rows: Iterable[tuple[str, Mapping[str, float]]]) -> str:
    """The table of some runs."""
    names = ("wall", "cpu", "parent cpu", "pages a second", "megabytes a second", "parent peak MiB", "worker peak MiB")
    heads = ("", "wall s", "CPU s", "of the parent", "pages/s", "MB/s", "parent, MiB", "largest worker, MiB")
    return table(heads, ((name, *(f"{row[one]:,.1f}" for one in names)) for name, row in rows))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def plot(results: Mapping[str, Any], path: Path) -> None:
    """Multiples of the parse, and time by size of page, as SVG. Raises ImportError without matplotlib."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "newsclean", "font.size": 9})
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    peers = sorted(results["single"]["peers"].items(), key=lambda item: -item[1]["ratio"])
    colours = ["#b3441e" if name == "newsclean" else "#8a9ba8" for name, _ in peers]
    bars = left.barh([name for name, _ in peers], [row["ratio"] for _, row in peers], color=colours)
    left.bar_label(bars, fmt="%.1f", padding=2)
    left.set_xlabel("CPU, multiples of lxml's parse")
    rows = [*results["deciles"], *results["made up"]]
    for key, label, colour in (("parse", "lxml parse", "#8a9ba8"), ("clean", "newsclean", "#b3441e")):
        right.loglog(
            [row["bytes"] / 1e3 for row in rows], [1000 * row[key] for row in rows], "o-", color=colour, label=label
        )
    right.set_xlabel("kB a page")
    right.set_ylabel("CPU, ms")
    right.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})

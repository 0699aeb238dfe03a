"""The names that `newsclean` exports."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

import newsclean

HEAVY = {"bs4", "chardetng_py", "dateparser", "htmldate", "lxml", "numpy", "pebble", "rich", "trafilatura", "warcio"}


def test_the_exported_names_are_sorted_and_each_once() -> None:
    """`__all__` is a sorted list without doubles."""
    assert newsclean.__all__ == sorted(set(newsclean.__all__))


def test_the_exported_names_are_these() -> None:
    """A name is added to or taken from the public API on purpose, never by accident."""
    assert newsclean.__all__ == [
        "ArchiveError",
        "ArchiveReader",
        "Article",
        "Block",
        "Capture",
        "Dateline",
        "Encoding",
        "Failure",
        "Image",
        "InputError",
        "Kind",
        "Ledger",
        "LedgerEntry",
        "Link",
        "Metadata",
        "NewscleanError",
        "NotAPageError",
        "OptionError",
        "Options",
        "Reason",
        "Role",
        "SiteProfile",
        "Verdict",
        "__version__",
        "clean",
        "clean_many",
    ]


@pytest.mark.parametrize("name", newsclean.__all__)
def test_each_exported_name_loads_and_is_listed(name: str) -> None:
    """Every exported name can be had, documented, and shows up in `dir(newsclean)`."""
    value = getattr(newsclean, name)
    assert name in dir(newsclean)
    assert name == "__version__" or value.__doc__


def test_type_checkers_see_what_is_exported() -> None:
    """The imports under TYPE_CHECKING name exactly what `__all__` promises."""
    tree = ast.parse(Path(newsclean.__file__).read_text(encoding="utf-8"))
    (guard,) = (node for node in tree.body if isinstance(node, ast.If))
    names = {alias.name for node in guard.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert names | {"__version__"} == set(newsclean.__all__)


def test_the_version_is_that_of_the_package() -> None:
    """`__version__` comes from the installed package's metadata."""
    assert newsclean.__version__ == importlib.metadata.version("newsclean")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not exported raises AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'cleen'"):
        newsclean.cleen  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    "code",
    [
        "import newsclean; newsclean.__version__",
        "from newsclean.cli import main; main(['--version'])",
        "from newsclean.cli import main; main(['--help'])",
    ],
)
def test_the_first_touch_is_light(code: str) -> None:
    """Importing newsclean, asking its version and asking for help load no heavy package."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint('LOADED', *sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = run.stdout.rpartition("LOADED ")[2].split()
    assert "newsclean" in loaded
    assert not HEAVY & set(loaded)


def test_no_public_name_is_a_module() -> None:
    """No module has the name of a public function: importing the one would put it in the place of the other."""
    package = Path(newsclean.__file__).parent
    modules = {path.stem for path in package.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not modules & set(newsclean.__all__)


@pytest.mark.parametrize("package", sorted(HEAVY))
def test_what_loads_later_can_be_loaded(package: str) -> None:
    """Every package that loads only when it is needed is installed whole: none is missed for the first time then."""
    importlib.import_module(package)

"""The command ``newsclean``, also as ``python -m newsclean``.

The version is told without click, whose import takes four fifths of what ``newsclean --version`` takes with it.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Do what the command line asks for."""
    if sys.argv[1:] == ["--version"]:
        from newsclean import __version__

        sys.stdout.write(f"newsclean {__version__}\n")
        return
    from newsclean.cli import main as command

    command()


if __name__ == "__main__":
    main()

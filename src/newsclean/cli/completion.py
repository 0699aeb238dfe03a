"""``newsclean completion``: the script that makes a shell complete newsclean's commands."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from newsclean.cli.output import put

__all__ = ["command"]

SHELLS = {"bash": BashComplete, "fish": FishComplete, "zsh": ZshComplete}


@click.command("completion")
@click.argument("shell", type=click.Choice(sorted(SHELLS)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete newsclean's commands and options.

    For bash, put this line into ~/.bashrc (for zsh, with zsh, into ~/.zshrc):

        eval "$(newsclean completion bash)"

    For fish:

        newsclean completion fish > ~/.config/fish/completions/newsclean.fish
    """
    completion = SHELLS[shell](context.find_root().command, {}, "newsclean", "_NEWSCLEAN_COMPLETE")
    # Formatted here, since click's own `source` first starts bash to ask for its version.
    put(completion.source_template % completion.source_vars() + "\n")

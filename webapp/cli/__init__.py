"""
The command ``zhida``: one module a family of commands.

A command's module is imported only when the command is called, so planning a trip does
not wait for the encoder's libraries.
"""

from __future__ import annotations

import importlib
import keyword

import click

from matcher.errors import MatcherError

# command -> the module of this package that holds it, under the same name.
COMMANDS = {
    "plan": "planning",
    "check": "planning",
    "draw": "planning",
    "campaign": "campaigns",
    "worker": "worker",
    "search": "matching",
    "match": "matching",
    "embed": "matching",
    "assign": "assigning",
    "learn": "learning",
    "fairness": "learning",
    "occupations": "occupations",
    "rank": "evaluation",
    "evaluate": "evaluation",
    "bench": "evaluation",
    "wording": "wording",
    "notify": "notifying",
    "alerts": "alerting",
    "import": "importing",
    "migrate": "database",
    "prepare": "database",
    "demo": "demo",
    "serve": "serving",
}


class LazyGroup(click.Group):
    """
    A group whose commands are imported when they are asked for.

    What the matcher cannot do without (places, encoders, occupations) is told in its
    own words, whichever command asks for it.
    """

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except MatcherError as error:
            raise click.ClickException(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"webapp.cli.{COMMANDS[cmd_name]}")
        # A command named like a word of Python has a function with a "_" behind it.
        name = cmd_name.replace("-", "_")
        name += "_" if keyword.iskeyword(name) else ""
        command: click.Command = getattr(module, name)
        return command


@click.command(cls=LazyGroup)
@click.version_option(package_name="zhida")
def main() -> None:
    """Zhida (职达): jobs, and the direct coach to them."""

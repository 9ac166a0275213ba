"""`feltwork makemessages -l de`: Django's own, with a catalogue that comes out the same on every machine."""

from __future__ import annotations

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # in modules where `_` is gettext, gettext_lazy goes by these names
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=lazy", "--keyword=_lazy"]
    # a guess that looks finished is worse than an empty line
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # line numbers would change the file with every commit
        parser.set_defaults(no_location=True, no_obsolete=True, ignore_patterns=["tests", "bench", "var"])

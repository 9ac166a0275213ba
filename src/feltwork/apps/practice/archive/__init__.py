"""The archive that somebody takes out, and reading one back. Its format is published in docs/operate/archive.md.

`packing` makes the archive of one file, `paper` its PDF, `sheets` its CSV; `vault` keeps it sealed on disk until it is
fetched; `unpacking` reads one that somebody brings and trusts nothing in it.
"""

FORMAT = "feltwork-archive"
VERSION = 1

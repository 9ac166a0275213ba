"""What the search reads: public data only, made from profiles, and made anew from them at any time.

`place` is the town's place along a space-filling curve, then the number of the profile: rows of one neighbourhood lie
side by side, and a radius is a few stretches of places. The migration adds what Django has no words for: on SQLite a
full-text table that triggers keep in step, on PostgreSQL the column of tokens with its index.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IndexRow(models.Model):
    """One listed profile as `core.directory.columns` packs it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    place = models.BigIntegerField(primary_key=True)
    profile = models.BigIntegerField(unique=True)  # the number; a key would make the index hold up the deletion
    packed = models.BinaryField()

    class Meta:
        db_table = "directory_index"

    def __str__(self) -> str:
        return f"profile {self.profile}"


class IndexText(models.Model):
    """The words of one listed profile, folded: `strong` and `weak` as in `Listing`."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    place = models.BigIntegerField(primary_key=True)
    strong = models.TextField()
    weak = models.TextField()

    class Meta:
        db_table = "directory_text"

    def __str__(self) -> str:
        return self.strong[:40]


class IndexWord(models.Model):
    """A word that stands, or once stood, in some profile: what typing slips are mended to."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    word = models.CharField(max_length=40, unique=True)

    class Meta:
        db_table = "directory_word"

    def __str__(self) -> str:
        return self.word


class IndexState(models.Model):
    """One row: from which vocabulary and towns the index was made, for rows of another shape cannot be read; how many
    rows it has; and a stamp that is drawn anew with every change, by which a process knows whether what it kept holds.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    made_from = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=16, default="")

    class Meta:
        db_table = "directory_index_state"

    def __str__(self) -> str:
        return self.made_from


class IndexChange(models.Model):
    """A profile whose row changed: what the tantivy engine has still to follow."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    profile = models.BigIntegerField()

    class Meta:
        db_table = "directory_index_change"

    def __str__(self) -> str:
        return f"profile {self.profile}"

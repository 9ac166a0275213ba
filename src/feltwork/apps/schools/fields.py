"""A model field for exact fractions, kept as text such as "107/6"."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

WRITTEN = re.compile(r"-?[0-9]{1,18}(?:[.,][0-9]{1,18}|/[0-9]{1,18})?")


class FractionField(models.CharField):  # type: ignore[type-arg]
    """An exact `Fraction`; the column holds its text. Not for sorting in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # migrations import none of our code: to them it is a plain text column
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, {**kwargs, "max_length": self.max_length}

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Fraction | None:
        return None if value in (None, "") else _read(value)

    def to_python(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        return value if isinstance(value, Fraction) else read_fraction(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None or value == "" else str(Fraction(value))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return FractionFormField(required=not self.blank, label=kwargs.get("label", self.verbose_name))


@lru_cache(maxsize=4096)  # lists read the same few amounts again and again
def _read(text: str) -> Fraction:
    return Fraction(text)


class FractionFormField(forms.CharField):
    """Reads 1, 1.5, 1,5 and 2/3 as exact fractions."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_fraction(text) if text else None


def read_fraction(text: str) -> Fraction:
    """1, 1.5, 1,5 or 2/3 as an exact fraction; raises ValidationError for anything else."""
    # no exponents and few digits: `Fraction("1e99999999")` would fill the memory
    if WRITTEN.fullmatch(text.strip()):
        try:
            return Fraction(text.replace(",", ".").strip())
        except ZeroDivisionError:
            pass
    raise ValidationError(_("Please write a number such as 1, 1.5 or 2/3."))

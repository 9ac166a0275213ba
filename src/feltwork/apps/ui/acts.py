"""Between a form and an action: what the action refuses is said next to the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class Filled(Protocol):
    """A form, or several that are filled in as one."""

    @property
    def cleaned_data(self) -> Any: ...

    def is_valid(self) -> bool: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


def done(form: Filled, action: Callable[..., Any], **given: Any) -> Any:
    """Call *action* with what *form* holds and *given*; its result (True for none), or None where it was not done.

    Nothing is called while the form has mistakes. A ValidationError of the action joins them.
    """
    if not form.is_valid():
        return None
    try:
        result = action(**form.cleaned_data, **given)
    except ValidationError as refused:
        take_errors(form, refused)
        return None
    return True if result is None else result


def take_errors(form: Filled, refused: ValidationError) -> None:
    """Put the errors next to the fields they name, and the rest above the form."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in getattr(form, "fields", ()) else None, errors)

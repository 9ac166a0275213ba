"""Promises that hold for every model."""

import pytest
from django.apps import apps
from django.core.management import call_command

CLASSES = {"public", "internal", "personal", "clinical", "private_note", "secret"}
OURS = [m for m in apps.get_models() if m.__module__.startswith("feltwork.")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_has_a_privacy_class(model):
    declared = model.PRIVACY
    names = {f.name for f in model._meta.get_fields() if getattr(f, "concrete", False)}

    assert "*" in declared
    assert set(declared) - {"*"} <= names
    assert set(declared.values()) <= CLASSES


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_model_says_what_it_is(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")
    assert "__str__" in vars(model) or any("__str__" in vars(base) for base in model.__mro__[1:-1] if base in OURS)


BY_CHANCE, IN_PUBLIC = {"uuid", "check_code", "token_hash", "token"}, {"did", "origin"}  # the latter: public addresses

ENDS_BY_CHANCE = {"directory.Profile.slug"}  # a clash is answered by another chance, never by a refusal


@pytest.mark.parametrize("model", [m for m in OURS if any(f.name == "school" for f in m._meta.fields)])
def test_a_unique_rule_of_a_schools_row_names_the_school(model):
    """Otherwise the refusal of a duplicate would tell one school what another one has."""
    if model._meta.get_field("school").null:
        pytest.skip("belongs to the installation")
    for constraint in model._meta.total_unique_constraints + [
        c for c in model._meta.constraints if type(c).__name__ == "UniqueConstraint"
    ]:
        assert "school" in constraint.fields, constraint.name
    for field in model._meta.fields:
        if field.unique and not field.primary_key and not field.is_relation:
            assert field.name in BY_CHANCE | IN_PUBLIC or str(field) in ENDS_BY_CHANCE, field.name


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

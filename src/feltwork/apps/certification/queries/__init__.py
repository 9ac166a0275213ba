"""Reads, one module for each page or noun; what other apps use is imported from here."""

from feltwork.apps.certification.queries.editions import PublicEdition, public_rules

__all__ = ["PublicEdition", "public_rules"]

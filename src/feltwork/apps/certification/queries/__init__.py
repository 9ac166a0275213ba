"""Reads, one module for each page or noun; what other apps use is imported from here."""

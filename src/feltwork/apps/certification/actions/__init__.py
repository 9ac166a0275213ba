"""Writes, one module for each noun: `log` and `papers` for students, the rest for staff."""

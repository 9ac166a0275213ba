"""Reads, one module for each noun."""

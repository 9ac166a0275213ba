"""Certificates: proposed by one person, approved by another, shown and checked in public, suspended, revoked.

Start at `models.py`.
"""

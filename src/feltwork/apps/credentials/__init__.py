"""Certificates: proposed by one person, approved by another, shown and checked in public, suspended, withdrawn.

Start at `models.py`; `actions/` holds the acts and says from which state each is possible. The public sees only what
`permissions.public_certificates` lets through.
"""

"""Feltwork: a self-hostable platform for Somatic Experiencing.

Three folders: `core` thinks (plain Python), `apps` do (Django, one app for each part of the field), `config` wires.
Start reading at `docs/decisions/0001-core-apps-config.md`.
"""

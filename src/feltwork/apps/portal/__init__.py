"""Home, public pages, each person's start page, the demo world.

Start at `urls.py`.
"""

"""The demo world: one school, its people and three years of records, built by calling the same actions as the pages.

Start at `world.build`. All days are reckoned from today, so that the world is alive on whatever day it is made.
"""

"""A credential inside a picture: a courtesy, since phones strip it when they save one (Open Badges 3.0, baking).

bake_svg(badge_svg(…), text), bake_png(text), unbake(content)
"""

from feltwork.apps.credentials.baking.pictures import badge_png, badge_svg
from feltwork.apps.credentials.baking.unbaking import Unreadable, unbake

__all__ = ["Unreadable", "badge_png", "badge_svg", "unbake"]

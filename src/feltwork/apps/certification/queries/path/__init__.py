"""“Your path”: everything the page says, made from what is known and the verdict. One module for each part of it."""

from feltwork.apps.certification.queries.path.page import PACES, PathPage, path_page

__all__ = ["PACES", "PathPage", "path_page"]

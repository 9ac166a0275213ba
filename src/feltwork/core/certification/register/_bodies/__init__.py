"""Requirements as columns, one module for each kind of rule."""

from .common import STATES, Doubt, Finish, Outcome, Site, ruling
from .compiling import compile_requirement

__all__ = ["STATES", "Doubt", "Finish", "Outcome", "Site", "compile_requirement", "ruling"]

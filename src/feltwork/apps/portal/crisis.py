"""Whom to reach in a crisis: the countries' files of measures, so that no page of the site says anything else."""

from feltwork.apps.measures.resources import Region, Service, regions

__all__ = ["Region", "Service", "regions"]

"""Everything public of a school's certificates as plain files that any web server keeps alive when this site is gone.

`site.write` lays the files out at the same addresses: did.json and keys, status lists, credentials behind their codes,
the log, and a page for each certificate without any script.
"""

from feltwork.apps.credentials.export.site import Written, write

__all__ = ["Written", "write"]

"""How many files and lines a process may have open."""

from __future__ import annotations

import contextlib

MOST = 65_536


def allow_files() -> int:
    """Allow as many as the machine lets this process have: the usual 1,024 are soon taken by idle browsers.

    Returns how many that are; 0 where nothing is known of it, as on Windows.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
        return max(soft, most)
    return 0

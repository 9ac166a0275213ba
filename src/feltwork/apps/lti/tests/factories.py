"""A tool that is plugged in, and links to it."""

from datetime import UTC, datetime

from joserfc.jwk import KeySet

from feltwork.apps.lti import actions
from feltwork.apps.lti.tests.tool import HOST, key_called

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def plug_in(school, by, *, kid="tool-1", host=HOST, name="School Moodle", **fields):
    """A tool with a key that was pasted."""
    keys = KeySet([key_called(kid)]).as_dict(private=False)
    given = {
        "name": name,
        "login_url": f"{host}/lti/login",
        "launch_url": f"{host}/lti/launch",
        "redirect_uris": [f"{host}/lti/launch"],
        "jwks": keys,
        **fields,
    }
    return actions.register_tool(school=school, by=by, at=AT, **given)


def put(tool, by, *, course=None, cohort=None, title="Heart and breath", **fields):
    context = actions.context_of(school=tool.school, course=course, cohort=cohort)
    return actions.put_link(tool=tool, context=context, title=title, by=by, at=AT, **fields)

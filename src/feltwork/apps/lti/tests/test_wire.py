"""What others send is read or refused, never anything in between: properties of the parsers, and the known tricks."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from feltwork.apps.lti.tests.tool import key_called, score
from feltwork.apps.lti.wire import (
    WireError,
    kid_of,
    names,
    read_content_items,
    read_keys,
    read_line_item,
    read_registration,
    read_score,
    read_token,
)
from feltwork.apps.lti.wire.reading import https, origin
from feltwork.apps.lti.wire.registering import CONFIGURATION

NOW = 1_795_000_000
KEY = key_called("tool-1")
KEYS = read_keys({"keys": [KEY.as_dict(private=False)]})
CLAIMS = {"iss": "tool", "aud": "us", "iat": NOW, "exp": NOW + 60}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def signed(claims=CLAIMS, *, key=KEY, alg="RS256", **header):
    return jwt.encode({"alg": alg, "kid": "tool-1", **header}, claims, key, algorithms=[alg])


def read(token, keys=KEYS, now=NOW):
    return read_token(token, keys, audience=("us",), issuer="tool", now=now)


def code_of(call, *args, **kwargs):
    with pytest.raises(WireError) as refused:
        call(*args, **kwargs)
    return refused.value.code


def base64(content):
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_a_token_that_is_right_is_read():
    assert read(signed()) == CLAIMS
    assert kid_of(signed()) == "tool-1"


def test_a_token_may_be_signed_on_p256():
    key = ECKey.generate_key("P-256", {"kid": "tool-1"})
    assert read(signed(key=key, alg="ES256"), read_keys({"keys": [key.as_dict(private=False)]})) == CLAIMS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "other"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "them"}, "audience"),
        ({"aud": ["them", "those"]}, "audience"),
        ({"aud": {"us": 1}}, "audience"),
        ({"aud": ["us", "them"], "azp": "them"}, "audience"),
        ({"exp": NOW - 61}, "expired"),
        ({"iat": NOW + 61, "exp": NOW + 90}, "early"),
        ({"nbf": NOW + 61}, "early"),
        ({"exp": NOW + 3600 * 25}, "dates"),
        ({"exp": True}, "dates"),
        ({"exp": "9999999999"}, "dates"),
        ({"iat": NOW + 50, "exp": NOW + 40}, "dates"),
    ],
)
def test_claims_that_do_not_fit_are_refused(changes, code):
    assert code_of(read, signed({**CLAIMS, **changes})) == code


def test_an_unsigned_token_is_refused_in_every_spelling():
    for alg in ("none", "None", "NONE", "nOnE", "", None):
        assert code_of(read, f"{base64({'alg': alg, 'kid': 'tool-1'})}.{base64(CLAIMS)}.") in {"algorithm", "malformed"}


def test_our_public_key_is_no_shared_secret():
    """HS256 over the text of the public key: the oldest trick with signed tokens."""
    data = f"{base64({'alg': 'HS256', 'kid': 'tool-1'})}.{base64(CLAIMS)}"
    for secret in (KEY.as_pem(private=False), json.dumps(KEY.as_dict(private=False)).encode()):
        signature = urlsafe_b64encode(hmac.digest(secret, data.encode(), "sha256")).decode().rstrip("=")
        assert code_of(read, f"{data}.{signature}") == "algorithm"


def test_a_key_that_the_token_brings_along_counts_for_nothing():
    own = RSAKey.generate_key(2048)
    token = signed(key=own, jwk=own.as_dict(private=False), jku="https://evil.example/keys")
    assert code_of(read, token) == "signature"
    assert code_of(read, signed(key=own, kid="evil")) == "key"


def test_a_header_that_demands_something_unknown_is_refused():
    crafted = f"{base64({'alg': 'RS256', 'kid': 'tool-1', 'crit': ['x'], 'x': 1})}.{base64(CLAIMS)}.AAAA"
    assert code_of(read, crafted) in {"algorithm", "malformed"}


@pytest.mark.filterwarnings("ignore:Key size")
def test_weak_secret_and_private_keys_are_left_out():
    weak = RSAKey.generate_key(1024).as_dict(private=False)
    rows = [weak, OctKey.generate_key(256).as_dict(), KEY.as_dict(private=True)]
    for row in rows:
        assert code_of(read_keys, {"keys": [row]}) == "keys"
    assert list(read_keys({"keys": [*rows, KEY.as_dict(private=False)]})) == ["tool-1"]


TOKEN = signed()


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("ABab01-_.="))
def test_a_token_with_one_letter_changed_is_refused_or_says_the_same(place, letter):
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    try:
        claims = read(changed)
    except WireError:
        return
    assert claims == CLAIMS  # the last letter of base64 carries bits that are thrown away


@given(st.text() | st.lists(st.text(alphabet="abcABC01_-", max_size=20), max_size=5).map(".".join))
@example("a" * 300_000)
@example("..")
@example("\ud800.a.b")
def test_any_text_is_no_token(text):
    assert code_of(read, text) in {"malformed", "algorithm", "key"}


@given(JSON, JSON)
def test_any_header_and_payload_is_refused_in_words(header, payload):
    assert isinstance(code_of(read, f"{base64(header)}.{base64(payload)}.AAAA"), str)


@given(JSON)
@example({"keys": [{"kty": "RSA", "n": "AQAB", "e": "!!"}]})
@example({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]})
@example({"keys": [{"kty": "RSA", "n": 5, "e": [], "kid": {}}]})
def test_any_json_is_read_as_keys_or_refused(document):
    assert code_of(read_keys, document) == "keys"


# --- grades


def body(facts):
    return json.dumps(facts).encode()


def test_a_score_is_read_exactly():
    given_score = read_score(body(score("alias", 8.1, 10)))
    assert (given_score.given, given_score.maximum, given_score.is_final) == (Fraction(81, 10), Fraction(10), True)


def test_a_score_without_points_is_one_too():
    facts = score("alias", gradingProgress="PendingManual")
    del facts["scoreGiven"], facts["scoreMaximum"]
    given_score = read_score(body(facts))
    assert (given_score.given, given_score.maximum, given_score.is_final) == (None, None, False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"userId": ""}, "userId"),
        ({"userId": 5}, "userId"),
        ({"scoreGiven": -1}, "scoreGiven"),
        ({"scoreGiven": "8"}, "scoreGiven"),
        ({"scoreGiven": True}, "scoreGiven"),
        ({"scoreMaximum": 0}, "scoreMaximum"),
        ({"scoreMaximum": None}, "scoreMaximum"),
        ({"scoreMaximum": 1e300}, "scoreMaximum"),
        ({"activityProgress": "Done"}, "activityProgress"),
        ({"gradingProgress": ["FullyGraded"]}, "gradingProgress"),
        ({"timestamp": "2026-11-19"}, "timestamp"),
        ({"timestamp": "2026-11-19T09:00:00"}, "timestamp"),
        ({"timestamp": "2026-02-30T09:00:00Z"}, "timestamp"),
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, "timestamp"),
        ({"timestamp": 5}, "timestamp"),
        ({"comment": "x" * 2001}, "comment"),
        ({"comment": {}}, "comment"),
    ],
)
def test_a_score_that_is_wrong_says_where(changes, code):
    assert code_of(read_score, body(score("alias", **changes))) == code


@pytest.mark.parametrize(
    "text", [b'{"scoreGiven": NaN}', b'{"scoreGiven": Infinity}', b"[" * 9000, b"\xff", b"", b"[]"]
)
def test_what_is_no_json_object_is_refused(text):
    assert code_of(read_score, text) == "malformed"


def test_a_body_without_end_is_refused_before_it_is_read():
    assert code_of(read_score, b" " * 70_000) == "too_large"


def test_control_characters_do_not_reach_a_page():
    assert read_score(body(score("alias", comment="well\x00 done\x1b[31m\u2028"))).comment == "well done[31m"


FIELDS = st.sampled_from([*sorted(score("alias", comment="x")), "label", "tag", "resourceId", "resourceLinkId"])


@given(st.dictionaries(FIELDS, JSON, max_size=8) | JSON)
def test_any_body_is_a_score_within_bounds_or_refused(facts):
    try:
        found = read_score(body(facts))
    except WireError as refused:
        assert refused.code
    else:
        assert found.given is None or (found.given >= 0 and found.maximum > 0)
        assert found.sent_at.tzinfo is not None and found.person


@given(st.floats(0, 1_000_000, allow_subnormal=False), st.floats(0.01, 1_000_000))
def test_points_keep_their_value_to_a_billionth(given_points, maximum):
    found = read_score(body(score("alias", given_points, maximum)))
    assert abs(found.given - Fraction(given_points)) < Fraction(1, 10**8)
    assert len(str(found.given)) <= 40  # what the column holds


@given(st.dictionaries(FIELDS, JSON, max_size=8) | JSON)
def test_any_body_is_a_line_item_within_bounds_or_refused(facts):
    try:
        item = read_line_item(body(facts))
    except WireError as refused:
        assert refused.code
    else:
        assert item.maximum > 0 and 0 < len(item.label) <= 200


# --- content and registration

HOSTS = frozenset({"https://tool.example"})


def item(**changes):
    return {"type": "ltiResourceLink", "title": "Quiz", "url": "https://tool.example/q/1", **changes}


def test_items_of_the_tool_are_taken_and_others_left_with_a_reason():
    rows = [
        item(lineItem={"scoreMaximum": 10, "label": "Quiz"}, custom={"q": 1, "on": True}),
        item(url="https://evil.example/q"),
        item(type="html", title="Words"),
        item(lineItem=[]),
        "text",
    ]
    taken, left = read_content_items({names.PICKED: rows}, origins=HOSTS)

    assert [(one.title, one.maximum, one.custom) for one in taken] == [("Quiz", 10, {"q": "1", "on": "true"})]
    reasons = [("Quiz", "url"), ("Words", "kind"), ("Quiz", "lineItem"), ("", "kind")]
    assert [(one.title, one.code) for one in left] == reasons


@given(st.lists(st.dictionaries(st.sampled_from(["type", "title", "text", "url", "custom", "lineItem"]), JSON) | JSON))
def test_any_list_of_items_is_taken_or_left(rows):
    claims = {names.PICKED: rows[:50]}
    taken, left = read_content_items(claims, origins=HOSTS)
    assert len(taken) + len(left) == len(rows[:50])
    assert all(not one.url or origin(one.url) in HOSTS for one in taken)


def test_far_too_many_items_are_refused():
    assert code_of(read_content_items, {names.PICKED: [{}] * 51}, origins=HOSTS) == "content_items"


@pytest.mark.parametrize(
    "url",
    [
        *("http://tool.example/", "javascript:alert(1)", "//tool.example/", "https://", "https:///x", "tool.example"),
        *("https://user@tool.example/", "https://tool.example:port/", "https://tool.example/#part", "https://a b/"),
        *("https://tool.example\\@evil.example/", "data:text/html,x", "https://[::1", 5, None),
    ],
)
def test_what_is_no_https_address_is_refused(url):
    assert code_of(https, url, "url") == "url"


def test_the_place_of_an_address_knows_standard_ports_and_small_letters():
    assert origin("HTTPS://Tool.Example:443/x?y") == "https://tool.example"
    assert origin("https://tool.example:8443/") == "https://tool.example:8443"
    assert origin("https://[2001:db8::1]/") == "https://[2001:db8::1]"


def registration(**changes):
    return {
        "client_name": "Quiz",
        "initiate_login_uri": "https://tool.example/login",
        "redirect_uris": ["https://tool.example/launch"],
        "jwks_uri": "https://tool.example/keys",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{names.SCORE_SCOPE} something.else",
        CONFIGURATION: {
            "target_link_uri": "https://tool.example/launch",
            "claims": ["iss", "sub", "email"],
            "messages": [{"type": names.PICK, "target_link_uri": "https://tool.example/choose"}],
        },
        **changes,
    }


def test_a_registration_is_read():
    found = read_registration(body(registration()))
    assert (found.name, found.picks, found.pick_url) == ("Quiz", True, "https://tool.example/choose")
    assert found.scopes == (names.SCORE_SCOPE,)


def test_a_registration_as_moodle_sends_it_is_read():
    facts = registration()
    del facts["scope"]
    facts[CONFIGURATION] |= {"custom_parameters": [], "scopes": [names.ITEMS_SCOPE, names.MEMBERS_SCOPE]}
    found = read_registration(body(facts))
    assert (found.custom, found.scopes) == ({}, (names.ITEMS_SCOPE, names.MEMBERS_SCOPE))


@given(st.dictionaries(st.sampled_from(sorted(registration())), JSON, max_size=5))
def test_any_registration_is_read_or_refused(changes):
    try:
        found = read_registration(body(registration(**changes)))
    except WireError as refused:
        assert refused.code
    else:
        assert found.redirect_uris and found.login_url.startswith(("https://", "http://localhost", "http://127.0.0.1"))


def test_reading_a_token_takes_no_time():
    """A long token is refused at its length, before anything is decoded."""
    begun = time.perf_counter()
    code_of(read, "a." * 4_000_000)
    assert time.perf_counter() - begun < 1

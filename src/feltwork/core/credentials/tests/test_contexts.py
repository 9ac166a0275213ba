"""The contexts are the pinned documents or nothing."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from feltwork.core.credentials import CONTEXTS, ContextError
from feltwork.core.credentials._contexts import ED25519_2020, ISSUED, TERMS, VOCABULARY_TERMS, load, read_pinned

DIGESTS = {
    # the handbook's, domain/credentials.md section 3
    "https://www.w3.org/ns/credentials/v2": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": (
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
    ),
}


def test_what_we_issue_with_is_what_the_handbook_pins():
    assert {url: hashlib.sha256(CONTEXTS[url]).hexdigest() for url in ISSUED} == DIGESTS


def test_a_changed_file_is_named(tmp_path):
    (tmp_path / "v2.json").write_bytes(b"{}")
    with pytest.raises(ContextError, match=r"v2\.json: SHA-256"):
        read_pinned(tmp_path, "v2.json", "0" * 64)
    with pytest.raises(ContextError, match=r"missing\.json: cannot be read"):
        read_pinned(tmp_path, "missing.json", "0" * 64)


def test_no_other_context_is_loaded():
    with pytest.raises(LookupError):
        load("https://example.org/context")


def test_only_the_files_of_openbadgeslib_are_used_and_none_of_its_code():
    code = "import sys, feltwork.core.credentials; sys.exit(any(m.startswith('openbadgeslib') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_scheme_that_ids_have_is_a_term():
    assert not TERMS & {"https", "http", "did", "urn", "data", "mailto", "tel"}


def test_the_only_terms_that_are_looked_up_as_values_are_known():
    assert {"proofPurpose"} == VOCABULARY_TERMS


def test_the_context_written_here_is_the_one_that_verifiers_in_javascript_carry():
    theirs = Path("node_modules/ed25519-signature-2020-context/js/context.js")
    if not theirs.exists():
        pytest.skip("npm packages are not set up")
    text = re.sub(r"(?m)^\s*(\w+):", r'"\1":', theirs.read_text().partition("module.exports =")[2].strip().rstrip(";"))
    assert json.loads(text.replace("'", '"')) == json.loads(CONTEXTS[ED25519_2020])

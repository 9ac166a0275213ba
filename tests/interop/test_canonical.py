"""Three engines and our own give every golden the same canonical form: PyLD, oxigraph (Rust), jsonld.js."""

import json

import pytest

from feltwork.core.credentials._template import canonical
from feltwork.core.credentials.tests.graphs import by_oxigraph, by_pyld, expanded_by_pyld
from tests.interop.goldens import GOLDENS, HOUSE

PARTS = {name: (lambda changes=changes: HOUSE.signed(**changes)) for name, changes in GOLDENS.items()}
PARTS["a status list"] = HOUSE.listed


@pytest.mark.parametrize("make", PARTS.values(), ids=PARTS)
def test_all_engines_agree(node, make):
    document = json.loads(make())
    options = {"@context": document["@context"], **document.pop("proof")}
    del options["proofValue"]
    for part in (document, options):
        ours = canonical(part)
        assert ours == by_pyld(part)
        assert ours == by_oxigraph(expanded_by_pyld(part))
        assert ours == node.ask("canonical", json.dumps(part), {})

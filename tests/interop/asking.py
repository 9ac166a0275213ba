"""Questions to the verifiers of others and to ours, each with its answer in short."""

from feltwork.core.credentials import verify
from feltwork.core.credentials.tests.cast import NOW
from tests.interop.world import fetcher, registries, registry


def asked(node, tool, document, pages):
    more = {"registries": registries} if tool == "consortium" else {}
    return node.ask(tool, document, pages | registry(), **more)


def digitalbazaar(node, document, pages):
    answer = asked(node, "digitalbazaar", document, pages)
    return answer["verified"], answer["bits"]


def consortium(node, document, pages):
    answer = asked(node, "consortium", document, pages)
    return answer["errors"] or (answer["log"]["valid_signature"], answer["log"].get("revocation_status"))


def ours(document, pages, now=NOW):
    report = verify(document, now=now, fetch=fetcher(pages))
    return report.outcome, report.reason and report.reason.code

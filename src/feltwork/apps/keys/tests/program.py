"""A key store's program for the tests: keeps its keys in one JSON file, as a site's own would ask a KMS."""

import base64
import json
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

place = Path(sys.argv[1])
keys = json.loads(place.read_text()) if place.exists() else {}
question = json.load(sys.stdin)


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def key():
    if question["id"] not in keys:
        sys.exit("no such key")
    return base64.b64decode(keys[question["id"]])


match question["do"]:
    case "create":
        own = Ed25519PrivateKey.generate()
        name = f"kms-{len(keys)}"
        keys[name] = text(own.private_bytes_raw())
        answer = {"id": name, "public_key": text(own.public_key().public_bytes_raw())}
    case "public":
        own = Ed25519PrivateKey.from_private_bytes(key())
        answer = {"algorithm": "Ed25519", "public_key": text(own.public_key().public_bytes_raw())}
    case "sign":
        own = Ed25519PrivateKey.from_private_bytes(key())
        answer = {"signature": text(own.sign(base64.b64decode(question["data"])))}
    case "create_data_key":
        name = f"kms-{len(keys)}"
        keys[name] = text(os.urandom(32))
        answer = {"id": name}
    case "data_key":
        answer = {"key": text(key())}
    case "destroy":
        keys.pop(question["id"], None)
        answer = {}
place.write_text(json.dumps(keys))
print(json.dumps(answer))

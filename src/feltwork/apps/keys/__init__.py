"""Keys, outside the database: those that sign for a school, and those under which a person's file is sealed.

    key = store().create(algorithm="Ed25519", label="alder-house credentials")
    store().sign(key.id, b"…")
    store().destroy(store().create_data_key(label="a client's file"))

`store()` is whatever the site chose: files under a secret (`_files.py`, the default), a program that asks a KMS or an
HSM (`_command.py`), or a class of one's own. No models: the database knows keys by their identifier only.
"""

from feltwork.apps.keys.stores import Algorithm, KeyStore, KeyStoreError, StoredKey, store

__all__ = ["Algorithm", "KeyStore", "KeyStoreError", "StoredKey", "store"]

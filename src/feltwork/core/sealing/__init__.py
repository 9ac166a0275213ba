"""Sealing text so that a copy of the database tells nothing, and a changed or moved row is noticed.

    box = seal("warm hands", key=key, nonce=os.urandom(NONCE_BYTES), place=Place("practice_item", row, "body"))
    unseal(box, key=key, place=Place("practice_item", row, "body"))  # "warm hands"

One key belongs to one person whose file it is; destroying it makes everything sealed with it unreadable, in every copy.
AES-256-GCM, with the place of the row as associated data: a box copied into another row, column or table does not open.
Texts are padded to steps of 256 bytes, because their length would tell something, too (domain/security.md section 5).

Plain Python: chance is handed in, keys are kept elsewhere.
"""

from ._box import KEY_BYTES, NONCE_BYTES, STEP_BYTES, Place, Tampered, seal, unseal
from ._index import blind_index

__all__ = ["KEY_BYTES", "NONCE_BYTES", "STEP_BYTES", "Place", "Tampered", "blind_index", "seal", "unseal"]

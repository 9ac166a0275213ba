"""A log that anybody can hold to its word: what is in it stays, in its order, and that can be shown.

    tree = Tree(reader, size)
    tree.root()                      # 32 bytes
    tree.inclusion(index)            # a proof that one entry is in it
    tree.consistency(old_size)       # a proof that it only grew
    verify_inclusion(leaf_hash(entry), index, size, proof, root)

Hashing as in RFC 6962 section 2.1 and RFC 9162; files as in C2SP tlog-tiles; heads as in C2SP tlog-checkpoint,
signed-note and tlog-cosignature. Entries hold salted commitments only: without the salt nobody can tell what an entry
is about.

Plain Python: no clock, no chance, no network. Whoever calls brings hashes (`Reader`) and signatures.
"""

from ._entries import commitment, entry, facts_fit, month_of
from ._notes import (
    COSIGNATURE,
    Checkpoint,
    Cosigned,
    NoteError,
    VerifierKey,
    cosigned_text,
    cosigning,
    fits_name,
    note_line,
    open_note,
    read_checkpoint,
)
from ._tiles import TILE, Memory, TileReader, bundle, read_bundle, read_tile_path, tile_path, tiles_of, top_of
from ._tree import Reader, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

__all__ = [
    "COSIGNATURE",
    "TILE",
    "Checkpoint",
    "Cosigned",
    "Memory",
    "NoteError",
    "Reader",
    "TileReader",
    "Tree",
    "VerifierKey",
    "bundle",
    "commitment",
    "cosigned_text",
    "cosigning",
    "entry",
    "facts_fit",
    "fits_name",
    "leaf_hash",
    "month_of",
    "node_hash",
    "note_line",
    "open_note",
    "read_bundle",
    "read_checkpoint",
    "read_tile_path",
    "tile_path",
    "tiles_of",
    "top_of",
    "verify_consistency",
    "verify_inclusion",
]

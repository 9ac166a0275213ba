"""What happened in Rosa's sessions. Invented; nothing of it is anybody's story."""

from __future__ import annotations

from typing import Any

WEEKS: tuple[dict[str, Any], ...] = tuple(
    {
        "come": come, "left": left, "peak": peak, "curve": curve, "felt": felt, "family": family, "where": where,
        "resource": resource, "middle": middle, "until": until,
    }
    for come, left, peak, curve, felt, family, where, resource, middle, until in (
        (8, 5, 8, (8, 7, 8, 8, 7, 6, 6, 5), "pressing", "weight", ["front-chest-centre"],
         "Chair, window, the sound of the harbour.", "Near the shoulders, back to the window.",
         "Notice one thing outside each morning."),
        (7, 4, 8, (7, 6, 8, 7, 6, 5, 4, 4), "a tight band", "tension", ["front-throat"],
         "The aunt’s kitchen comes for the first time.", "The band at the throat, the tiles, the band again.",
         "The tiles, when the kettle boils."),
        (7, 3, 7, (7, 6, 7, 6, 5, 4, 4, 3), "holding", "tension", ["front-hand-left", "front-hand-right"],
         "Cardamom.", "Hands hold, and may let go a little.", "Feet on the floor in the bus."),
        (6, 3, 7, (6, 5, 7, 6, 5, 4, 3, 3), "buzzing", "energy", ["front-forearm-left"],
         "Kitchen and feet.", "The left arm wants to reach; it does, slowly.", "Reach for the cup slowly, once a day."),
        (6, 2, 6, (6, 5, 6, 5, 4, 3, 3, 2), "warm", "warmth", ["front-belly"],
         "The tree outside.", "Belly warm, neck less so.", "Feet, kettle."),
        (5, 3, 7, (5, 5, 7, 7, 6, 5, 4, 3), "far away", "absence", ["front-thigh-right"],
         "The tree, slowly.", "The right leg is far away; we leave it there.", "Nothing this week, if that suits."),
        (5, 2, 6, (5, 4, 6, 5, 4, 3, 2, 2), "tingling", "energy", ["front-thigh-right", "front-shin-right"],
         "Kitchen.", "The leg comes back, tingling.", "Walk to the quay and back."),
        (5, 2, 5, (5, 4, 5, 4, 3, 3, 2, 2), "soft", "ease", ["front-belly"],
         "Both feet.", "The foot presses, not yet all the way.", "Press the foot into the mat, twice."),
    )
)  # fmt: skip

RICH: list[tuple[str, dict[str, Any]]] = [
    ("arrival", {"activation": 5, "window": "within", "resource": "The tree outside the window", "oriented": True}),
    ("touch", {"used": False}),
    ("segment", {"phase": "orienting", "at": 180, "title": "Arriving",
                 "words": "Feet, chair, the tree outside. Colour a little pale, breath high.",
                 "states": ["sympathetic"], "signs": ["fast_shallow_breath", "darting_eyes"],
                 "channels": [{"channel": "behaviour", "words": "Eyes move quickly, hands in sleeves"},
                              {"channel": "sensation", "words": "“Cold fingers”"}]}),
    ("segment", {"phase": "resourcing", "at": 720, "title": "Resource: the kitchen of an aunt",
                 "words": "First longer breath. A band around the throat gets noticed.",
                 "channels": [{"channel": "image", "words": "Blue tiles, smell of cardamom", "sense": "olfactory"},
                              {"channel": "sensation", "words": "tight band, throat", "intensity": 6},
                              {"channel": "affect", "words": "Tender", "valence": "pleasant"}]}),
    ("segment", {"phase": "pendulation", "at": 960, "title": "Between the band and the tiles",
                 "words": "Twice there and back, by her own choice."}),
    ("segment", {"phase": "activation", "at": 1020, "title": "Touching in: the moment before the bend",
                 "words": "Half a minute, then back to the tiles.",
                 "channels": [{"channel": "sensation", "words": "pressing, chest", "intensity": 5},
                              {"channel": "behaviour", "words": "Right foot presses down", "carried_out": "impulse"},
                              {"channel": "meaning", "words": "“I did try to stop”"}]}),
    ("segment", {"phase": "completion", "at": 2040, "title": "The foot finishes the push",
                 "words": "Against the cushion, slowly, three times. Trembling in both thighs, eyes open, in contact.",
                 "states": ["discharge"], "signs": ["fine_trembling", "sigh"],
                 "channels": [{"channel": "behaviour", "words": "Slowly; sigh, swallow", "carried_out": "executed"},
                              {"channel": "sensation", "words": "trembling, thighs", "intensity": 6},
                              {"channel": "affect", "words": "Surprise, then relief", "valence": "mixed"}]}),
    ("segment", {"phase": "settling", "at": 2580, "title": "Settling",
                 "words": "Colour back, stomach sounds, looks round the room.",
                 "states": ["ventral"], "signs": ["colour_returns", "belly_sounds", "soft_eyes"],
                 "channels": [{"channel": "sensation", "words": "soft, warm belly", "intensity": 6},
                              {"channel": "meaning", "words": "“It is over. I am here.”"}]}),
    *(("reading", {"at": at, "activation": value}) for at, value in (
        (0, 5), (240, 5), (540, 4), (720, 3), (960, 5), (1050, 7), (1200, 4), (1500, 4), (1860, 6), (2040, 8),
        (2280, 5), (2580, 3), (3000, 2), (3480, 2))),
    ("cycle", {"at": 720, "peak": 7, "peak_at": 1050, "settled_at": 1200, "outcome": "settled"}),
    ("cycle", {"at": 1500, "peak": 8, "peak_at": 2040, "settled_at": 2580, "outcome": "settled"}),
    *(("mark", {"order": order, "at": at, "template": "fw-adult-1", "view": view, "family": family, "word": word,
                "regions": [{"region": one} for one in where], "intensity": strength, "depth": depth})
      for order, at, view, family, word, where, strength, depth in (
        (1, 720, "front", "tension", "tight", ["front-throat"], 6, "deep"),
        (2, 1020, "front", "weight", "pressing", ["front-chest-centre"], 5, "deep"),
        (3, 1860, "front", "energy", "tingling", ["front-hand-left", "front-hand-right"], 4, "skin"),
        (4, 2040, "front", "movement", "trembling", ["front-thigh-left", "front-thigh-right"], 6, "muscle"),
        (5, 2580, "front", "ease", "soft", ["front-belly"], 6, "deep"),
        (6, 2760, "back", "warmth", "warm", ["back-spine-upper"], 5, "muscle"))),
    ("target", {"category": "FPD", "before": 7, "after": 3}),
    ("practice", {"words": "Once a day, if it suits: feel both feet while the kettle boils. Stop when it is enough."}),
    ("next_step", {"words": "Begin with the kitchen again; leave the bend alone unless R. goes there."}),
    ("departure", {"activation": 2, "window": "within", "settled": "yes", "completion": "The foot finished its push."}),
]  # fmt: skip


def rich_strokes() -> list[dict[str, Any]]:
    """Two strokes of a brush: over the throat, and down the thigh."""
    throat = [[0.46 + 0.008 * n, 0.185, 0.5, 40 * n] for n in range(11)]
    thigh = [[0.44 - 0.002 * n, 0.56 + 0.012 * n, 0.4 + 0.03 * n, 50 * n] for n in range(12)]
    return [
        {"template": "fw-adult-1", "view": "front", "family": family, "radius": 0.012, "points": points}
        for family, points in (("tension", throat), ("movement", thigh))
    ]

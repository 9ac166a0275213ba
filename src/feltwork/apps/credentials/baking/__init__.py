"""A credential inside a picture: a courtesy, since phones strip it when they save one (Open Badges 3.0, baking).

`pictures.badge_svg`, `pictures.badge_png`: our badge with a credential in it. `unbaking.unbake`: the credential in
whatever somebody has; it runs only in the process of `checking.child`, and there nothing else may be loaded.
"""

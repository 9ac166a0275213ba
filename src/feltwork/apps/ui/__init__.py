"""The look: tokens, components, base pages, icons. No models.

Start at `templates/ui/base.html`; components are in `templates/ui/components/`, each with a comment that lists its
variables. Public and client pages extend `ui/public.html`, all others `ui/base.html`.
"""

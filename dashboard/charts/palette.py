"""The colours of every chart: Okabe & Ito's (2008), moved so that each stands out from white and from Streamlit's dark
ground alike, by 3 to 1 or more, and so that people with any kind of colour blindness tell them apart."""

from itertools import pairwise

BEST = "#CC7A00"
SETTING = "#1080C4"
SECOND = "#D55E00"
ROUND = "rgba(136,136,136,0.75)"
# What may be as good as the best.
TIED = "#965194"
# A mean and its spread as a band.
BAND = "rgba(16,128,196,0.22)"

# How opaque a setting is that cannot be compared yet.
PALE = 0.4

# Classes, in their order: the first colours are the easiest to tell apart.
CLASSES = ["#1080C4", "#CC7A00", "#965194", "#14A2B6", "#C11432", "#9A57F9", "#A57481"]

# One hue from light to dark: more is darker, in both themes.
SCALE = [(0.0, "#B9D9F2"), (0.5, "#4A98D3"), (1.0, "#0A4A82")]
# Thin lines, of which each has to stand out from either ground: the best few in orange.
LINE_SCALE = [(0.0, "#8C8C8C"), (0.9, "#8C8C8C"), (1.0, BEST)]

# A tile of a training that is over, where there is no score to tell it from another, and of one to come.
TRAINED = "#1080C4"
NOT_YET = "rgba(136,136,136,0.16)"


def colour_at(share: float) -> str:
    """The colour of `SCALE` at a share of its length, from 0 to 1, as plotly mixes it."""
    share = min(max(share, 0.0), 1.0)
    start, end = next(pair for pair in pairwise(SCALE) if share <= pair[1][0])
    far = (share - start[0]) / (end[0] - start[0])
    mixed = [one + far * (other - one) for one, other in zip(_channels(start[1]), _channels(end[1]), strict=True)]
    return "#" + "".join(f"{round(channel):02X}" for channel in mixed)


def text_on(colour: str) -> str:
    """Black or white, whichever can be read on a colour: by one of them the contrast is 4.5 to 1 or more.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, relative luminance.
    """
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    # Where both contrasts are alike: (1 + 0.05) / (x + 0.05) = (x + 0.05) / (0 + 0.05).
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]

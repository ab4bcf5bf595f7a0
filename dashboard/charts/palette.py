"""The colours of every chart: Okabe & Ito's (2008), with blue and orange moved so that each stands out from white
and from Streamlit's dark ground alike, by 3 to 1 or more."""

BEST = "#CC7A00"
SETTING = "#1080C4"
SECOND = "#D55E00"
ROUND = "rgba(136,136,136,0.75)"

# How opaque a setting is that cannot be compared yet.
PALE = 0.4

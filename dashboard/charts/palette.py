"""The colours of every chart: Okabe & Ito (2008), on light and dark ground alike."""

BEST = "#E69F00"
SETTING = "#0072B2"
SECOND = "#D55E00"
ROUND = "rgba(136,136,136,0.6)"

"""Figures: tidy frames in, plotly out; colours are Okabe and Ito's, which colour-blind people tell apart."""

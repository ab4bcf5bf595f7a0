"""What is used of skrub that is not public: all of it stands here."""

from __future__ import annotations

# The types that a fitted encoder of dates or text holds, as skops writes them.
ENCODER_TYPES = (
    "skrub._datetime_encoder.DatetimeEncoder",
    "skrub._string_encoder.StringEncoder",
    "skrub._to_str.ToStr",
)

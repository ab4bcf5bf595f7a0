"""Random numbers of many networks at once: TensorFlow's own, number by number.

``tf.random.stateless_uniform`` takes one seed a call, and under XLA costs more than the training step around it. This
draws the same numbers for all lanes in a few fused operations; a test holds it to TensorFlow's.

See Also
--------
Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
# With this key TensorFlow turns a seed into a key and a counter.
SEED_KEY = (0x3EC8F720, 0x02461E29)


def uniform(seeds: Any, steps: Any, units: Any, first_unit: Any, rows: int, width: int) -> Any:
    """The numbers that ``stateless_uniform((rows, units), (seed, step))`` draws under XLA, for each lane.

    Parameters
    ----------
    seeds, steps, units, first_unit : int32 tensors of shape (n_lanes,)
        A lane's seed, how many columns its numbers have, and the first that is asked for.
    rows, width : int
        The shape to give them in; columns behind the last hold other numbers.

    Returns
    -------
    float32 tensor of shape (n_lanes, rows, width)
        From 0 to 1.
    """
    key, counter = _key_and_counter(seeds, steps)
    # A row begins where the last one of this many units ended, which may be inside a block of four numbers.
    starts = tf.range(rows)[None, :] * units[:, None] + first_unit[:, None]
    blocks = starts[..., None] // 4 + tf.range((width + 2) // 4 + 1)
    high = [tf.broadcast_to(part[:, None, None], blocks.shape) for part in counter]
    words = _philox(
        [tf.cast(blocks, tf.uint32), tf.zeros(blocks.shape, tf.uint32), *high], [k[:, None, None] for k in key]
    )
    flat = tf.reshape(tf.stack(words, axis=-1), (*blocks.shape[:2], -1))
    inside = (starts % 4)[..., None]
    shifted = flat[..., :width]
    for shift in (1, 2, 3):
        shifted = tf.where(inside == shift, flat[..., shift : shift + width], shifted)
    return _as_floats(shifted)


def _key_and_counter(seeds: Any, steps: Any) -> tuple[list[Any], list[Any]]:
    zero = tf.zeros_like(seeds, tf.uint32)
    counter = [tf.cast(seeds, tf.uint32), zero, tf.cast(steps, tf.uint32), zero]
    mixed = _philox(counter, [tf.constant(part, tf.uint32) for part in SEED_KEY])
    return mixed[:2], mixed[2:]


def _philox(counter: list[Any], key: list[Any]) -> list[Any]:
    """Four words for each counter of four."""
    a, b, c, d = counter
    for number in range(ROUNDS):
        if number:
            key = [part + tf.constant(step, tf.uint32) for part, step in zip(key, WEYL, strict=True)]
        (high_a, low_a), (high_c, low_c) = _multiply(a, MULTIPLIERS[0]), _multiply(c, MULTIPLIERS[1])
        a, b, c, d = high_c ^ b ^ key[0], low_c, high_a ^ d ^ key[1], low_a
    return [a, b, c, d]


def _multiply(words: Any, factor: int) -> tuple[Any, Any]:
    """The high and the low half of a product."""
    product = tf.cast(words, tf.uint64) * tf.constant(factor, tf.uint64)
    return tf.cast(tf.bitwise.right_shift(product, tf.constant(32, tf.uint64)), tf.uint32), tf.cast(product, tf.uint32)


def _as_floats(words: Any) -> Any:
    """The upper bits as the fraction of a number from 1 to 2, less 1."""
    fraction = tf.bitwise.right_shift(words, tf.constant(9, tf.uint32)) | tf.constant(0x3F800000, tf.uint32)
    return tf.bitcast(fraction, tf.float32) - 1.0

"""The activations that are offered: to add one, add a row. The names are Keras's for a dense layer.

All of ``keras.activations`` but `glu`, which halves its input, and `threshold`, which needs arguments; held to Keras's
own list by a test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Activation:
    """What the fused engine has to know of an activation.

    Parameters
    ----------
    name : str
        Keras's.
    across_units : bool, default False
        Whether it acts across a layer's units, so that none may be added to fill a program up.
    exponentials : bool, default True
        Whether it has exponentials, with which a step takes longer.
    """

    name: str
    across_units: bool = False
    exponentials: bool = True


# The first few are offered first.
ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("relu", exponentials=False),
        Activation("sigmoid"),
        Activation("tanh"),
        Activation("elu"),
        Activation("selu"),
        Activation("gelu"),
        Activation("silu"),
        Activation("softplus"),
        Activation("softsign", exponentials=False),
        Activation("leaky_relu", exponentials=False),
        Activation("mish"),
        Activation("linear", exponentials=False),
        Activation("celu"),
        Activation("exponential"),
        Activation("hard_shrink", exponentials=False),
        Activation("hard_sigmoid", exponentials=False),
        Activation("hard_silu", exponentials=False),
        Activation("hard_tanh", exponentials=False),
        Activation("log_sigmoid"),
        Activation("log_softmax", across_units=True),
        Activation("relu6", exponentials=False),
        Activation("soft_shrink", exponentials=False),
        Activation("softmax", across_units=True),
        Activation("sparse_plus", exponentials=False),
        Activation("sparse_sigmoid", exponentials=False),
        Activation("sparsemax", across_units=True),
        Activation("squareplus", exponentials=False),
        Activation("tanh_shrink"),
    )
}

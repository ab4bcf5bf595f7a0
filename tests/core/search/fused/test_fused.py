"""The fused engine against Keras itself: the same first weights and rows give the same network."""

import itertools
from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from core.data.columns.column import Task
from core.model.activations import ACTIVATIONS
from core.model.hyperparameters import OPTIMIZERS
from core.model.network import create_model, initial_weights
from core.search.fused.members import Member, Network, Rows, make_groups, round_up
from core.search.fused.philox import uniform
from core.search.fused.pool import train_members
from core.search.fused.training import Trained
from core.search.fused.translation import MODEL

TARGET_TYPES = {Task.BINARY: "binary", Task.MULTICLASS: "multiclass", Task.REGRESSION: "continuous"}
CLASSES = 3


def make_rows(task: Task, n_train: int = 70, n_checked: int = 33, features: int = 5, seed: int = 0) -> Rows:
    rng = np.random.default_rng(seed)
    n_rows = n_train + n_checked
    X = rng.normal(size=(n_rows, features)).astype(np.float32)
    signal = X[:, :1] + 0.3 * rng.normal(size=(n_rows, 1))
    y = {
        Task.BINARY: signal > 0,
        Task.MULTICLASS: np.digitize(signal, [-0.5, 0.5]),
        Task.REGRESSION: signal,
    }[task].astype(np.float32)
    outputs = CLASSES if task is Task.MULTICLASS else 1
    return Rows(X[:n_train], y[:n_train], X[n_train:], y[n_train:], outputs)


def make_network(**given: object) -> Network:
    usual = {
        "hidden_units": 9,
        "activation": "relu",
        "hidden_layers": 1,
        "dropout": 0.0,
        "learning_rate": 0.01,
        "optimizer": "adam",
        "batch_size": 32,
        "epochs": 5,
        "seed": 7,
    }
    return Network(**{**usual, **given})


def in_file_order(split: int, epoch: int, n_rows: int) -> np.ndarray:
    return np.arange(n_rows)


def train(
    task: Task, networks: list[Network], rows: Rows, orders: Callable[[int, int, int], np.ndarray] = in_file_order
) -> list[Trained]:
    members = [Member(number, 0, network) for number, network in enumerate(networks)]
    updates = train_members(task, members, [rows.size], lambda _: rows, orders, stop=lambda: False)
    over = [(update, trained) for update in updates if update.over for trained in update.members]
    assert not [update.error for update, _ in over if update.error]
    return sorted((trained for _, trained in over), key=lambda trained: trained.member.candidate)


def fit_keras(task: Task, network: Network, rows: Rows) -> keras.Model:
    meta = {
        "n_features_in_": rows.X.shape[1],
        "target_type_": TARGET_TYPES[task],
        "n_classes_": CLASSES,
        "seed_": network.seed,
    }
    model = create_model(
        **{name: value for name, value in vars(network).items() if name in MODEL},
        meta=meta,
        # Only then does dropout draw the numbers that XLA draws.
        compile_kwargs={"jit_compile": network.dropout > 0},
    )
    model.fit(
        rows.X,
        rows.y,
        batch_size=network.batch_size,
        epochs=network.epochs,
        shuffle=False,
        verbose=0,
        validation_data=(rows.X_check, rows.y_check),
    )
    return model


def assert_same(trained: Trained, model: keras.Model, rows: Rows) -> None:
    for ours, theirs in zip(trained.weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    history = model.history.history
    np.testing.assert_allclose(trained.loss, history["loss"], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(trained.validation_loss, history["val_loss"], rtol=1e-4, atol=1e-5)
    output = np.asarray(model(rows.X_check))
    np.testing.assert_allclose(trained.output, output, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("activation", "optimizer", "task", "layers"),
    # Every activation, and every pair of optimizer, task and depth among them.
    list(zip(ACTIVATIONS, itertools.cycle(OPTIMIZERS), itertools.cycle(Task), itertools.cycle((1, 2, 1, 3, 4)))),
)
def test_a_network_is_the_one_that_keras_trains(activation: str, optimizer: str, task: Task, layers: int) -> None:
    network, rows = make_network(activation=activation, optimizer=optimizer, hidden_layers=layers), make_rows(task)
    assert_same(train(task, [network], rows)[0], fit_keras(task, network, rows), rows)


@pytest.mark.parametrize("task", list(Task))
def test_a_network_spread_over_several_lanes_is_the_one_that_keras_trains(task: Task) -> None:
    network, rows = make_network(hidden_units=200), make_rows(task)
    assert_same(train(task, [network], rows)[0], fit_keras(task, network, rows), rows)


@pytest.mark.parametrize("task", list(Task))
def test_with_dropout_a_network_is_the_one_that_keras_trains_under_xla(task: Task) -> None:
    network, rows = make_network(dropout=0.3, hidden_layers=2), make_rows(task)
    assert_same(train(task, [network], rows)[0], fit_keras(task, network, rows), rows)


networks = st.builds(
    make_network,
    hidden_units=st.integers(2, 80),  # Keras warns of a softmax over one
    activation=st.sampled_from(["relu", "tanh", "softmax"]),
    hidden_layers=st.integers(1, 2),
    dropout=st.sampled_from([0.0, 0.25]),
    learning_rate=st.floats(1e-4, 0.03),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    batch_size=st.integers(5, 100),
    epochs=st.integers(1, 4),
    weight_decay=st.sampled_from([0.0, 0.3]),
    seed=st.integers(0, 2**31 - 1),
)


@given(
    network=networks,
    task=st.sampled_from(Task),
    n_train=st.integers(6, 90),
    n_checked=st.integers(1, 50),
    features=st.integers(1, 13),
)
def test_any_network_on_any_table_is_the_one_that_keras_trains(
    network: Network, task: Task, n_train: int, n_checked: int, features: int
) -> None:
    rows = make_rows(task, n_train, n_checked, features)
    assert_same(train(task, [network], rows)[0], fit_keras(task, network, rows), rows)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_networks_of_one_program_decay_each_at_its_own_rate(optimizer: str) -> None:
    rows = make_rows(Task.MULTICLASS)
    networks = [make_network(optimizer=optimizer, weight_decay=decay) for decay in (0.0, 0.02, 0.5)]
    trained = train(Task.MULTICLASS, networks, rows)
    for one, network in zip(trained, networks, strict=True):
        assert_same(one, fit_keras(Task.MULTICLASS, network, rows), rows)
    sizes = [float(np.abs(one.weights[0]).sum()) for one in trained]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("many_steps", [1, 10_000])  # long trainings have as many lanes as they need
@pytest.mark.parametrize(("hidden_units", "layers"), [(20, 1), (150, 1), (40, 2)])
def test_company_changes_no_bit_of_a_network(
    hidden_units: int, layers: int, many_steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.search.fused.members.MANY_STEPS", many_steps)
    rows = make_rows(Task.BINARY)
    # The padded width of a deeper network is its own; those of another have other programs.
    widths = range(15, 195, 15) if layers == 1 else [hidden_units] * 6
    others = [
        make_network(hidden_units=units, hidden_layers=layers, epochs=3 + seed % 3, seed=seed)
        for seed, units in enumerate(widths)
    ]
    one = make_network(hidden_units=hidden_units, hidden_layers=layers)
    alone = train(Task.BINARY, [one], rows)[0]
    for place in (0, 1, len(others)):
        trained = train(Task.BINARY, [*others[:place], one, *others[place:]], rows)[place]
        for ours, theirs in zip(trained.weights, alone.weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        assert trained.loss == alone.loss


def test_each_member_has_its_own_rate_dropout_units_and_epochs() -> None:
    rows = make_rows(Task.REGRESSION)
    different = [
        make_network(hidden_units=5, learning_rate=0.001, dropout=0.1, epochs=1),
        make_network(hidden_units=170, learning_rate=0.02, dropout=0.5, epochs=3),
        make_network(hidden_units=30, learning_rate=0.005, dropout=0.2, epochs=4),
    ]
    for trained, network in zip(train(Task.REGRESSION, different, rows), different, strict=True):
        assert_same(trained, fit_keras(Task.REGRESSION, network, rows), rows)


def test_a_network_that_diverges_leaves_the_others_as_they_are() -> None:
    rows = make_rows(Task.REGRESSION)
    calm = make_network(optimizer="sgd")
    wild = make_network(optimizer="sgd", learning_rate=1e30)
    alone = train(Task.REGRESSION, [calm], rows)[0]
    diverged, beside = train(Task.REGRESSION, [wild, calm], rows)
    assert not np.isfinite(diverged.loss[-1])
    np.testing.assert_array_equal(beside.output, alone.output)


def test_a_long_training_has_lanes_that_fit_and_is_still_the_one_that_keras_trains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.search.fused.members.MANY_STEPS", 10)
    rows = make_rows(Task.BINARY)
    networks = [make_network(hidden_units=units) for units in (50, 100, 200)]
    members = [Member(number, 0, network) for number, network in enumerate(networks)]
    (group,) = make_groups(Task.BINARY, members, [rows.size])
    assert group.shape.lanes == 7  # 1, 2 and 4
    for trained, network in zip(train(Task.BINARY, networks, rows), networks, strict=True):
        assert_same(trained, fit_keras(Task.BINARY, network, rows), rows)


def test_splits_of_different_sizes_train_side_by_side() -> None:
    splits = [make_rows(Task.BINARY, 64, 33), make_rows(Task.BINARY, 65, 32, seed=1)]  # 2 and 3 steps an epoch
    sizes = [rows.size for rows in splits]
    network = make_network()
    members = [Member(0, split, network) for split in range(2)]
    updates = train_members(Task.BINARY, members, sizes, splits.__getitem__, in_file_order, stop=lambda: False)
    for trained in [trained for update in updates if update.over for trained in update.members]:
        rows = splits[trained.member.split]
        assert_same(trained, fit_keras(Task.BINARY, network, rows), rows)


def test_a_stop_drops_what_is_under_way() -> None:
    rows = make_rows(Task.BINARY)
    members = [Member(number, 0, make_network(epochs=10_000, seed=number)) for number in range(9)]
    news = []
    under_way = lambda: any(one.loss for update in news for one in update.members)
    for update in train_members(Task.BINARY, members, [rows.size], lambda _: rows, in_file_order, stop=under_way):
        news.append(update)
    assert under_way()
    assert not any(update.over for update in news)
    assert all(len(one.loss) < 10_000 for update in news for one in update.members)


@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_first_weights_are_those_of_the_model(dropout: float) -> None:
    meta = {"n_features_in_": 5, "target_type_": "multiclass", "n_classes_": 3, "seed_": 2**31 - 1}
    model = create_model(7, hidden_layers=3, dropout=dropout, meta=meta)
    for ours, theirs in zip(initial_weights(5, 7, 3, dropout, 3, meta["seed_"]), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(("units", "first_unit"), [(1, 0), (3, 0), (17, 0), (20, 0), (24, 0), (39, 15), (200, 176)])
def test_random_numbers_are_tensorflows_own_under_xla(units: int, first_unit: int) -> None:
    seeds, steps = np.array([5, 2**31 - 3, 0], np.int32), np.array([0, 1, 1000], np.int32)
    lanes = [tf.constant(values) for values in (seeds, steps, np.full(3, units, "i4"), np.full(3, first_unit, "i4"))]
    ours = tf.function(lambda: uniform(*lanes, 8, 24), jit_compile=True)()
    for lane, seed in enumerate(zip(seeds, steps, strict=True)):
        theirs = tf.function(lambda seed=seed: tf.random.stateless_uniform((8, units), seed), jit_compile=True)()
        np.testing.assert_array_equal(ours[lane, :, : units - first_unit], theirs[:, first_unit:])


def test_sizes_are_rounded_up_to_few() -> None:
    sizes = [round_up(size, 8) for size in range(1, 300)]
    assert all(rounded >= size for size, rounded in enumerate(sizes, start=1))
    assert sorted(set(sizes)) == [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384]

import sklearn.utils.metaestimators
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline

from tests.core.private_names import assert_as_tested


def test_scikit_learn_has_the_private_names_that_were_tested() -> None:
    names = {
        "_safe_split": (sklearn.utils.metaestimators, ["estimator", "X", "y", "indices", "train_indices"]),
        "_validate_params": (GridSearchCV, ["self"]),
        "_get_scorers": (GridSearchCV, ["self"]),
        "_run_search": (RandomizedSearchCV, ["self", "evaluate_candidates", "callback_ctx"]),
        "_format_results": (GridSearchCV, ["self", "candidate_params", "n_splits", "out", "more_results"]),
        "_init_callback_context": (
            Pipeline,
            ["self", "task_name", "task_id", "max_subtasks", "sequential_subtasks"],
        ),
    }
    assert_as_tested("scikit-learn", "core/search/sklearn_internals.py", names)

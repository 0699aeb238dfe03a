"""Train the block labeller from the open sets and write it into the package.

    python -m training.train ../shared/corpus src/newsclean/label/model.npz

Needs the `train` extra. The same sets, code and library versions give the same model.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from newsclean.label.neighbourhood import neighbourhood_features
from newsclean.label.trees import Trees
from training.samples import Sample, fold_of, make_samples, weights_of

__all__ = ["main"]

Arrays = dict[str, Any]

FOLDS = 4
SEED = 20250619
PARAMETERS: dict[str, Any] = {
    "iterations": 260,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 5,
    "rsm": 0.3,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "random_seed": SEED,
    "thread_count": 2,
    "verbose": 0,
    "allow_writing_files": False,
}
# Features of the first pass that the second reads again: the most important ones.
KEPT_FEATURES = 90


def fit(samples: Sequence[Sample], columns: Sequence[NDArray[np.float32]]) -> CatBoostClassifier:
    """One pass of trees over the blocks of all samples whose label is known, with the ``columns`` (k, n) of each."""
    weights = np.concatenate([weights_of(sample) for sample in samples])
    labels = np.concatenate([sample.labels for sample in samples])
    known = weights > 0
    model = CatBoostClassifier(**PARAMETERS)
    model.fit(Pool(np.hstack(columns).T[known], labels[known], weight=weights[known] / weights[known].mean()))
    return model


def to_trees(model: CatBoostClassifier) -> Trees:
    """A CatBoost model as arrays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text())
    depth = max(len(tree["splits"] or ()) for tree in data["oblivious_trees"])
    count = len(data["oblivious_trees"])
    features = np.zeros((count, depth), dtype=np.int32)
    borders = np.full((count, depth), np.inf, dtype=np.float32)
    leaves = np.zeros((count, 1 << depth), dtype=np.float64)
    expected = np.zeros((count, 2 << depth), dtype=np.float64)
    flat = [
        f["flat_feature_index"]
        for f in sorted(data["features_info"]["float_features"], key=lambda f: f["feature_index"])
    ]
    for t, tree in enumerate(data["oblivious_trees"]):
        splits = tree["splits"] or []
        for level, split in enumerate(splits):
            features[t, level] = flat[split["float_feature_index"]]
            borders[t, level] = split["border"]
        leaves[t, : len(tree["leaf_values"])] = tree["leaf_values"]
        expected[t] = _expected(
            leaves[t], np.pad(tree["leaf_weights"], (0, (1 << depth) - len(tree["leaf_weights"]))), depth
        )
    scale, bias = data["scale_and_bias"]
    return Trees(
        features,
        borders,
        (leaves * scale).astype(np.float32),
        (expected * scale).astype(np.float32),
        float(np.ravel(bias)[0]),
    )


def _expected(leaves: NDArray[np.float64], weights: NDArray[np.float64], depth: int) -> NDArray[np.float64]:
    """The mean value of the leaves below each node of a tree, the root at 1; the first question is asked first."""
    values = np.zeros(2 << depth)
    totals = np.zeros(2 << depth)
    for leaf in range(1 << depth):
        node = 1
        for level in range(depth):
            node = 2 * node + (leaf >> level & 1)
        values[node] = leaves[leaf]
        totals[node] = weights[leaf]
    for node in range((1 << depth) - 1, 0, -1):
        left, right = 2 * node, 2 * node + 1
        totals[node] = totals[left] + totals[right]
        if totals[node] > 0:
            values[node] = (values[left] * totals[left] + values[right] * totals[right]) / totals[node]
        else:
            values[node] = (values[left] + values[right]) / 2
    return values


def second_columns(sample: Sample, log_odds: NDArray[np.float64], kept: NDArray[np.intp]) -> NDArray[np.float32]:
    """What the second pass reads of a sample, given the first pass's log-odds."""
    around = neighbourhood_features(log_odds, sample.units, sample.groups)
    return np.concatenate((sample.columns[kept], around))


def fit_folds(samples: Sequence[Sample], columns: Sequence[NDArray[np.float32]]) -> list[Trees]:
    """For each fold the trees that saw no page of its sites."""
    folds = np.array([fold_of(sample.site, FOLDS) for sample in samples])
    result = []
    for fold in range(FOLDS):
        inside = (folds != fold).nonzero()[0].tolist()
        result.append(to_trees(fit([samples[i] for i in inside], [columns[i] for i in inside])))
        print(f"fold {fold} of {FOLDS}", flush=True)
    return result


def out_of_fold(
    samples: Sequence[Sample], columns: Sequence[NDArray[np.float32]], folds: Sequence[Trees]
) -> list[NDArray[np.float64]]:
    """For each sample the log-odds from the trees that saw no page of its site."""
    return [
        folds[fold_of(sample.site, FOLDS)].ask(asked).log_odds for sample, asked in zip(samples, columns, strict=True)
    ]


def train(samples: Sequence[Sample], *, folds: bool = True) -> tuple[Arrays, list[Arrays]]:
    """The arrays of the model, and those of the models that saw no page of each fold's sites."""
    columns = [sample.columns for sample in samples]
    first = fit(samples, columns)
    kept = np.sort(np.argsort(-first.get_feature_importance(), kind="stable")[:KEPT_FEATURES])
    first_folds = fit_folds(samples, columns)
    odds = out_of_fold(samples, columns, first_folds)
    seconds = [second_columns(sample, o, kept) for sample, o in zip(samples, odds, strict=True)]
    second = to_trees(fit(samples, seconds))
    second_folds = fit_folds(samples, seconds) if folds else []
    names = samples[0].names
    return to_arrays(to_trees(first), second, names, kept), [
        to_arrays(one, other, names, kept) for one, other in zip(first_folds, second_folds, strict=False)
    ]


def to_arrays(first: Trees, second: Trees, names: Sequence[str], kept: NDArray[np.intp]) -> Arrays:
    """Both passes as the arrays of a model's file."""
    arrays: Arrays = {"names": np.array(names), "kept": kept.astype(np.int32)}
    for name, trees in (("first", first), ("second", second)):
        arrays |= {
            f"{name}_features": trees.features.astype(np.int16),
            f"{name}_borders": trees.borders,
            f"{name}_leaves": trees.leaves,
            f"{name}_expected": trees.expected.astype(np.float32),
            f"{name}_bias": np.float64(trees.bias),
        }
    return arrays


def main() -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of the evaluation sets, with index.json")
    parser.add_argument("model", type=Path, help="file to write")
    parser.add_argument("--folds", type=Path, help="write the model of each fold into this folder")
    parser.add_argument("--samples", type=Path, help="keep the samples in this file, or take them from it")
    options = parser.parse_args()
    samples = _samples(options.corpus, options.samples)
    print(f"{len(samples)} samples", flush=True)
    arrays, folds = train(samples, folds=options.folds is not None)
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold, of_fold in enumerate(folds):
            np.savez_compressed(options.folds / f"{fold}.npz", **of_fold)
    np.savez_compressed(options.model, **arrays)
    print(f"wrote {options.model}, {options.model.stat().st_size:,} bytes")


def _samples(corpus: Path, kept: Path | None) -> list[Sample]:
    """The samples of the sets that may train a model."""
    if kept and kept.exists():
        with kept.open("rb") as file:
            return cast("list[Sample]", pickle.load(file))  # noqa: S301  # written by this script
    index = json.loads((corpus / "index.json").read_text())
    samples = make_samples([corpus / f"{entry['set']}.zip" for entry in index if entry["train"]])
    samples = [sample for sample in samples if len(sample.labels)]
    if kept:
        with kept.open("wb") as file:
            pickle.dump(samples, file)
    return samples


if __name__ == "__main__":
    main()

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
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from newsclean.label.neighbourhood import neighbourhood_features
from newsclean.label.trees import Trees
from training.samples import Sample, fold_of, make_samples, weights_of

__all__ = ["main"]

FOLDS = 4
SEED = 20250619
PARAMETERS: dict[str, Any] = {
    "iterations": 300,
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


def fit(samples: Sequence[Sample], matrices: Sequence[NDArray[np.float32]]) -> CatBoostClassifier:
    """One pass of trees over the blocks of all samples whose label is known."""
    weights = np.concatenate([weights_of(sample) for sample in samples])
    labels = np.concatenate([sample.labels for sample in samples])
    known = weights > 0
    model = CatBoostClassifier(**PARAMETERS)
    model.fit(Pool(np.vstack(matrices)[known], labels[known], weight=weights[known] / weights[known].mean()))
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


def second_matrix(sample: Sample, log_odds: NDArray[np.float64], kept: NDArray[np.intp]) -> NDArray[np.float32]:
    """What the second pass reads of a sample, given the first pass's log-odds."""
    if not len(sample.labels):
        return np.zeros((0, len(kept)), dtype=np.float32)
    return np.hstack([sample.matrix[:, kept], neighbourhood_features(log_odds, sample.units, sample.groups)])


def out_of_fold(samples: Sequence[Sample], matrices: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float64]]:
    """For each sample the log-odds from a model that saw no page of its site."""
    result: list[NDArray[np.float64]] = [np.zeros(0)] * len(samples)
    folds = [fold_of(sample.site, FOLDS) for sample in samples]
    for fold in range(FOLDS):
        inside = [i for i, f in enumerate(folds) if f != fold]
        trees = to_trees(fit([samples[i] for i in inside], [matrices[i] for i in inside]))
        for i, f in enumerate(folds):
            if f == fold:
                result[i] = trees.ask(matrices[i]).log_odds
        print(f"fold {fold} of {FOLDS}", flush=True)
    return result


def train(samples: Sequence[Sample], *, measure: bool = True) -> tuple[dict[str, Any], list[NDArray[np.float64]]]:
    """The arrays of the model, and the out-of-fold log-odds of each sample (empty where not measured)."""
    matrices = [sample.matrix for sample in samples]
    first = fit(samples, matrices)
    kept = np.sort(np.argsort(-first.get_feature_importance(), kind="stable")[:KEPT_FEATURES])
    odds = out_of_fold(samples, matrices)
    seconds = [second_matrix(sample, o, kept) for sample, o in zip(samples, odds, strict=True)]
    second = fit(samples, seconds)
    measured = out_of_fold(samples, seconds) if measure else []
    arrays: dict[str, Any] = {"names": np.array(samples[0].names), "kept": kept.astype(np.int32)}
    for name, model in (("first", first), ("second", second)):
        trees = to_trees(model)
        arrays |= {
            f"{name}_features": trees.features.astype(np.int16),
            f"{name}_borders": trees.borders,
            f"{name}_leaves": trees.leaves,
            f"{name}_expected": trees.expected.astype(np.float32),
            f"{name}_bias": np.float64(trees.bias),
        }
    return arrays, measured


def main() -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of the evaluation sets, with index.json")
    parser.add_argument("model", type=Path, help="file to write")
    parser.add_argument("--quick", action="store_true", help="do not measure the second pass out of fold")
    parser.add_argument("--odds", type=Path, help="keep the samples and their out-of-fold log-odds in this file")
    options = parser.parse_args()
    index = json.loads((options.corpus / "index.json").read_text())
    samples = make_samples([options.corpus / f"{entry['set']}.zip" for entry in index if entry["train"]])
    print(f"{len(samples)} samples", flush=True)
    samples = [sample for sample in samples if len(sample.labels)]
    arrays, measured = train(samples, measure=not options.quick)
    if options.odds:
        with options.odds.open("wb") as file:
            pickle.dump((samples, measured), file)
    np.savez_compressed(options.model, **arrays)
    print(f"wrote {options.model}, {options.model.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

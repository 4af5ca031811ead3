"""Learn to tell requests from other sentences, and write the weights the engine ships.

    python -m scripts.train_requests TRAIN_TSV [--date YYYY-MM-DD]

TRAIN_TSV holds a label (Yes or No), a tab and a sentence a line: the training part of
ParakweetLabs/EmailIntentDataSet. Sentences that differ only in case and signs are taken
once, so that none is learnt and judged. The printed figures are of five-fold
cross-validation; the shipped weights are then learnt from all rows.
"""

# scikit-learn has no types of its own.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    f1_score,
    roc_auc_score,
)
from sklearn.model_selection import (
    StratifiedKFold,
    cross_val_predict,
)

from orakul import vectors
from orakul.language.text import fold, words
from orakul.llm.offline.requests import WEIGHTS, features

SOURCE = "ParakweetLabs/EmailIntentDataSet @055f628, training part"
LICENCE = "Apache-2.0"
SETTINGS: dict[str, Any] = {"C": 10, "max_iter": 2000}
HOME = Path(__file__).parent.parent / "src/orakul/weights"


def main() -> None:
    """Train, report, write."""
    options = arguments()
    sentences, labels = rows(options.train)
    inputs = features(sentences)
    figures = cross_validated(inputs, labels)
    learnt: Any = LogisticRegression(**SETTINGS).fit(inputs, labels)
    provenance = {
        "source": SOURCE,
        "licence": LICENCE,
        "date": options.date,
        "sentences": len(sentences),
        "embedding": vectors.MODEL,
        "cross_validated": figures,
    }
    np.savez_compressed(
        HOME / WEIGHTS,
        weights=learnt.coef_[0].astype(np.float16),
        bias=np.float32(learnt.intercept_[0]),
        provenance=np.array(json.dumps(provenance)),
    )
    print(json.dumps(provenance, indent=2))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Learn the weights of the request classifier.")
    parser.add_argument("train", type=Path)
    parser.add_argument("--date", default=f"{datetime.now(UTC):%Y-%m-%d}")
    return parser.parse_args()


def rows(path: Path) -> tuple[Sequence[str], NDArray[np.bool_]]:
    """Return the distinct sentences of *path* and whether each is a request."""
    found: dict[str, tuple[str, bool]] = {}
    for line in path.read_text("utf-8", "replace").splitlines():
        label, _, sentence = line.partition("\t")
        if label in {"Yes", "No"} and sentence.strip():
            found.setdefault(" ".join(words(fold(sentence))), (sentence, label == "Yes"))
    return [sentence for sentence, _ in found.values()], np.array(
        [yes for _, yes in found.values()]
    )


def cross_validated(inputs: vectors.Vectors, labels: NDArray[np.bool_]) -> dict[str, float]:
    """Return the figures of five folds, beside those of always saying the commoner label."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    said: Any = cross_val_predict(
        LogisticRegression(**SETTINGS), inputs, labels, cv=folds, method="predict_proba"
    )
    likely: NDArray[np.float64] = said[:, 1]
    figures: dict[str, Any] = {
        "accuracy": accuracy_score(labels, likely >= 0.5),
        "macro_f1": f1_score(labels, likely >= 0.5, average="macro"),
        "auc": roc_auc_score(labels, likely),
        "brier": brier_score_loss(labels, likely),
        "precision_from_0.8": labels[likely >= 0.8].mean(),
        "share_from_0.8": (likely >= 0.8).mean(),
        "majority_accuracy": max(labels.mean(), 1 - labels.mean()),
    }
    return {name: round(float(figure), 4) for name, figure in figures.items()}


if __name__ == "__main__":
    main()

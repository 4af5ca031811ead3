"""Compare the importance scorer with the majority and the length-only baseline.

    python -m bench.importance [DATA]

No chat at hand says which of its messages matter, so stand-ins are used: a sentence that
asks for something (requests), a message that somebody answered (reply links of the IRC
chats), a message that opens a dialogue, and one that belongs to a dialogue of five or more
(Gitter rooms). Each is a weak stand-in; what counts is the distance to the baselines on
the same rows.

For accuracy and macro-F1 each scorer gets the border that suits it best on the even rows
and is judged on the odd ones; AUC needs no border.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.inputs import DATA
from orakul import vectors
from orakul.importance import assess, classify

OLD = timedelta(days=400)
WINDOW = 200  # earlier messages of the chat that a message is compared with


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts of one source in their order, with a label for some of them."""

    name: str
    texts: Sequence[str]
    labels: Sequence[bool | None]


@dataclass(frozen=True, slots=True)
class Figures:
    accuracy: float
    macro_f1: float
    auc: float


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not data.is_dir():
        sys.exit(f"no labelled data at {data}: name its folder")
    sources = [requests(data), *replies(data), *dialogues(data)]
    print(f"{'source':25}{'rows':>6}  {'scorer':10}{'accuracy':>9}{'macro-F1':>10}{'AUC':>7}")
    for source in sources:
        report(source)
    classes(sources)


def report(source: Labelled) -> None:
    labels = np.array([label for label in source.labels if label is not None])
    kept = [row for row, label in enumerate(source.labels) if label is not None]
    scorers = {
        "majority": np.zeros(len(source.texts)),
        "length": np.array([float(len(text)) for text in source.texts]),
        "importance": np.array(scores(source)),
    }
    for name, found in scorers.items():
        figures = judge(found[kept], labels)
        print(
            f"{source.name:25}{len(kept):6}  {name:10}"
            f"{figures.accuracy:9.3f}{figures.macro_f1:10.3f}{figures.auc:7.3f}"
        )


def scores(source: Labelled) -> list[float]:
    """Score each text as an old message of a new author."""
    near = earlier_similarity(source) if source.name != "requests" else [0.0] * len(source.texts)
    return [
        assess(text, age=OLD, similarity=similarity).score
        for text, similarity in zip(source.texts, near, strict=True)
    ]


def earlier_similarity(source: Labelled) -> list[float]:
    embedded = vectors.embed(source.texts)
    return [
        float((embedded[max(0, row - WINDOW) : row] @ embedded[row]).max(initial=0.0))
        for row in range(len(embedded))
    ]


def judge(found: NDArray[np.float64], labels: NDArray[np.bool_]) -> Figures:
    even = np.arange(len(labels)) % 2 == 0
    border = max(
        np.unique(np.quantile(found[even], np.linspace(0, 1, 41))),
        key=lambda each: macro_f1(found[even] >= each, labels[even]),
    )
    said = found[~even] >= border
    if len(np.unique(found)) == 1:  # the majority baseline
        said = np.full((~even).sum(), labels[even].mean() >= 0.5)
    truth = labels[~even]
    return Figures(float((said == truth).mean()), macro_f1(said, truth), auc(found, labels))


def macro_f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    def f1(value: bool) -> float:  # noqa: FBT001
        right = ((said == value) & (truth == value)).sum()
        return float(2 * right / max(1, (said == value).sum() + (truth == value).sum()))

    return (f1(True) + f1(False)) / 2  # noqa: FBT003


def auc(found: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return how often a labelled row is above an unlabelled one; ties count half."""
    yes, no = found[labels], np.sort(found[~labels])
    below, upto = np.searchsorted(no, yes, "left"), np.searchsorted(no, yes, "right")
    return float((below + upto).sum() / 2 / max(1, len(yes) * len(no)))


def classes(sources: Iterable[Labelled]) -> None:
    print("\nclasses as shipped (old message, new author)")
    for source in sources:
        counts = Counter(classify(score) for score in scores(source))
        print(
            f"{source.name:25}", {name: counts[name] for name in ("noise", "weak_signal", "signal")}
        )


def requests(data: Path) -> Labelled:
    lines = (data / "requests/train.tsv").read_text("utf-8", "replace").splitlines()
    rows = [line.split("\t", 1) for line in lines if line.startswith(("Yes\t", "No\t"))]
    return Labelled("requests", [text for _, text in rows], [label == "Yes" for label, _ in rows])


def replies(data: Path) -> Iterable[Labelled]:
    for path in sorted((data / "chats").glob("irc-*.truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        answered = {earlier for earlier, later in truth["reply_links"] if earlier != later}
        texts = messages(path)
        labels = [
            each in answered if each >= truth["annotated_from_id"] else None for each in texts
        ]
        yield Labelled(f"{chat(path)} answered", list(texts.values()), labels)


def dialogues(data: Path) -> Iterable[Labelled]:
    for path in sorted((data / "chats").glob("gitter-*.truth.json")):
        of = {
            int(id): at
            for id, at in json.loads(path.read_text("utf-8"))["dialogue_of_message"].items()
        }
        sizes = Counter(of.values())
        opens = {at: min(id for id, its in of.items() if its == at) for at in sizes}
        texts = messages(path)
        said = list(texts.values())
        long = [sizes[of[each]] >= 5 if each in of else None for each in texts]
        first = [opens[of[each]] == each if each in of else None for each in texts]
        yield Labelled(f"{chat(path)} opens", said, first)
        yield Labelled(f"{chat(path)} of 5+", said, long)


def chat(truth: Path) -> str:
    return truth.name.removesuffix(".truth.json")


def messages(truth: Path) -> dict[int, str]:
    """Map the ids of the chat's messages to their texts."""
    path = truth.with_name(f"{chat(truth)}.json")
    found = json.loads(path.read_text("utf-8"))["messages"]
    return {each["id"]: plain(each["text"]) for each in found if each["type"] == "message"}


def plain(text: str | list[Any]) -> str:
    if isinstance(text, str):
        return text
    return "".join(each if isinstance(each, str) else each["text"] for each in text)


if __name__ == "__main__":
    main()

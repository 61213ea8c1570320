"""Whether a large sparse network beats a small dense one of as many weights: Zhu and Gupta 2017, arXiv:1710.01878."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, NONZEROS, SCORE, UNBOUNDED, Claim, Evidence, Quantity, Relation, Trial

SPARSE, TWIN = "sparse", "small_dense"
CNN_90, CNN_95, LSTM_90 = "cnn 90 %", "cnn 95 %", "lstm 90 %"
EQUAL = 0.05  # how far the numbers of weights may lie apart: channels come whole
CNN = {"epochs": 8, "limit": 2500}
RAMP = {"every": 10}  # steps: the trainings are short


def _gain(trial: str, left: str, right: str, name: str) -> Quantity:
    return Quantity(f"{name}, {trial}", SCORE.of(trial, left), SCORE.of(trial, right))


def _equal(trial: str) -> Quantity:
    """Both networks of a comparison hold as many weights."""
    name = f"weights of the sparse over those of the twin, {trial}"
    sparse, twin = NONZEROS.of(trial, SPARSE), NONZEROS.of(trial, TWIN)
    return Quantity(name, sparse, twin, Relation.OVER, 1 - EQUAL, 1 + EQUAL)


EVIDENCE = Evidence(
    method="gradual",
    trials=(
        Trial(CNN_90, "gradual", "vgg_cifar10", 0.9, (SPARSE, TWIN), CNN, RAMP),
        Trial(CNN_95, "gradual", "vgg_cifar10", 0.95, (SPARSE, TWIN), CNN, RAMP),
        Trial(LSTM_90, "gradual", "char_lstm_shakespeare", 0.9, (SPARSE, TWIN)),
    ),
    claims=(
        Claim(
            text="A large convolutional network that was pruned beats a small dense one with as many weights.",
            source="arXiv:1710.01878, abstract",
            quantities=(
                _gain(CNN_90, SPARSE, TWIN, "accuracy, sparse minus twin"),
                _gain(CNN_95, SPARSE, TWIN, "accuracy, sparse minus twin"),
            ),
            needs=(
                Quantity("accuracy, dense", DENSE_SCORE.of(CNN_90, SPARSE), above=0.3),
                _equal(CNN_90),
                _equal(CNN_95),
            ),
        ),
        Claim(
            text="So does a large LSTM.",
            source="arXiv:1710.01878, abstract",
            quantities=(_gain(LSTM_90, TWIN, SPARSE, "perplexity, twin minus sparse"),),
            needs=(
                Quantity("perplexity, dense", DENSE_SCORE.of(LSTM_90, SPARSE), above=UNBOUNDED, below=10.0),
                _equal(LSTM_90),
            ),
        ),
        Claim(
            text="A tenth of the weights is enough to lose very little: here, less than 2 points of accuracy and "
            "less than 5 % of perplexity.",
            source="arXiv:1710.01878, abstract",
            quantities=(
                Quantity(
                    f"accuracy, sparse minus dense, {CNN_90}",
                    SCORE.of(CNN_90, SPARSE),
                    DENSE_SCORE.of(CNN_90, SPARSE),
                    above=-0.02,
                ),
                Quantity(
                    f"perplexity, sparse over dense, {LSTM_90}",
                    SCORE.of(LSTM_90, SPARSE),
                    DENSE_SCORE.of(LSTM_90, SPARSE),
                    Relation.OVER,
                    above=UNBOUNDED,
                    below=1.05,
                ),
            ),
        ),
    ),
    paper_scale=(
        "gesture-train suite run gradual:all --task timm:mobilenetv1_100.untrained@imagenet --sparsity 0.9 --seeds 3 "
        "--set training.epochs=100 --set settings.every=2000",
        "gesture-train suite run gradual:all --task mobilenet_cifar10 --sparsity 0.9 --seeds 5 "
        "--set training.epochs=200 --set training.limit=0 --set settings.every=100",
        "gesture-train suite run gradual:all --task char_lstm_shakespeare --sparsity 0.9 --seeds 5 "
        "--set training.epochs=40 --set training.limit=0 --set settings.every=100",
    ),
)

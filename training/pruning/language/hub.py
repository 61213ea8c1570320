"""A task around any language model of a known family: a folder or a name on the hub, and a text to judge it by.

`hf:NAME` takes WikiText-2 (its validation text to calibrate and recover on, its test text to judge by);
`hf:NAME@TEXT` takes a text file, whose last tenth judges. Perplexity is per token of the model's own tokenizer, over
neighbouring rows of 128 tokens; a longer row would give a lower figure.
"""

from __future__ import annotations

import math
import shutil
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from training.data.yolo_folder import resolve
from training.errors import CheckpointError, RecipeError
from training.pruning.datasets import TEST_SHARE, rows
from training.pruning.extra import need_extra
from training.pruning.hardware import SPREAD
from training.pruning.judging import cross_entropy, perplexity
from training.pruning.language.instructions import encode_rows, prompt, read_instructions
from training.pruning.language.saved import load_model, register, save_model, size_of, why_not
from training.pruning.networks.causal import CausalNetwork
from training.pruning.types import Examples, Family, Instruction, Optimizer, Split, Task, TrainingPlan

LENGTH = 128
ROWS_AT_ONCE = 8  # of scoring: logits over a large vocabulary fill the memory
WIKITEXT = ("text/wikitext2_valid.txt", "text/wikitext2_test.txt")


def hub_task(word: str) -> Task:
    """The task that `hf:NAME` or `hf:NAME@TEXT` names; nothing is read yet."""
    name, _, text = word.removeprefix("hf:").partition("@")
    return Task(
        name=word,
        title=f"The language model {name}",
        family=Family.LANGUAGE,
        data=text or "WikiText-2",
        score_name="perplexity",
        is_higher_better=False,
        plan=TrainingPlan(
            epochs=1, batch=8, learning_rate=1e-4, weight_decay=0.0, optimizer=Optimizer.ADAMW.value, clip=1.0
        ),
        keep_dense=("model.lm_head",),
        build=lambda width: _build(name, width),
        load=lambda: _load(name, text),
        loss=cross_entropy,
        score=_score,
        is_trained=True,
        read=lambda dtype, place: _read(name, dtype, place),
        size=lambda: size_of(name, LENGTH),
        encode=lambda entry: _encode(name, entry),
        export=lambda network, folder: _export(name, network, folder),
    )


def export(network: nn.Module, folder: Path) -> None:
    """Write the model inside a network so that transformers reads it; what a stopped run left there goes."""
    if not isinstance(network, CausalNetwork):
        raise TypeError(f"{type(network).__name__} holds no language model")
    shutil.rmtree(folder, ignore_errors=True)
    save_model(network.model, folder)


def save_with_tokenizer(model: nn.Module, name: str, folder: Path) -> None:
    """Write a model with the tokenizer of another.

    Raises:
        CheckpointError: There is something at the folder's place.
    """
    save_model(model, folder)
    _tokenizer(name).save_pretrained(folder)


def text_rows(name: str, text: str, length: int) -> Split:
    """A text in the tokens of a model.

    Shapes:
        inputs, targets: (n, length)
    """
    return rows(_tokens(name, text), length)


def instruction_rows(name: str, data: str, length: int) -> Split:
    """Instructions in the tokens of a model, as `read_instructions` finds and `encode_rows` lays them out."""
    return encode_rows(read_instructions(data), lambda entry: _encode(name, entry), length)


def _export(name: str, network: nn.Module, folder: Path) -> None:
    """Write the model with its tokenizer, so that the folder can be taken as a task again."""
    export(network, folder)
    _tokenizer(name).save_pretrained(folder)


def _build(name: str, width: float) -> nn.Module:
    """The model as it was saved."""
    if width != 1.0:
        raise RecipeError(f"{name} comes in one width; this needs a task that can be built narrower.")
    return _read(name, torch.float32, "cpu")


def _read(name: str, dtype: torch.dtype, place: str) -> nn.Module:
    """The model as it was saved, where it is to be."""
    if place == SPREAD:
        need_extra("accelerate")
        return CausalNetwork(load_model(name, dtype, SPREAD))
    return CausalNetwork(load_model(name, dtype)).to(place)


def _encode(name: str, entry: Instruction) -> tuple[list[int], list[int]]:
    """A question as Alpaca asks it, and its answer with the end of text, in the model's tokens."""
    tokenizer = _tokenizer(name)
    asked = tokenizer(prompt(entry), verbose=False)["input_ids"]
    answer = tokenizer(entry.output, add_special_tokens=False, verbose=False)["input_ids"]
    end = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    return list(asked), [*answer, *end]


def _load(name: str, text: str) -> Examples:
    """The text in the model's tokens."""
    if text:
        tokens = _tokens(name, text)
        cut = round(len(tokens) * (1 - TEST_SHARE))
        return Examples(rows(tokens[:cut], LENGTH), rows(tokens[cut:], LENGTH))
    learn, judge = (_tokens(name, part) for part in WIKITEXT)
    return Examples(rows(learn, LENGTH), rows(judge, LENGTH))


def _tokens(name: str, text: str) -> Tensor:
    """One text in the tokens of a model.

    Raises:
        CheckpointError: There is no tokenizer with the model.
        DataError: There is no such text.
    """
    words = resolve(text).read_text(encoding="utf-8")
    return torch.tensor(_tokenizer(name)(words, add_special_tokens=False, verbose=False)["input_ids"])


@cache
def _tokenizer(name: str) -> PreTrainedTokenizerBase:
    """What cuts text into the tokens of a model."""
    register()
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
    except (OSError, ValueError):
        raise CheckpointError(f"There is no tokenizer with the model at {name}: {why_not(name)}") from None
    return tokenizer


def _score(network: nn.Module, split: Split) -> float:
    """Perplexity, a few rows at a time."""
    nats = 0.0
    for start in range(0, len(split), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        few = Split(split.inputs[part], split.targets[part])
        nats += math.log(perplexity(network, few)) * few.targets.numel()
    return math.exp(nats / split.targets.numel())

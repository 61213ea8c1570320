"""The commands that run papers on language models at their size fit the GPUs that they name: one of 80 GB, or more."""

from __future__ import annotations

import re
import shlex

import pytest
import torch

import training.cli
from training.commands._suite_options import run_request
from training.pruning.footprint import Recovery, Work, needs, recovery_bytes
from training.pruning.hardware import Hardware
from training.pruning.registry import all_evidence, all_methods
from training.pruning.types import Family, Precision

transformers = pytest.importorskip("transformers", reason="language models need the extra `suite`")
saved = pytest.importorskip("training.pruning.language.saved")

GPU_BYTES = 80_000_000_000
GPUS = re.compile(r"# (\d+) GPUs of 80 GB")
LLAMA = {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32}
# As their authors published them.
MODELS = {
    "meta-llama/Llama-3.1-8B": ("Llama", {**LLAMA, "vocab_size": 128256, "intermediate_size": 14336,
                                          "num_key_value_heads": 8}),
    "meta-llama/Llama-2-7b-hf": ("Llama", {**LLAMA, "vocab_size": 32000, "intermediate_size": 11008}),
    "facebook/opt-6.7b": ("OPT", {**LLAMA, "vocab_size": 50272, "ffn_dim": 16384, "word_embed_proj_dim": 4096}),
    "Qwen/Qwen2.5-0.5B": ("Qwen2", {"hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14,
                                    "num_key_value_heads": 2, "intermediate_size": 4864, "vocab_size": 151936,
                                    "tie_word_embeddings": True}),
}  # fmt: skip
COMMANDS = [
    pytest.param(evidence, command, id=command)
    for evidence in all_evidence().values()
    if all_methods()[evidence.method].families == {Family.LANGUAGE}
    for command in evidence.paper_scale
    if shlex.split(command)[2] in ("run", "compare", "recover")
]


def size_of(word, length):
    """The size of a model by its address."""
    kind, facts = MODELS[word.removeprefix("hf:").partition("@")[0]]
    with torch.device("meta"):
        model = getattr(transformers, f"{kind}ForCausalLM")(getattr(transformers, f"{kind}Config")(**facts))
    return saved.size_of_model(model, length)


def needed_by(evidence, command):
    """Bytes on GPUs that the most demanding arm of a command needs."""
    args = training.cli.build_parser().parse_args(shlex.split(command, comments=True)[1:])
    hardware = Hardware(args.device, Precision(args.precision), args.micro_batch)
    if command.split()[2] == "recover":  # of what was pruned before, and cannot be larger than it was
        size = size_of(shlex.split(evidence.paper_scale[0])[5], args.length)
        return recovery_bytes(size, Recovery(hardware.rows_at_once(args.batch), args.rank), hardware.dtype.itemsize)
    words = [args.method] if command.split()[2] == "run" else args.methods
    found = []
    for request in (run_request(args, word, resumes=True) for word in words):
        size = size_of(request.task.name, 128)
        work = Work(hardware.rows_at_once(request.plan.batch), hardware.dtype.itemsize, True, hardware.is_spread)
        found += [needs(size, request.method.memory(arm, request.settings, size), work).device for arm in request.arms]
    return max(found)


@pytest.mark.parametrize(("evidence", "command"), COMMANDS)
def test_it_fits_the_gpus_that_it_names(evidence, command):
    said = GPUS.search(command)
    count = int(said.group(1)) if said else 1
    assert ("--device auto" in command) == (count > 1)
    needed = needed_by(evidence, command)
    assert needed <= count * GPU_BYTES
    assert count == 1 or needed > (count - 1) * GPU_BYTES


def test_what_they_need_is_more_without_their_words():
    """Whole batches would not fit: the estimate heeds what the commands say."""
    for name, number in (("paser", 0), ("llm_pruner", 1)):
        evidence = all_evidence()[name]
        whole = evidence.paper_scale[number].replace("--micro-batch 8", "")
        assert needed_by(evidence, whole) > GPU_BYTES

"""training suite lm-eval: the benchmarks of the papers, by EleutherAI's harness where that is installed."""

from __future__ import annotations

import argparse
import importlib.util
import shlex
import subprocess
import sys
from pathlib import Path

from training.commands._command import at_least
from training.errors import RecipeError

# What LLM-Pruner, Adapt-Pruner and PASER report the mean of, zero-shot, and the texts of their perplexities.
BENCHMARKS = ("boolq", "piqa", "hellaswag", "winogrande", "arc_easy", "arc_challenge", "openbookqa")
PERPLEXITIES = ("wikitext",)
RTE = ("rte",)  # PERP reports it in place of PIQA; the texts of PTB, which it reports too, lm_eval does not have
MMLU = ("mmlu",)  # Adapt-Pruner reports it
LISTS = {
    "commonsense": BENCHMARKS,
    "paper": (*BENCHMARKS, *PERPLEXITIES),
    "perp": (*(name for name in BENCHMARKS if name != "piqa"), *RTE, *PERPLEXITIES),
    "all": (*BENCHMARKS, *RTE, *PERPLEXITIES, *MMLU),
}
HARNESS = "lm_eval"
MODELLING = "modeling_pruned.py"  # what a folder of a pruned model brings along to be read


def add_lm_eval_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, by what."""
    parser.add_argument("model", metavar="MODEL", help="a folder of a run, or a name on the hub")
    parser.add_argument("--tasks", default="paper", help=f"{', '.join(LISTS)}, or names of lm_eval with commas")
    parser.add_argument("--device", default="", help="cpu, cuda:0, ..., or auto: layers over all GPUs")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="bfloat16")
    parser.add_argument("--batch", default="auto", help="rows at once")
    parser.add_argument("--limit", type=at_least(0), default=0, help="questions of each benchmark; 0: all")
    parser.add_argument("--out", type=Path, default=None, help="folder of lm_eval's results")
    parser.add_argument("--print", action="store_true", help="only say which command that is")


def judge(args: argparse.Namespace) -> int:
    """Run the harness, or say how.

    Raises:
        RecipeError: It is not installed.
    """
    words = command(args)
    if args.print:
        sys.stdout.write(f"{shlex.join(words)}\n")
        return 0
    if importlib.util.find_spec(HARNESS) is None:
        raise RecipeError("lm_eval is not installed: pip install lm-eval; add --print to see the command it would be.")
    return subprocess.run([sys.executable, "-m", *words], check=False).returncode


def command(args: argparse.Namespace) -> list[str]:
    """The harness's command line; only code that a pruned model's folder brings along is run."""
    tasks = LISTS.get(args.tasks, tuple(args.tasks.split(",")))
    is_spread = args.device == "auto"
    facts = [f"pretrained={args.model}", f"dtype={args.precision}"]
    facts += ["trust_remote_code=True"] if (Path(args.model) / MODELLING).is_file() else []
    facts += ["parallelize=True"] if is_spread else []
    words = [HARNESS, "--model", "hf", "--model_args", ",".join(facts), "--tasks", ",".join(tasks)]
    words += ["--batch_size", args.batch, "--num_fewshot", "0"]
    words += ["--device", args.device] if args.device and not is_spread else []
    words += ["--limit", str(args.limit)] if args.limit else []
    words += ["--output_path", str(args.out)] if args.out else []
    return words

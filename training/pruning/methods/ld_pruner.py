"""LD-Pruner: whole operators of a denoiser go that the distribution of its latents misses least, then it trains on.

LD-Pruner: Efficient Pruning of Latent Diffusion Models using Task-Agnostic Insights, Castells et al. 2024,
arXiv:2404.11936. There is no official code; the formula is in diffusion/score.py.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest
from training.pruning.types import Effect, Family, Went

if TYPE_CHECKING:
    from torch import Tensor

    from training.pruning.bench import Bench
    from training.pruning.diffusion.choice import Choice
    from training.pruning.networks.denoiser import Denoiser

    Scores = dict[str, float]

SHEET_SEED = 8_000_000  # of the pictures that are looked at: neither scored nor judged
GREEDY, POINTWISE, ANEW, HIGHEST, RANDOM, MAGNITUDE = "greedy", "pointwise", "anew", "highest", "random", "magnitude"
PER_MS = "per_ms"
LOW = "bfloat16"
PRECISIONS = ("float32", LOW)


@dataclass(frozen=True, slots=True)
class LdPrunerSettings:
    """What can be changed about it."""

    operators: str = "block"  # or fine: single convolutions, norms and matrices, which saves little time
    samples: int = 64  # latents that an operator is judged by
    steps: int = 0  # of sampling while it is judged; 0: as many as the task takes
    batch: int = 64  # latents that are drawn at once
    recover: float = 0.25  # training after the cut as a share of the dense training's; 0: none
    rate: float = 0.5  # its learning rate as a share of the dense training's
    precision: str = "float32"  # as the run is; or bfloat16: of the denoiser while operators are judged
    pictures: int = 10  # columns of the sheet; 0: no sheet


def prune(bench: Bench, request: PruneRequest, settings: LdPrunerSettings) -> Pruned:
    """Judge every operator alone, take the least missed out, and train on."""
    _check(settings)
    from training.pruning.diffusion.memory import told_when_full
    from training.pruning.diffusion.proof import silence
    from training.pruning.diffusion.saved import pruned_copy, twin

    with told_when_full(f"pruning {bench.task.name}"):
        dense = cast("Denoiser", bench.dense())
        memory = _fit_memory(bench, dense, settings)
        plan = _plan(bench, dense, request, settings)
        network = pruned_copy(dense, plan.removed, request.seed)
        masked, cut = twin(dense), twin(network)
        silence(masked.unet, plan.removed, cut.unet)
        if request.arm == ANEW:
            _draw_anew(network, request.seed)
        rows = {"dense": _looks(dense, settings), "pruned": _looks(network, settings)}
        unrecovered = bench.score(network) if settings.recover else None
        _recover(bench, network, settings)
        rows |= {"recovered": _looks(network, settings)} if settings.recover else {}
    evidence = _evidence(dense, network, plan) | {"memory_estimate_gib": memory}
    went = Went(1 - evidence["unet_params_left"], "denoiser's parameters", "operators")
    files = _files(dense, plan, rows)
    return Pruned(network, unrecovered, (masked, cut), evidence=evidence, went=went, files=files)


def _check(settings: LdPrunerSettings) -> None:
    """Raises RecipeError for a missing extra and for settings that cannot work."""
    from training.pruning.extra import need_extra
    from training.pruning.one_cut import check_recover

    need_extra()
    from training.pruning.diffusion.operators import Grain
    from training.pruning.parts.choice import choose

    choose(Grain, settings.operators, "size of operators")
    check_recover(settings.recover)
    if settings.precision not in PRECISIONS:
        raise RecipeError(f"settings.precision is one of {', '.join(PRECISIONS)}, not {settings.precision!r}.")
    if settings.samples < 2 or settings.batch < 1 or min(settings.steps, settings.pictures) < 0 or settings.rate <= 0:
        raise RecipeError("ld_pruner: samples from 2, batch from 1, steps and pictures from 0, rate above 0.")


def _fit_memory(bench: Bench, dense: Denoiser, settings: LdPrunerSettings) -> float:
    """The estimate in GiB, once it is sure to fit.

    Raises:
        RecipeError: It does not.
    """
    from training.pruning.diffusion.memory import GIB, estimate_bytes, free_bytes, held_bytes, refuse_too_large
    from training.pruning.types import Progress

    batches = (settings.batch, bench.plan.batch if settings.recover else 0)
    needed = estimate_bytes(dense, bench.example(), batches)
    free = free_bytes(bench.device) + held_bytes(dense)  # which lies there already
    bench.tell(Progress("memory", 1.0, {"needed_gib": round(needed / GIB, 2), "free_gib": round(free / GIB, 2)}))
    refuse_too_large(needed, free)
    return needed / GIB


def _plan(bench: Bench, dense: Denoiser, request: PruneRequest, settings: LdPrunerSettings) -> Choice:
    """Find the operators, judge them as the arm says, and choose."""
    from training.pruning.diffusion.choice import Choice, gains, lowest, one_by_one
    from training.pruning.diffusion.operators import Grain, Replace, fitting, operators_of
    from training.pruning.measure import count_params

    operators = operators_of(dense.unet, _call(bench, dense), Grain(settings.operators))
    fits = fitting(operators, Replace.RANDOM if request.arm == POINTWISE else Replace.REMOVAL)
    gain = gains(dense.unet, fits)
    fits = {name: kind for name, kind in fits.items() if gain[name] > 0}
    wanted = round(request.amount * count_params(dense.unet))
    judged = _judged_copy(dense, settings)
    scores = _scores(bench, judged, fits, request, settings)
    if request.arm == GREEDY:
        chosen = one_by_one(lambda gone: _left(bench, judged, fits, gone, settings, scores), gain, wanted)
    else:
        chosen = lowest(scores, gain, wanted)
    return Choice(operators, scores, {name: fits[name] for name in chosen}, fits)


def _scores(
    bench: Bench, judged: Denoiser, fits: dict[str, str], request: PruneRequest, settings: LdPrunerSettings
) -> Scores:
    """The score of every operator by the arm's rule: what is low goes."""
    import torch

    from training.pruning.diffusion.latents import draw
    from training.pruning.diffusion.score import Compare, latent_scores, magnitudes, milliseconds
    from training.pruning.types import Progress

    if request.arm == MAGNITUDE:
        return magnitudes(judged.unet, fits)
    if request.arm == RANDOM:
        chances = torch.rand(len(fits), generator=torch.Generator().manual_seed(request.seed))
        return dict(zip(fits, chances.tolist(), strict=True))
    compare = {kind.value: kind for kind in Compare}.get(request.arm, Compare.BOTH)
    start = draw(judged, settings.samples, bench.seed)
    scores = latent_scores(judged, fits, start, compare, lambda done: bench.tell(Progress("operators", done)))
    if request.arm == HIGHEST:
        return {name: -score for name, score in scores.items()}
    if request.arm == PER_MS:
        spent = milliseconds(judged, fits, start)
        return {name: score / max(spent[name], 1e-9) for name, score in scores.items()}
    return scores


def _left(
    bench: Bench, judged: Denoiser, fits: dict[str, str], gone: list[str], settings: LdPrunerSettings, first: Scores
) -> Scores:
    """The scores of the operators that are left, beside what the dense denoiser's latents are."""
    if not gone:
        return first
    from training.pruning.diffusion.latents import draw, moments
    from training.pruning.diffusion.saved import pruned_copy
    from training.pruning.diffusion.score import Compare, latent_scores
    from training.pruning.types import Progress

    start = draw(judged, settings.samples, bench.seed)
    fewer = pruned_copy(judged, {name: fits[name] for name in gone})
    rest = {name: kind for name, kind in fits.items() if name not in gone}

    def tell(done: float) -> None:
        bench.tell(Progress(f"operators after {len(gone)}", done))

    return latent_scores(fewer, rest, start, Compare.BOTH, tell, whole=moments(judged, start))


def _judged_copy(dense: Denoiser, settings: LdPrunerSettings) -> Denoiser:
    """The network as operators are judged in it."""
    from training.pruning.diffusion.saved import cast_to, twin

    judged = twin(dense)
    if settings.precision == LOW:
        cast_to(judged.unet, next(dense.unet.parameters()).bfloat16())
    steps = settings.steps or dense.sampling.steps
    judged.sampling = dataclasses.replace(dense.sampling, steps=steps, batch=settings.batch)
    return judged


def _call(bench: Bench, dense: Denoiser) -> tuple[Tensor, ...]:
    """What the denoiser is called with for one question."""
    row = bench.example()
    latents, step = row[:, :-2].to(next(dense.unet.parameters()).dtype), row[:, -2, 0, 0]
    return (latents, step, dense.conditions[:1].to(latents)) if dense.has_prompts else (latents, step)


def _draw_anew(network: Denoiser, seed: int) -> None:
    """Forget what the denoiser has learned; what is left is its architecture."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 1)  # not the weights that the dense one began with
        fresh = type(network.unet).from_config(network.unet.config)  # type: ignore[attr-defined]
    network.unet.load_state_dict(fresh.state_dict())


def _recover(bench: Bench, network: Denoiser, settings: LdPrunerSettings) -> None:
    """Train the denoiser on, if there is to be a recovery."""
    from training.pruning.bench import scaled

    if settings.recover:
        plan = scaled(bench.plan, settings.recover)
        plan = dataclasses.replace(plan, learning_rate=settings.rate * plan.learning_rate)
        bench.train(network, "recover", plan)


def _looks(network: Denoiser, settings: LdPrunerSettings) -> Tensor | None:
    """The pictures of the sheet."""
    from training.pruning.diffusion.generate import pictures

    return pictures(network, settings.pictures, SHEET_SEED) if settings.pictures else None


def _evidence(dense: Denoiser, network: Denoiser, plan: Choice) -> dict[str, float]:
    """How much of the denoiser went, in figures."""
    from training.pruning.measure import count_params

    return {
        "operators": len(plan.fits),
        "operators_that_stay": sum(not operator.kinds for operator in plan.operators),
        "operators_removed": len(plan.removed),
        "unet_params_left": count_params(network.unet) / count_params(dense.unet),
    }


def _files(dense: Denoiser, plan: Choice, rows: dict[str, Tensor | None]) -> dict[str, bytes]:
    """What a person reads, looks at and hears."""
    from training.pruning.diffusion.latents import draw
    from training.pruning.diffusion.sheet import sheet_png, sound_files, titles

    files = {"operators.txt": plan.table().encode()}
    shown = {label: pictures for label, pictures in rows.items() if pictures is not None}
    if not shown:
        return files
    prompts = draw(dense, len(next(iter(shown.values()))), SHEET_SEED).prompts
    return files | {"sheet.png": sheet_png(shown, titles(dense, prompts))} | sound_files(shown, dense)


METHOD = PruneMethod(
    name="ld_pruner",
    title="LD-Pruner",
    paper="Castells et al. 2024, arXiv:2404.11936",
    removes="operators of a denoiser, as a share of its parameters",
    families=frozenset({Family.DIFFUSION}),
    effect=Effect.SMALLER,
    usual_amount=0.3,
    arms=(
        Arm("both", "judged by mean and deviation of the final latents, the paper's score"),
        Arm("mean", "judged by the mean only"),
        Arm("deviation", "judged by the deviation only"),
        Arm("every_step", "judged by both after every step of sampling"),
        Arm(PER_MS, "the paper's score for each millisecond that an operator takes"),
        Arm(GREEDY, "the paper's score, all others judged again after each operator that went"),
        Arm(POINTWISE, "a convolution of one pixel with random weights takes each one's place"),
        Arm(MAGNITUDE, "judged by the size of the weights"),
        Arm(RANDOM, "not judged at all"),
        Arm(HIGHEST, "the highest scores go: the control that has to fail"),
        Arm(ANEW, "the same architecture as the first, but with weights drawn anew"),
    ),
    settings=LdPrunerSettings(),
    prune=prune,
)

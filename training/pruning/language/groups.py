"""What has to go together: the coupled slices of a language model, as plain data.

LLM-Pruner: On the Structural Pruning of Large Language Models, Ma et al. 2023, arXiv:2305.11627, section 3.1. A unit is
what can be removed (a neuron, a head, a channel), a member is one tensor of which every unit owns a slice, and a group
is all members that are cut at the same places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from training.pruning.language.families import Family, decoder_layers, family_of

ROWS, COLUMNS = 0, 1
WHOLE_MODEL = -1  # the layer of a group that runs through all of them


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter cut along one dimension; every unit owns `width` consecutive entries of it."""

    parameter: str
    dimension: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Members that lose the same units."""

    name: str
    layer: int
    units: int
    members: tuple[Member, ...]


def block_groups(model: nn.Module, layers: range | None = None) -> list[Group]:
    """The heads and the MLP neurons of the decoder layers: two groups a layer ("Block" in the paper).

    A head is a key with its value and all queries that share it. Where there is a single key for all queries
    (multi-query attention), the queries are the units and the key stays.

    Args:
        layers: Indexes of the layers to prune; None: all.
    """
    family, parameters = family_of(model), dict(model.named_parameters())
    groups = []
    for index, (prefix, layer) in enumerate(decoder_layers(model).items()):
        if layers is None or index in layers:
            head_dim = int(layer.get_submodule(family.attention).head_dim)  # type: ignore[arg-type]
            groups.append(_attention(family, prefix, index, head_dim, parameters))
            groups.append(_mlp(family, prefix, index, parameters))
    return groups


def channel_groups(model: nn.Module) -> list[Group]:
    """The hidden channels, which run from the embeddings through all layers to the head ("Channel" in the paper)."""
    family, parameters = family_of(model), dict(model.named_parameters())
    attention = [f"{family.attention}.{name}" for name in (family.query, family.key, family.value)]
    wanted = [(f"{family.body}.{name}", COLUMNS) for name in family.embeddings]
    for prefix in decoder_layers(model):
        wanted += [(f"{prefix}.{name}", COLUMNS) for name in (*attention, *family.rises)]
        wanted += [(f"{prefix}.{name}", ROWS) for name in (f"{family.attention}.{family.out}", family.falls)]
        wanted += [(f"{prefix}.{name}", ROWS) for name in family.norms]
    wanted += [(f"{family.body}.{family.last_norm}", ROWS), (f"{family.body}.project_out", COLUMNS)]
    wanted += [(f"{family.body}.project_in", ROWS)]
    if f"{family.body}.project_in.weight" in parameters:  # OPT-350m: words live in fewer dimensions than the layers
        wanted.remove((f"{family.body}.embed_tokens", COLUMNS))
    else:
        wanted.append(("lm_head", COLUMNS))
    members = tuple(member for name, dimension in wanted for member in _slices(name, dimension, 1, parameters))
    units = parameters[members[0].parameter].shape[members[0].dimension]
    return [Group("channels", WHOLE_MODEL, units, members)]


def parameters_per_unit(group: Group, parameters: dict[str, Tensor]) -> float:
    """How many numbers go with one unit."""
    return sum(parameters[member.parameter].numel() for member in group.members) / group.units


def _attention(family: Family, prefix: str, layer: int, head_dim: int, parameters: dict[str, nn.Parameter]) -> Group:
    """The heads of one layer."""
    prefix = f"{prefix}.{family.attention}"
    query, key, value, out = (f"{prefix}.{name}" for name in (family.query, family.key, family.value, family.out))
    queries = parameters[f"{query}.weight"].shape[ROWS] // head_dim
    keys = parameters[f"{key}.weight"].shape[ROWS] // head_dim
    units = queries if keys == 1 else keys
    shared = queries // units * head_dim
    members = [*_slices(query, ROWS, shared, parameters)]
    if keys > 1:
        members += [*_slices(key, ROWS, head_dim, parameters), *_slices(value, ROWS, head_dim, parameters)]
    members += _slices(out, COLUMNS, shared, parameters)
    return Group(prefix, layer, units, tuple(members))


def _mlp(family: Family, prefix: str, layer: int, parameters: dict[str, nn.Parameter]) -> Group:
    """The neurons of one layer's MLP."""
    rises = [member for name in family.rises for member in _slices(f"{prefix}.{name}", ROWS, 1, parameters)]
    falls = [*_slices(f"{prefix}.{family.falls}", COLUMNS, 1, parameters)]
    units = parameters[rises[0].parameter].shape[ROWS]
    return Group(f"{prefix}.{family.falls.rpartition('.')[0] or 'mlp'}", layer, units, (*rises, *falls))


def _slices(name: str, dimension: int, width: int, parameters: dict[str, nn.Parameter]) -> Iterator[Member]:
    """The weight of a layer, if the model has it under this name, and the bias that goes with its rows."""
    if f"{name}.weight" in parameters:
        yield Member(f"{name}.weight", dimension, width)
    if dimension == ROWS and f"{name}.bias" in parameters:
        yield Member(f"{name}.bias", ROWS, width)

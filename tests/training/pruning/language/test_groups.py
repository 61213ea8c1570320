"""The written table of groups: complete, as torch-pruning's graph has it, and right about shared keys."""

from __future__ import annotations

import pytest
import torch
import torch_pruning as tp
from tiny_language import CLASSES, some_windows, tiny_model

from training.guard import guarded
from training.pruning.language.groups import COLUMNS, ROWS, Member, block_groups, channel_groups, parameters_per_unit

GRAPH_S, GRAPH_MB = 20, 2000  # where it comes back at all, it takes a second or two


@pytest.mark.parametrize("name", CLASSES)
def test_every_matrix_of_a_layer_is_in_one_group_of_it(name):
    model = tiny_model(name)
    inside = {n for n, p in model.named_parameters() if ".layers." in n and "norm" not in n}
    found = {(m.parameter, m.dimension) for group in block_groups(model) for m in group.members}
    bare = {"self_attn.o_proj.bias", "out_proj.bias", "fc2.bias"}  # what a layer adds to the residual stays whole
    assert {parameter for parameter, _ in found} == {n for n in inside if not n.endswith(tuple(bare))}
    assert len(found) == len({parameter for parameter, _ in found})


@pytest.mark.parametrize("name", CLASSES)
def test_every_member_has_room_for_all_units(name):
    model = tiny_model(name)
    for group in block_groups(model) + channel_groups(model):
        for member in group.members:
            assert model.get_parameter(member.parameter).shape[member.dimension] == group.units * member.width


def test_a_key_takes_all_queries_that_share_it():
    group = block_groups(tiny_model("llama"))[0]
    prefix = "model.layers.0.self_attn"
    assert group.units == 4
    assert group.members == (
        Member(f"{prefix}.q_proj.weight", ROWS, 8),
        Member(f"{prefix}.k_proj.weight", ROWS, 4),
        Member(f"{prefix}.v_proj.weight", ROWS, 4),
        Member(f"{prefix}.o_proj.weight", COLUMNS, 8),
    )


def test_where_all_queries_share_one_key_the_queries_are_the_units():
    group = block_groups(tiny_model("gemma", num_key_value_heads=1))[0]
    assert group.units == 8
    assert [member.parameter.rpartition("self_attn.")[2] for member in group.members] == [
        "q_proj.weight",
        "o_proj.weight",
    ]


def test_a_range_of_layers_leaves_out_the_others():
    assert {group.layer for group in block_groups(tiny_model("opt"), range(1, 2))} == {1}


def test_the_cost_of_a_unit_is_all_that_goes_with_it():
    model = tiny_model("llama")
    group = block_groups(model)[1]
    assert parameters_per_unit(group, dict(model.named_parameters())) == 3 * 32


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("place", [0, 1], ids=["heads", "neurons"])
def test_the_table_says_what_the_dependency_graph_finds(name, place):
    """Every family, but only where every query has a key of its own: from shared ones the graph does not come back."""
    model = tiny_model(name, **({} if name == "opt" else {"num_key_value_heads": 8}))
    group = block_groups(model)[place]
    root = model.get_submodule(group.members[0].parameter.removesuffix(".weight"))
    units = list(range(group.members[0].width))
    with guarded(f"The dependency graph of {name}", GRAPH_S, GRAPH_MB):
        graph = tp.DependencyGraph().build_dependency(
            model,
            example_inputs={"input_ids": some_windows(1)},
            forward_fn=lambda model, inputs: model(**inputs, use_cache=False).logits,
            verbose=False,  # it warns about norms of its not knowing, which no block touches
        )
        coupled = graph.get_pruning_group(root, tp.prune_linear_out_channels, units)
    names = {module: name for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)}
    found = {
        (names[dependency.target.module], ROWS if dependency.handler.__name__ == "prune_out_channels" else COLUMNS)
        for dependency, _ in coupled
        if dependency.target.module in names
    }
    members = [member for member in group.members if member.parameter.endswith(".weight")]
    assert found == {(member.parameter.removesuffix(".weight"), member.dimension) for member in members}

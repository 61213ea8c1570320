"""training suite lm-eval: one command for the benchmarks of the papers, said or carried out."""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import types

import pytest

from training.cli import MISUSED, main


def printed(words, capsys):
    assert main(["suite", "lm-eval", "folder", "--print", *words]) == 0
    return shlex.split(capsys.readouterr().out)


def test_the_list_of_the_papers_is_one_command(capsys):
    words = printed([], capsys)
    assert words[:3] == ["lm_eval", "--model", "hf"]
    tasks = words[words.index("--tasks") + 1]
    assert tasks == "boolq,piqa,hellaswag,winogrande,arc_easy,arc_challenge,openbookqa,wikitext"
    assert "pretrained=folder,dtype=bfloat16" in words
    assert "--limit" not in words


def test_only_the_code_of_a_folder_of_a_pruned_model_is_run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "modeling_other.py").touch()
    assert "trust_remote_code" not in " ".join(printed([], capsys))
    (tmp_path / "folder" / "modeling_pruned.py").touch()
    words = printed([], capsys)
    assert "pretrained=folder,dtype=bfloat16,trust_remote_code=True" in words


def test_perp_has_a_list_of_its_own(capsys):
    words = printed(["--tasks", "perp"], capsys)
    tasks = words[words.index("--tasks") + 1]
    assert tasks == "boolq,hellaswag,winogrande,arc_easy,arc_challenge,openbookqa,rte,wikitext"


def test_layers_may_be_divided_and_questions_limited(capsys, tmp_path):
    words = printed(["--device", "auto", "--limit", "10", "--tasks", "piqa,mmlu", "--out", str(tmp_path)], capsys)
    assert "parallelize=True" in words[words.index("--model_args") + 1]
    assert words[words.index("--limit") + 1] == "10"
    assert words[words.index("--tasks") + 1] == "piqa,mmlu"
    assert "--device" not in words
    assert words[-1] == str(tmp_path)


def test_without_the_harness_one_is_told_what_to_install(capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert main(["suite", "lm-eval", "folder"]) == MISUSED
    assert "pip install lm-eval" in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 3])
def test_with_it_it_is_run_and_its_exit_code_handed_on(code, monkeypatch):
    ran = []
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setattr(
        subprocess, "run", lambda words, check: ran.append(words) or types.SimpleNamespace(returncode=code)
    )
    assert main(["suite", "lm-eval", "folder", "--device", "cuda:0"]) == code
    assert ran[0][1:3] == ["-m", "lm_eval"]
    assert ran[0][-2:] == ["--device", "cuda:0"]

"""What a stranger gets who installs the wheel, far away from this checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command in a folder that has nothing to do with the checkout and give what it printed."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without asking the network for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def stranger(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it; numpy, Qt and the like are borrowed, they take minutes to install."""
    home = tmp_path_factory.mktemp("stranger")
    run(sys.executable, "-m", "venv", "--without-pip", home / "env", cwd=home)
    python = home / "env" / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    # Python looks for .pth files only in its own site folder, so the borrowed one does not lead back to the checkout.
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, wheel, cwd=home)
    return home


def test_the_wheel_carries_every_asset_but_the_pictures_of_readme(wheel: Path) -> None:
    assets = {path.relative_to(ROOT).as_posix() for path in (ROOT / "assets").rglob("*") if path.is_file()}
    for_readme = {asset for asset in assets if asset.startswith("assets/screenshots/")}
    for_readme |= {asset for asset in assets if asset.startswith("assets/reports/") and asset.endswith(".svg")}
    assert "assets/gestures.toml" in assets
    assert for_readme
    inside = {name.removeprefix("gesture_app/") for name in zipfile.ZipFile(wheel).namelist()}
    assert assets & inside == assets - for_readme


def test_the_wheel_carries_its_licence_but_no_tests_and_no_weights_that_only_a_checkout_needs(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    assert "training/weights/default.safetensors" in inside
    assert "training/weights/dense.safetensors" not in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert not [name for name in inside if name.startswith("tests/")]


def test_the_app_alone_needs_no_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[^\w-]", need)[0].lower() for need in project["dependencies"]}
    assert "numpy" in names
    assert not names & {"torch", "torchvision", "ultralytics", "ultralytics-opencv-headless", "torch-pruning", "onnx"}


def test_an_installed_app_measures_its_own_network(stranger: Path) -> None:
    python = stranger / "env" / "bin" / "python"
    where = run(python, "-c", "import gesture_app; print(gesture_app.__file__)", cwd=stranger)
    assert Path(where.strip()).is_relative_to(stranger)
    report = json.loads(
        run(stranger / "env" / "bin" / "gesture-app", "bench", "--seconds", "2", "--json", cwd=stranger)
    )
    assert report["frames"] > 0
    assert report["fps"] > 0


def test_running_the_installed_app_never_loads_torch(stranger: Path) -> None:
    python = stranger / "env" / "bin" / "python"
    script = "import sys; from gesture_app import app, cli; print('torch' in sys.modules)"
    assert run(python, "-c", script, cwd=stranger).strip() == "False"

"""Rows of a pruning table as a sweep writes them, with made-up figures."""

from __future__ import annotations


def made_up_row(name: str, origin: str, macs: float, times_ms: tuple[float, ...], **changes: object) -> dict:
    """One row; times are of OpenVINO, ONNX Runtime and PyTorch, as many as were measured."""
    figures = ("map50", "map50_95", "map50_gestures", "precision", "recall", "f1", "hand_accuracy")
    criterion, _, percent = name.rpartition("_")
    cut = origin in ("cut", "shape")
    row: dict = {
        "cell": {
            "name": name,
            "origin": origin,
            "criterion": criterion if cut else "",
            "pruning_ratio": int(percent) / 100 if cut else 0.0,
            "seed": 11,
        },
        "budget": {
            "epochs": 4,
            "pictures": 320,
            "sparse_pictures": 0,
            "batch": 8,
            "input_px": 320,
            "val_pictures": 57,
            "seconds": 1.0,
        },
        "size": {"params": int(macs), "macs": int(macs), "macs_width_px": 320, "macs_height_px": 192},
        "val": dict.fromkeys(figures, 0.5),
        "test": dict.fromkeys(figures, 0.5),
        "val_not_tuned": dict.fromkeys(figures, 0.125),
        "trained_on": {"machine": "a processor, 2 cores"},
    }
    if times_ms:
        engines = zip(("openvino", "onnxruntime", "torch"), times_ms, strict=False)
        row["latency"] = {engine: {"p50_ms": ms, "p95_ms": 2 * ms} for engine, ms in engines}
        row["size"]["file_bytes"] = 2 * int(macs)
        row |= {"latency_on": "a processor, 2 cores", "clock": "wall", "threads": 2, "cuda_on": ""}
    return row | changes

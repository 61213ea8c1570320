"""What instructions mean, as vectors: by a sentence encoder from a folder, or by the letters they are written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data.yolo_folder import resolve
from training.errors import CheckpointError
from training.pruning.extra import need_extra
from training.pruning.types import Instruction

AT_ONCE = 64
TOPICS = 64  # of the fallback: dimensions that are left of the letters
SAFE = {"use_safetensors": True}  # other formats can run code
GRAMS = (2, 5)  # letters that the fallback counts together

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """Instructions as points.

    Shapes:
        vectors: (n, channels), each of length 1
    """

    vectors: Floats
    by: str  # what made them, for people


def embed(pool: Sequence[Instruction], encoder: str) -> Embedding:
    """Instructions as points; those that ask for the like lie near each other.

    Args:
        encoder: A folder of sentence-transformers, or one of transformers whose token vectors are averaged; empty:
            letters are counted instead, which knows spelling only.

    Raises:
        DataError: There is no such folder.
        CheckpointError: It holds no encoder of sentences.
    """
    texts = [f"{entry.instruction}\n{entry.input}".strip() for entry in pool]
    return _by_encoder(texts, resolve(encoder)) if encoder else _by_letters(texts)


def _by_encoder(texts: Sequence[str], folder: Path) -> Embedding:
    """SBERT."""
    need_extra("sentence_transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    try:
        if (folder / "modules.json").is_file():
            model = SentenceTransformer(str(folder), device="cpu", model_kwargs=SAFE)
        else:
            words = Transformer(str(folder), model_kwargs=SAFE)
            model = SentenceTransformer(modules=[words, Pooling(words.get_embedding_dimension())], device="cpu")
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no encoder of sentences in {folder}: {reason}") from None
    found = model.encode(list(texts), batch_size=AT_ONCE, normalize_embeddings=True, show_progress_bar=False)
    return Embedding(np.asarray(found, np.float32), f"the sentence encoder {folder.name}")


def _by_letters(texts: Sequence[str]) -> Embedding:
    """Counts of neighbouring letters, weighed down where they are common, in a few dimensions (LSA)."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    counts = TfidfVectorizer(analyzer="char_wb", ngram_range=GRAMS, min_df=2 if len(texts) > 2 * TOPICS else 1)
    weighed = counts.fit_transform(texts)
    topics = min(TOPICS, min(weighed.shape) - 1)
    if topics < 2:
        return Embedding(normalize(weighed.toarray()).astype(np.float32), "TF-IDF of letters")
    reduced = TruncatedSVD(topics, random_state=0).fit_transform(weighed)
    return Embedding(normalize(reduced).astype(np.float32), "TF-IDF of letters with LSA, no sentence encoder")

"""Says for people what was chosen to recover on, cluster by cluster, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from training.pruning.language.selection import ClusterReport
from training.pruning.types import Instruction

EXAMPLES = 3
LONGEST = 80  # letters of an example
HEAD = ("cluster", "items", "damage", "budget", "chosen", "refused", "mostly from", "for example")


@dataclass(frozen=True, slots=True)
class Origin:
    """How the choice came about."""

    arm: str
    embedded_by: str
    filtered_by: str


def markdown(pool: Sequence[Instruction], clusters: Sequence[ClusterReport], origin: Origin) -> str:
    """The report: clusters with the most damage first."""
    chosen = sum(len(found.chosen) for found in clusters)
    refused = sum(len(found.refused) for found in clusters)
    lines = [
        f"# What was chosen to recover on ({origin.arm})",
        "",
        f"{chosen} of {len(pool)} instructions in {len(clusters)} clusters; {refused} were refused.",
        f"Instructions were compared by {origin.embedded_by}; conflicts were looked for by {origin.filtered_by}.",
        "Damage is the Jensen-Shannon divergence between the dense and the pruned model's answers, in nats per token.",
        "",
        *_table([HEAD, ("---",) * len(HEAD), *_rows(pool, clusters)]),
        "",
        *_refusals(pool, clusters),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _rows(pool: Sequence[Instruction], clusters: Sequence[ClusterReport]) -> list[tuple[str, ...]]:
    """One row for each cluster."""
    order = sorted(range(len(clusters)), key=lambda place: -clusters[place].damage)
    return [(str(place), *_row(pool, clusters[place])) for place in order]


def _row(pool: Sequence[Instruction], found: ClusterReport) -> tuple[str, ...]:
    """What became of one cluster."""
    counts = (found.size, f"{found.damage:.4f}", found.budget, len(found.chosen), len(found.refused))
    sources = Counter(pool[item].source for item in (*found.chosen, *found.refused))
    mostly = ", ".join(f"{name} {count}" for name, count in sources.most_common(2) if name)
    examples = "; ".join(_short(pool[item]) for item in found.chosen[:EXAMPLES])
    return (*(str(value) for value in counts), mostly, examples)


def _refusals(pool: Sequence[Instruction], clusters: Sequence[ClusterReport]) -> list[str]:
    """A few of those that were refused."""
    refused = [item for found in clusters for item in found.refused]
    if not refused:
        return []
    return ["Refused, for example:", "", *(f"- {_short(pool[item])}" for item in refused[: 2 * EXAMPLES])]


def _short(entry: Instruction) -> str:
    """A question with its answer on one line, safe in a table."""
    text = " ".join(f"{entry.instruction} {entry.input}".split()) + " → " + " ".join(entry.output.split())
    text = text.replace("|", "\\|")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as Markdown has them."""
    return [f"| {' | '.join(row)} |" for row in rows]

"""Instructions made by rule: small skills on words of a text, each with one right answer.

A stand-in for Alpaca and the like at a size that a network of a million parameters can answer. Words that questions to
judge by are about occur in no others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.data.yolo_folder import resolve
from training.errors import DataError
from training.pruning.types import Instruction

SHORTEST, LONGEST = 3, 5  # letters of a word
WORDS = 600  # the commonest of the text
TEST_EVERY = 6  # one word in so many is for judging
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that can be asked of a word."""

    phrases: tuple[str, ...]  # with {} where the word goes
    answer: Callable[[str], str]


SKILLS: Mapping[str, Skill] = {
    "copy": Skill(("copy {}", "repeat {}"), lambda word: word),
    "reverse": Skill(("reverse {}", "{} backwards"), lambda word: word[::-1]),
    "capitals": Skill(("shout {}", "{} in capitals"), str.upper),
    "sort": Skill(("sort {}", "{} from a to z"), lambda word: "".join(sorted(word))),
    "first": Skill(("first of {}", "{} begins with"), lambda word: word[0]),
    "last": Skill(("last of {}", "{} ends with"), lambda word: word[-1]),
    "shift": Skill(("shift {}", "what follows {}"), lambda word: "".join(_next(letter) for letter in word)),
    "double": Skill(("double {}", "stretch {}"), lambda word: "".join(2 * letter for letter in word)),
    "length": Skill(("length of {}", "count {}"), lambda word: str(len(word))),
    "vowels": Skill(("vowels of {}", "sing {}"), lambda word: "".join(letter for letter in word if letter in VOWELS)),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What questions are about."""

    train: tuple[str, ...]
    test: tuple[str, ...]


def words_of(name: str) -> Words:
    """The commonest short words of a text, apart for learning and judging.

    Raises:
        DataError: There is no such text, or it has too few of them.
    """
    counts = Counter(re.findall(r"[a-z]+", resolve(name).read_text(encoding="utf-8").lower()))
    fitting = [word for word in counts if SHORTEST <= len(word) <= LONGEST and VOWELS & set(word)]
    common = sorted(fitting, key=lambda word: (-counts[word], word))[:WORDS]
    if len(common) < TEST_EVERY:
        raise DataError(f"{name} has {len(common)} short words, too few to ask questions about; name a longer text.")
    test = tuple(common[::TEST_EVERY])
    return Words(tuple(word for word in common if word not in set(test)), test)


def every_question(words: Sequence[str]) -> list[Instruction]:
    """Each skill asked of each word once, in alternating phrases."""
    return [
        ask(skill, word, number % len(SKILLS[skill].phrases)) for skill in SKILLS for number, word in enumerate(words)
    ]


def draw_questions(words: Sequence[str], count: int, shares: Mapping[str, float], seed: int) -> list[Instruction]:
    """Questions drawn at random.

    Args:
        shares: How often a skill is asked for, in proportion.
    """
    random = Random(seed)
    skills = random.choices(list(shares), weights=list(shares.values()), k=count)
    return [ask(skill, random.choice(words), random.randrange(len(SKILLS[skill].phrases))) for skill in skills]


def uneven(seed: int) -> dict[str, float]:
    """Shares of the skills as a corpus that nobody balanced has them: the commonest sixteen times the rarest."""
    names = list(SKILLS)
    Random(seed).shuffle(names)
    return {name: 2.0 ** (4 * place / (len(names) - 1)) for place, name in enumerate(names)}


def spoil(pool: Sequence[Instruction], share: float, seed: int) -> list[Instruction]:
    """The same questions, a share of which has the answer to another skill's question about the same word."""
    random = Random(seed)
    return [_spoilt(entry, random) if random.random() < share else entry for entry in pool]


def ask(skill: str, word: str, phrase: int) -> Instruction:
    """One question with its answer."""
    return Instruction(SKILLS[skill].phrases[phrase].format(word), "", SKILLS[skill].answer(word), skill)


def _spoilt(entry: Instruction, random: Random) -> Instruction:
    """A question with a wrong answer."""
    word = _word_of(entry)
    wrong = {skill.answer(word) for skill in SKILLS.values()} - {entry.output}
    return Instruction(entry.instruction, entry.input, random.choice(sorted(wrong)), entry.source)


def _word_of(entry: Instruction) -> str:
    """The word that a question is about."""
    for phrase in SKILLS[entry.source].phrases:
        before, after = phrase.split("{}")
        if entry.instruction.startswith(before) and entry.instruction.endswith(after):
            return entry.instruction[len(before) : len(entry.instruction) - len(after)]
    raise ValueError(f"{entry.instruction!r} asks for no {entry.source}")


def _next(letter: str) -> str:
    """The letter after a letter; a after z."""
    return chr((ord(letter) - ord("a") + 1) % 26 + ord("a"))

"""How long comparing takes, beside difflib on the same words in the same run.

    ./run python -m tests.benchmarks.diffs [--markdown] [--seed 1] [--patience 20]

Every pair of texts is made from the seed and compared in a process of its own, so that the peak of memory (the whole
process, Python and the code included) is that pair's. Times are CPU, so that a busy machine matters little. difflib
gets the tokens of both texts as two lists; where it takes longer than the patience (seconds of CPU) it is stopped.
"""

import argparse
import multiprocessing
import random
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from multiprocessing.connection import Connection

from articles.diffing import compare
from articles.diffing.tokens import tokens
from articles.text import ArticleText, Block

Pair = tuple[list[str], list[str]]

SYLLABLES = [
    a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v") for b in "aeiou"
]
VOCABULARY = 20_000
ROUNDS = 5
"""How often a pair is compared; the fastest counts, as the others were disturbed."""


class Writer:
    """Writes prose whose words are as unevenly spread as those of a language (Zipf's law), always the same."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = [
            "".join(self._chance.choices(SYLLABLES, k=1 + n // 500 % 4)) for n in range(VOCABULARY)
        ]
        self._spread = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))

    def words(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._spread, k=count)

    def block(self, count: int) -> str:
        """So many words in sentences of eight to twenty-four."""
        left, sentences = self.words(count), []
        while left:
            length = self._chance.randint(8, 24)
            sentences.append(" ".join(left[:length]).capitalize() + ".")
            left = left[length:]
        return " ".join(sentences)

    def blocks(self, count: int, words: int) -> list[str]:
        """So many blocks that have so many words together, more or less."""
        mean = words / count
        return [self.block(max(1, round(mean * self._chance.uniform(0.3, 1.7)))) for _ in range(count)]

    def revised(self, old: Sequence[str], share: float) -> list[str]:
        """The blocks as an editor leaves them: of this share some are reworded, dropped, moved, split or followed."""
        new: list[str] = []
        for block in old:
            if self._chance.random() >= share:
                new.append(block)
            else:
                new.extend(self._chance.choice(self._revisions)(self, block))
        for _ in range(round(share * len(old) / 8)):
            new.insert(self._chance.randrange(len(new)), new.pop(self._chance.randrange(len(new))))
        return new

    def reworded(self, block: str) -> list[str]:
        words = block.split()
        at = self._chance.randrange(len(words))
        return [" ".join([*words[:at], *self.words(3), *words[at + 2 :]])]

    def followed(self, block: str) -> list[str]:
        return [block, self.block(len(block.split()))]

    def split(self, block: str) -> list[str]:
        first, stop, second = block.partition(". ")
        return [first + ".", second] if stop else [block]

    def dropped(self, _: str) -> list[str]:
        return []

    _revisions: tuple[Callable[["Writer", str], list[str]], ...] = (
        reworded,
        reworded,
        followed,
        split,
        dropped,
    )


def articles(writer: Writer, pairs: int, blocks: int, words: int, share: float) -> list[Pair]:
    olds = [writer.blocks(blocks, words) for _ in range(pairs)]
    return [(old, writer.revised(old, share)) for old in olds]


def typical(writer: Writer) -> list[Pair]:
    return articles(writer, pairs=40, blocks=30, words=700, share=0.4)


def live_blog(writer: Writer) -> list[Pair]:
    """New posts come on top."""
    pairs = articles(writer, pairs=10, blocks=400, words=15_000, share=0.1)
    return [(old, [*writer.blocks(20, 750), *new]) for old, new in pairs]


def rewritten_blog(writer: Writer) -> list[Pair]:
    return articles(writer, pairs=5, blocks=400, words=15_000, share=0.9)


def unrelated(writer: Writer) -> list[Pair]:
    return [(writer.blocks(500, 20_000), writer.blocks(500, 20_000))]


def one_block(writer: Writer) -> list[Pair]:
    old = writer.block(20_000)
    return [(["".join(old)], [" ".join(writer.revised(old.split(". "), 0.5))])]


def two_unrelated_blocks(writer: Writer) -> list[Pair]:
    return [([writer.block(20_000)], [writer.block(20_000)])]


def no_spaces(writer: Writer) -> list[Pair]:
    old = writer.words(20_000)
    return [(["".join(old)], ["".join(writer.revised(old, 0.1))])]


def ideographs(writer: Writer) -> list[Pair]:
    old = [chr(0x4E00 + len(word) * sum(map(ord, word)) % 3000) for word in writer.words(20_000)]
    parts = ["".join(old[at : at + 40]) for at in range(0, len(old), 40)]
    return [(parts, [part[1:] + "。" for part in parts])]


def identical_words(_: Writer) -> list[Pair]:
    return [([" ".join(["same"] * 20_000)], [" ".join(["same"] * 19_000)])]


def identical_words_in_blocks(_: Writer) -> list[Pair]:
    return [
        ([" ".join(["same"] * n) for n in range(1, 200)], [" ".join(["same"] * n) for n in range(200, 1, -1)])
    ]


def identical_blocks(writer: Writer) -> list[Pair]:
    block = writer.block(4)
    return [([block] * 5_000, [block] * 4_999)]


def nearly_identical_blocks(_: Writer) -> list[Pair]:
    return [
        (
            [f"again and again {n} times" for n in range(4_000)],
            [f"again and again {n} times over" for n in range(4_000)],
        )
    ]


def turned(writer: Writer) -> list[Pair]:
    old = writer.blocks(1_000, 20_000)
    return [(old, old[::-1])]


def very_long(writer: Writer) -> list[Pair]:
    return articles(writer, pairs=1, blocks=2_000, words=100_000, share=0.3)


def very_long_unrelated(writer: Writer) -> list[Pair]:
    return [(writer.blocks(2_000, 100_000), writer.blocks(2_000, 100_000))]


@dataclass(frozen=True, slots=True)
class Case:
    """Some pairs of one sort, and what they are to keep within: CPU in ms at the 95th percentile, memory in MB."""

    name: str
    pairs: Callable[[Writer], list[Pair]]
    most_ms: int
    most_mb: int | None = None


CASES = (
    Case("typical article: 30 blocks, 700 words", typical, 6),
    Case("live blog: 400 blocks, 15,000 words", live_blog, 90),
    Case("live blog, nearly all rewritten", rewritten_blog, 400, 150),
    Case("20,000 words, unrelated", unrelated, 400, 150),
    Case("20,000 words in one block", one_block, 400, 150),
    Case("20,000 words in one block, unrelated", two_unrelated_blocks, 400, 150),
    Case("20,000 words without spaces", no_spaces, 400, 150),
    Case("20,000 ideographs, every block edited", ideographs, 400, 150),
    Case("20,000 times the same word", identical_words, 400, 150),
    Case("200 blocks of the same word", identical_words_in_blocks, 400, 150),
    Case("5,000 identical blocks", identical_blocks, 400, 150),
    Case("4,000 blocks that differ in a number", nearly_identical_blocks, 400, 150),
    Case("1,000 blocks in reverse", turned, 400, 150),
    Case("100,000 words", very_long, 1_200, 250),
    Case("100,000 words, unrelated", very_long_unrelated, 1_200, 250),
)


class OutOfPatienceError(Exception):
    """difflib has taken more CPU than it was given."""


def text_of(blocks: Sequence[str]) -> ArticleText:
    return ArticleText("", tuple(Block("paragraph", block) for block in blocks))


def cpu_ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def our_ms(pair: Pair) -> float:
    old, new = map(text_of, pair)
    return min(cpu_ms(lambda: compare(old, new)) for _ in range(ROUNDS))


def difflib_ms(pair: Pair) -> float:
    old, new = ([token.text for block in side for token in tokens(block)] for side in pair)
    return cpu_ms(SequenceMatcher(None, old, new).get_opcodes)


def measure_ours(case: Case, seed: int, _: int, answer: Connection) -> None:
    """The CPU of every pair in ms, and the peak of memory in MB."""
    times = [our_ms(pair) for pair in case.pairs(Writer(seed))]
    in_mb = 1024 if sys.platform != "darwin" else 1024 * 1024
    answer.send((times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / in_mb))


def measure_difflib(case: Case, seed: int, patience: int, answer: Connection) -> None:
    """The CPU of every pair in ms, or None where patience ran out."""

    def stop(*_: object) -> None:
        raise OutOfPatienceError

    pairs = case.pairs(Writer(seed))
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, patience)
    try:
        times = [difflib_ms(pair) for pair in pairs]
    except OutOfPatienceError:
        answer.send(None)
    else:
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer.send(times)


def in_a_process(work: Callable[..., None], *arguments: object) -> object:
    """What the work sends from a fresh process."""
    fresh = multiprocessing.get_context("spawn")
    answer, sending = fresh.Pipe(duplex=False)
    process = fresh.Process(target=work, args=(*arguments, sending))
    process.start()
    sending.close()
    found = answer.recv()
    process.join()
    return found


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def rows(seed: int, patience: int) -> Iterator[tuple[str, ...]]:
    yield "", "median", "p95", "to keep within", "peak", "of difflib's time"
    for case in CASES:
        times, peak = in_a_process(measure_ours, case, seed, 0)
        theirs = in_a_process(measure_difflib, case, seed, patience)
        bound = f"{case.most_ms} ms" + (f", {case.most_mb} MB" if case.most_mb else "")
        yield (
            case.name,
            f"{statistics.median(times):.1f} ms",
            f"{p95(times):.1f} ms",
            bound + ("" if p95(times) <= case.most_ms and peak <= (case.most_mb or peak) else " (!)"),
            f"{peak:.0f} MB",
            f"{sum(times) / sum(theirs):.2f}" if theirs else f"< {sum(times) / patience / 1000:.2f}",
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--patience", type=int, default=20, help="seconds of CPU for difflib's share of a case"
    )
    options = parser.parse_args()
    for at, row in enumerate(rows(options.seed, options.patience)):
        if options.markdown:
            print(f"| {' | '.join(row)} |" + ("\n|---|---|---|---|---|---|" if at == 0 else ""), flush=True)
        else:
            print(f"{row[0]:40}" + "".join(f"{cell:>20}" for cell in row[1:]), flush=True)


if __name__ == "__main__":
    main()

"""Whether what was kept of the town's stories is what its log could see. Pure.

What a story's page does is told in steps: a text, `REMOVED` (404 or 410 twice in a row, as of the first), `BACK`. A
step that repeats the one that stands is none; an answer 500 shows nothing, and is no second sight.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from operator import itemgetter

from .edits import Text
from .script import State, Story
from .town import Town

REMOVED, BACK = "removed", "back"
Step = Text | str
KINDS = ("missed", "spurious", "garbled", "out of order", "doubled", "misdated")
"""What can be wrong.

- missed: a step that was seen, and is not told
- spurious: a version that was never the story's text, with lines that are no state's
- garbled: one that was never its text, though each of its lines is a state's
- out of order: a step that was seen and is told, elsewhere among the others
- doubled: a step that is told more often than it was seen
- misdated: a step told in its place, but not as of the request that saw it first
"""

SETTLING = timedelta(minutes=30)
"""What was first seen later than this before the end may still be held, and counts only where it is told."""
LONGEST_LINE = 90


@dataclass(frozen=True, slots=True)
class Seen:
    """A step that requests met: first when and how often, which act made it, how long it stood (None: to the end)."""

    step: Step
    at: timedelta
    kind: str
    stood: timedelta | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was stored, when it is said to have been seen first, and by which row."""

    step: Step
    at: timedelta
    row: str


@dataclass(frozen=True, slots=True)
class History:
    """What was stored of an article: the texts of its versions by number, and its steps as they are told."""

    versions: Sequence[Text] = ()
    steps: Sequence[Told] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one story: how many steps were seen, how many of them are told in their order, and all that is wrong."""

    story: str
    seen: int
    stored: int
    wrong: tuple[Wrong, ...]


def judge_town(town: Town, histories: Mapping[str, History]) -> list[Verdict]:
    """A verdict on each story, and on each article that is none. `histories` are by the article's address."""
    left = dict(histories)
    verdicts = []
    for story in (story for stories in town.stories.values() for story in stories):
        history = left.pop(town.urls[story.outlet] + story.path, History())
        verdicts.append(judge(story, what_was_seen(town, story), history, town.now))
    for url, history in left.items():
        wrong = (
            Wrong("spurious", f"version {number} of no story") for number in range(len(history.versions))
        )
        verdicts.append(Verdict(url, 0, 0, tuple(wrong)))
    return verdicts


def what_was_seen(town: Town, story: Story) -> list[Seen]:
    """The story's steps, as the requests in the town's log met them."""
    seen: list[Seen] = []
    text: Text | None = None
    gone = False
    for at, state, follows in _met(town, story):
        if state.text is None and not gone and not _is_gone(follows):
            continue
        news = list(_news(state.text, text, gone))
        if news:
            kind, stood = _made_by(story, state)
            seen += [Seen(step, at, kind, stood) for step in news]
        elif seen:
            seen[-1] = replace(seen[-1], times=seen[-1].times + 1)
        gone = state.text is None and text is not None
        text = state.text or text
    return seen


def judge(story: Story, seen: Sequence[Seen], history: History, end: timedelta) -> Verdict:
    """Compare what was seen of a story until `end` with what is told of it."""
    pairs = _aligned(seen, history.steps)
    paired, used = {i for i, _ in pairs}, {j for _, j in pairs}
    lost = [s for i, s in enumerate(seen) if i not in paired and s.at <= end - SETTLING]
    known = {REMOVED, BACK, *(state.text for state in story.states)}
    extra = [told for j, told in enumerate(history.steps) if j not in used and told.step in known]
    wrong = [
        *_strange_versions(story, history.versions),
        *_out_of_place(lost, extra),
        *_misdated((seen[i], history.steps[j]) for i, j in pairs),
    ]
    return Verdict(f"{story.outlet}/{story.slug}", len(pairs) + len(lost), len(pairs), tuple(wrong))


def _met(town: Town, story: Story) -> Iterator[tuple[timedelta, State, State | None]]:
    """When requests met the story, how it was, and how the next one met it; failing answers showed nothing."""
    met = [
        (request.at, state)
        for request in town.log
        if request.outlet == story.outlet and request.status != 301
        if (state := story.at(request.at)) and story.was_at(request.path, request.at)
    ]
    for (at, state), (_, follows) in zip_longest(met, met[1:], fillvalue=(timedelta.max, None)):
        if state is not None and state.status != 500:
            yield at, state, follows


def _is_gone(state: State | None) -> bool:
    return state is not None and state.text is None and state.status != 500


def _news(now: Text | None, before: Text | None, gone: bool) -> Iterator[Step]:
    """The steps between two sightings; a page that never showed a text is not removed."""
    if now is None:
        if before is not None and not gone:
            yield REMOVED
        return
    if gone:
        yield BACK
    if now != before:
        yield now


def _made_by(story: Story, state: State) -> tuple[str, timedelta | None]:
    """The act that brought the text of this state, and how long that text stood."""
    pages = [page for page in story.states if page.status != 500]
    first = last = pages.index(state)
    while first and pages[first - 1].text == state.text:
        first -= 1
    while last < len(pages) and pages[last].text == state.text:
        last += 1
    return pages[first].kind, pages[last].at - pages[first].at if last < len(pages) else None


def _aligned(seen: Sequence[Seen], told: Sequence[Told]) -> tuple[tuple[int, int], ...]:
    """The longest common run of steps, as pairs of places; of several such the one with most times alike."""
    best: dict[tuple[int, int], tuple[int, tuple[tuple[int, int], ...]]] = {}
    nothing: tuple[int, tuple[tuple[int, int], ...]] = (0, ())
    for i in reversed(range(len(seen))):
        for j in reversed(range(len(told))):
            ways = [best.get((i + 1, j), nothing), best.get((i, j + 1), nothing)]
            if seen[i].step == told[j].step:
                score, pairs = best.get((i + 1, j + 1), nothing)
                ways.append((score + 1000 + (seen[i].at == told[j].at), ((i, j), *pairs)))
            best[i, j] = max(ways, key=itemgetter(0))
    return best.get((0, 0), nothing)[1]


def _strange_versions(story: Story, versions: Sequence[Text]) -> Iterator[Wrong]:
    states = [state for state in story.states if state.text is not None]
    lines = {line for state in states if state.text for line in _lines(state.text)}
    for number, text in enumerate(versions):
        if all(text != state.text for state in states):
            kind = "garbled" if lines.issuperset(_lines(text)) else "spurious"
            yield Wrong(kind, f"version {number} {_unlike(text, states)}")


def _out_of_place(lost: Iterable[Seen], extra: list[Told]) -> Iterator[Wrong]:
    """What was seen and is not told in its place, then what is told and was not seen."""
    for seen in lost:
        twin = next((told for told in extra if told.step == seen.step), None)
        if twin is None:
            yield Wrong("missed", _as_seen(seen))
        else:
            extra.remove(twin)
            yield Wrong("out of order", f"{_as_seen(seen)}; told by {twin.row} of {_clock(twin.at)}")
    for told in extra:
        yield Wrong("doubled", f"{told.row} of {_clock(told.at)}: {_named(told.step)}")


def _misdated(pairs: Iterable[tuple[Seen, Told]]) -> Iterator[Wrong]:
    for seen, told in pairs:
        if seen.at != told.at:
            yield Wrong("misdated", f"{_as_seen(seen)}; {told.row} says {_clock(told.at)}")


def _as_seen(seen: Seen) -> str:
    stood = f"stood for {_clock(seen.stood)}" if seen.stood is not None else "stands"
    times = "once" if seen.times == 1 else f"{seen.times} times"
    return f"{_named(seen.step)} ({seen.kind}), seen {times} from {_clock(seen.at)}, {stood}"


def _named(step: Step) -> str:
    return (
        step if isinstance(step, str) else f"text of {len(step.paragraphs)} paragraphs, {_cut(step.headline)}"
    )


def _unlike(text: Text, states: Sequence[State]) -> str:
    """How a text differs from the state that it is most like."""
    nearest = min(states, key=lambda state: sum(map(Counter.total, _differences(text, state))))
    more, less = _differences(text, nearest)
    told = [*(f"has {_cut(line)}" for line in more), *(f"lacks {_cut(line)}" for line in less)]
    return (
        f"is not the {nearest.kind!r} of {_clock(nearest.at)}: {'; '.join(told) or 'lines in another order'}"
    )


def _differences(text: Text, state: State) -> tuple[Counter[str], Counter[str]]:
    """The lines that only the text has, and those that only the state has."""
    return _lines(text) - _lines(state.text), _lines(state.text) - _lines(text)


def _lines(text: Text | None) -> Counter[str]:
    return (
        Counter(line for line in (text.headline, text.byline, *text.paragraphs) if line)
        if text
        else Counter()
    )


def _cut(line: str) -> str:
    return repr(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…")


def _clock(time: timedelta) -> str:
    """Hours and minutes of virtual time."""
    minutes = abs(round(time / timedelta(minutes=1)))
    return f"{'-' if time < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02}"

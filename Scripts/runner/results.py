# SPDX-License-Identifier: Apache-2.0
"""What came of the suites, and the report that ends a run."""

from dataclasses import dataclass, field

DETAIL_LINES_MAX = 40


@dataclass
class Failure:
    """A test that did not pass, where it stands, and what there is to say about it."""

    name: str
    place: str = ""
    detail: str = ""


@dataclass
class Suite:
    """A suite's outcome. A suite that could not be run has one failure that says so."""

    name: str
    passed: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    log: str = ""


def excerpt(text: str, lines_max: int = DETAIL_LINES_MAX) -> str:
    """The end of a text, where what went wrong most often stands."""
    lines = text.rstrip().splitlines()
    if len(lines) <= lines_max:
        return "\n".join(lines)
    return "\n".join([f"... {len(lines) - lines_max} lines before"] + lines[-lines_max:])


def failure_report(suites: list[Suite], paint) -> list[str]:
    """All that failed, by suite, with the output that belongs to it."""
    lines: list[str] = []
    for suite in (suite for suite in suites if suite.failures):
        lines += ["", paint("bad", f"failed in {suite.name}") + (f"   log: {suite.log}" if suite.log else "")]
        for failure in suite.failures:
            place = paint("dim", f"   {failure.place}") if failure.place else ""
            lines.append(f"  {paint('bad', 'x')} {failure.name}{place}")
            lines += [f"      {line}" for line in excerpt(failure.detail).splitlines()]
    return lines


def table(suites: list[Suite], paint) -> list[str]:
    """One row for each suite; a column for what was skipped only when something was."""
    columns = ["suite", "passed", "failed"] + (["skipped"] if any(s.skipped for s in suites) else []) + ["seconds"]
    rows = []
    for suite in suites:
        counts = {"passed": suite.passed, "failed": len(suite.failures), "skipped": suite.skipped}
        rows.append([suite.name, *(str(counts[c]) for c in columns[1:-1]), f"{suite.seconds:.1f}"])
    widths = [max(len(row[i]) for row in [columns, *rows]) for i in range(len(columns))]

    def line(cells: list[str]) -> str:
        return "  ".join([cells[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(cells[1:], widths[1:])])

    painted = [paint("bad" if s.failures else "plain", line(row)) for s, row in zip(suites, rows)]
    return ["", paint("strong", line(columns)), *painted, ""]


def last_line(suites: list[Suite]) -> str:
    return f"{sum(s.passed for s in suites)} passed, {sum(len(s.failures) for s in suites)} failed"


def is_success(suites: list[Suite]) -> bool:
    """A run in which nothing passed has shown nothing."""
    return not any(s.failures for s in suites) and any(s.passed for s in suites)

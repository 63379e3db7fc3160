# SPDX-License-Identifier: Apache-2.0
"""What a run shows while it goes on: which step begins, how long it took, and that it is alive."""

import os
import sys
import time

COLORS = {"strong": "1", "dim": "2", "bad": "31", "plain": ""}
SILENCE_SECONDS_MAX = 60


class Progress:
    def __init__(self, stream=sys.stdout, environment=os.environ):
        self.stream = stream
        self.is_live = stream.isatty() and environment.get("TERM", "dumb") != "dumb"
        self.has_color = self.is_live and not environment.get("NO_COLOR")
        self._began = self._told = 0.0

    def paint(self, style: str, text: str) -> str:
        return f"\033[{COLORS[style]}m{text}\033[0m" if self.has_color and COLORS[style] else text

    def begin(self, name: str) -> None:
        self._began = self._told = time.monotonic()
        self.say(self.paint("strong", f"==> {name}"))

    def alive(self, news: str) -> None:
        """Shows the latest news of a step: at once on a terminal, now and then in a log."""
        now = time.monotonic()
        took = f"{now - self._began:.0f} s"
        if self.is_live:
            width = os.get_terminal_size(self.stream.fileno()).columns - 1
            self.stream.write("\r\033[K" + f"    {took}  {news}"[:width])
            self.stream.flush()
        elif now - self._told >= SILENCE_SECONDS_MAX:
            self._told = now
            self.say(f"    {took}  {news}")

    def end(self, summary: str = "", is_good: bool = True) -> float:
        """Ends the step, and returns how many seconds it took."""
        took = time.monotonic() - self._began
        text = f"    {took:.1f} s" + (f"  {summary}" if summary else "")
        self.say(("\r\033[K" if self.is_live else "") + self.paint("dim" if is_good else "bad", text))
        return took

    def say(self, line: str) -> None:
        print(line, file=self.stream, flush=True)

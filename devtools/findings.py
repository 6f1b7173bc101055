"""Running checkers one after the other, and reporting all they found before failing."""

import subprocess

from . import console, paths


class Findings:
    """Collects which checks failed; every one runs, whatever the others said."""

    def __init__(self):
        self.failed = []
        self.passed = 0

    def command(self, what, command, variables, ignored=()):
        """A program that prints its problems and exits non-zero when it has any."""
        done = subprocess.run(
            [str(part) for part in command], cwd=paths.REPOSITORY, env=variables, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        text = "\n".join(
            line
            for line in (done.stdout + done.stderr).splitlines()
            if not any(word in line for word in ignored)
        )
        self.result(what, done.returncode == 0, text)

    def problems(self, what, problems):
        """A check of our own: the list of what is wrong."""
        self.result(what, not problems, "\n".join(problems))

    def result(self, what, good, text):
        console.say(f"{'ok    ' if good else 'FAILED'} {what}")
        if good:
            self.passed += 1
        else:
            self.failed.append(what)
            console.say("\n".join(f"    {line}" for line in text.strip().splitlines()))

    def conclude(self):
        console.say(f"\n{self.passed} checks passed, {len(self.failed)} failed")
        return 1 if self.failed else 0

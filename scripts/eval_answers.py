"""Put typed answers to the diagnosing questions and count what is made of them."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.book.answering import hear_all, read_answers, report

ROOT = Path(__file__).parents[1] / "dialogues"
EXAMPLE = """example:
  python scripts/eval_answers.py tests/data/answers_dev.jsonl
  python scripts/eval_answers.py --show tests/data/answers_dev.jsonl  # each answer not understood
"""


def main() -> None:
    """Hear every answer and print the figures in percent."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLE, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path, help='lines {"ask", "text", "answer"}')
    parser.add_argument("--show", action="store_true", help="list what was not understood")
    given = parser.parse_args()
    heard = tuple(hear_all(read_answers(given.file), ROOT))
    if given.show:
        for one in heard:
            if one.outcome != "right":
                print(
                    f"{one.outcome:7}{one.typed.ask}: {one.typed.text}"
                    f"  {one.typed.answer} -> {one.taken}"
                )
    print("\n".join(report(heard)))


if __name__ == "__main__":
    main()

"""What `make mutants` breaks, and that it names rules and tests that there are."""

import tomllib
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code

from tests.mutants.__main__ import path_of
from tests.mutants.operators import CHOSEN, OWN, Provider

PROJECT = Path(__file__).parents[2]


def mutants(name: str, code: str) -> list[str]:
    """All that an operator makes of a line."""
    found = []
    while (changed := mutate_code(code, Provider()[name](), len(found))) is not None:
        found.append(changed)
    return found


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("SwapSign", "a = b + c | d", ["a = b + c & d", "a = b - c | d"]),
        ("SwapSign", "def a(b: int | None) -> int | None: pass", []),
        ("SwapSign", "a: int | None = b(*c)", []),
        ("SwapMembership", "a = b in c", ["a = b not in c"]),
        ("SwapMembership", "a = b not in c", ["a = b in c"]),
        ("SwapMembership", "for a in b: pass", []),
        ("NegateCondition", "[a for a in b if a or c]", ["[a for a in b if not (a or c)]"]),
        ("NegateCondition", "if a: pass", []),
        ("DropCondition", "a.filter(b=1, c=2)", ["a.filter( c=2)", "a.filter(b=1,)"]),
        ("DropCondition", "a.exclude(b=1)", ["a.exclude()"]),
        ("DropCondition", "a.create(b=1)", []),
        ("TrueToFalse", "@a(b=True)\nclass A:\n    c = True", ["@a(b=True)\nclass A:\n    c = False"]),
        ("OtherWord", "a = Phase.CONCEPT", ["a = Phase.DECISION", "a = Phase.BASELINE"]),
        ("OtherWord", "a = Role.ADMINISTRATOR", ["a = Role.DELEGATE"]),
        ("OtherWord", "a = b.CONCEPT + Phase.label", []),
    ],
)
def test_an_operator_of_our_own_changes_one_thing_at_a_time(name, code, expected):
    assert mutants(name, code) == expected


def test_each_operator_makes_what_its_example_says():
    for name, operator in OWN.items():
        for example in operator.examples():
            assert mutants(name, example.pre_mutation_code)[0] == example.post_mutation_code
    assert [Provider()[name].__name__ for name in CHOSEN] == list(CHOSEN)


def test_the_rules_and_the_tests_that_are_named_are_there():
    rules = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["mutants"]
    missing = [name for name in rules if not (PROJECT / path_of(name)).exists()]
    tests = {one for named in rules.values() for one in named}
    missing += [name for name in tests if not (PROJECT / "tests" / "domain" / f"{name}.py").exists()]
    assert missing == []

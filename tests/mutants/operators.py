"""What is changed in a rule: the operators of Cosmic Ray that fit rules, and five of our own beside them.

Left out of Cosmic Ray's are those whose mutants no program would survive (`+` as `<<`) and all that changes decorators:
that facts are frozen is no rule, and transactions are shown by the races on PostgreSQL. Ours change what rules mostly
consist of: membership, the conditions of comprehensions and of queries, and the words of the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import EnumMeta

import parso
from cosmic_ray.operators.boolean_replacer import ReplaceTrueWithFalse
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Name, PythonNode
from parso.tree import NodeOrLeaf

from initiatives import enums

CHOSEN = (
    *("ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq"),
    *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is"),
    *("ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt"),
    *("ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "AddNot", "ReplaceUnaryOperator_Delete_Not"),
    *("ReplaceFalseWithTrue", "NumberReplacer", "ReplaceUnaryOperator_Delete_USub"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop", "ExceptionReplacer"),
)
SWAPPED = {"+": "-", "-": "+", "*": "/", "/": "*", "|": "&", "&": "|"}
QUERIES = ("filter", "exclude", "Q")
WORDS = {name: one for name, one in vars(enums).items() if isinstance(one, EnumMeta)}

Span = tuple[tuple[int, int], tuple[int, int]]


class Own(Operator):
    """One mutation a place: `places` finds them at a node, `change` changes the one found."""

    example: tuple[str, str]

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        raise NotImplementedError

    def change(self, node: NodeOrLeaf, place: NodeOrLeaf) -> None:
        raise NotImplementedError

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Span]:
        for place in self.places(node):
            yield place.start_pos, place.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        self.change(node, list(self.places(node))[index])
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example(*cls.example),)


class TrueToFalse(ReplaceTrueWithFalse):
    """As Cosmic Ray's, but not in decorators."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Span]:
        if node.search_ancestor("decorator") is None:
            yield from super().mutation_positions(node)


class SwapSign(Own):
    """Plus for minus, times for divided by, union for intersection; not in annotations, where `|` joins types."""

    example = ("a = b + c", "a = b - c")

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        if node.type in ("arith_expr", "term", "expr") and not _annotates(node):
            return [one for one in node.children if one.type == "operator" and one.value in SWAPPED]
        return []

    def change(self, node: NodeOrLeaf, place: NodeOrLeaf) -> None:
        place.value = SWAPPED[place.value]


def _annotates(node: NodeOrLeaf) -> bool:
    while node.parent is not None:
        inner, node = node, node.parent
        if node.type in ("annassign", "tfpdef") or (node.type == "funcdef" and node.annotation is inner):
            return True
    return False


class SwapMembership(Own):
    """`in` for `not in`, and the other way round."""

    example = ("a = b in c", "a = b not in c")

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        found = node.children[1::2] if node.type == "comparison" else []
        return [one for one in found if one.get_code().split() in (["in"], ["not", "in"])]

    def change(self, node: NodeOrLeaf, place: NodeOrLeaf) -> None:
        other = " in" if place.type == "comp_op" else " not in"
        node.children[node.children.index(place)] = parso.parse(other)


class NegateCondition(Own):
    """The condition of a comprehension turned round, as Cosmic Ray's AddNot does for statements."""

    example = ("[a for a in b if a]", "[a for a in b if not (a)]")

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        return [node.children[1]] if node.type == "comp_if" else []

    def change(self, node: NodeOrLeaf, place: NodeOrLeaf) -> None:
        node.children[1] = parso.parse(f" not ({place.get_code().strip()})")


class DropCondition(Own):
    """One condition of a query left out."""

    example = ("a.filter(b=1, c=2)", "a.filter( c=2)")

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        before = node.get_previous_leaf() if node.type == "trailer" else None
        if before is None or before.value not in QUERIES or node.children[0].value != "(":
            return []
        return [one for one in _arguments(node) if one.type != "operator"]

    def change(self, node: NodeOrLeaf, place: NodeOrLeaf) -> None:
        inside = _arguments(node)
        at = inside.index(place)
        del inside[at : at + 2]  # with the comma after it
        node.children = [node.children[0], *inside, node.children[-1]]


def _arguments(call: PythonNode) -> list[NodeOrLeaf]:
    inside = call.children[1:-1]
    return list(inside[0].children) if inside and inside[0].type == "arglist" else list(inside)


class OtherWord(Own):
    """A word of the domain for its neighbour: the phase before and the one after, another role, purpose or stance."""

    example = ("a = Phase.CONCEPT", "a = Phase.DECISION")

    def places(self, node: NodeOrLeaf) -> Iterable[NodeOrLeaf]:
        if not isinstance(node, Name) or _annotates(node):
            return []
        return [node] * len(self._others(node))

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        node.value = self._others(node)[index]
        return node

    def _others(self, node: Name) -> list[str]:
        dot = node.get_previous_leaf()
        owner = dot.get_previous_leaf() if dot is not None and dot.value == "." else None
        if owner is None or owner.value not in WORDS:
            return []
        names = list(WORDS[owner.value].__members__)
        if node.value not in names:
            return []
        at = names.index(node.value)
        neighbours = [names[(at + 1) % len(names)], names[at - 1]]
        return neighbours if owner.value == "Phase" else neighbours[:1]


OURS = (TrueToFalse, SwapSign, SwapMembership, NegateCondition, DropCondition, OtherWord)
OWN: dict[str, type[Operator]] = {one.__name__: one for one in OURS}


class Provider:
    """The operators by name, as `cosmic_ray.plugins.OPERATOR_PROVIDERS` wants them."""

    def __iter__(self) -> Iterator[str]:
        return iter((*CHOSEN, *OWN))

    def __getitem__(self, name: str) -> type[Operator]:
        return OWN[name] if name in OWN else OperatorProvider()[name]

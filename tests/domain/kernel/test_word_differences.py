"""Two texts side by side."""

from hypothesis import given
from hypothesis import strategies as st

from initiatives.domain.kernel.word_differences import compare


def test_the_differing_words_are_marked():
    left, right = compare("Kosten je Fall senken", "Kosten je Abrechnungsfall senken")
    assert [p.text for p in left if p.differs] == ["Fall"]
    assert [p.text for p in right if p.differs] == ["Abrechnungsfall"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_parts_are_the_texts(one, other):
    left, right = compare(one, other)
    assert ("".join(p.text for p in left), "".join(p.text for p in right)) == (one, other)

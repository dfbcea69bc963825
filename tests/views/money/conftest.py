import pytest

from tests.support.personas import Circle
from tests.support.takers import all_take_part


@pytest.fixture
def taking_part(circle: Circle) -> Circle:
    """All three take part, Nottuln leads, and a key shares equally."""
    return all_take_part(circle)

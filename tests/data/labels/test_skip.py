"""There is one SKIP."""

import copy
import pickle

from askless.data.labels.skip import SKIP, Skip


def test_one_value_wherever_it_has_been() -> None:
    assert Skip() is SKIP
    assert copy.deepcopy(SKIP) is SKIP
    assert pickle.loads(pickle.dumps(SKIP)) is SKIP
    assert repr(SKIP) == "askless.SKIP"

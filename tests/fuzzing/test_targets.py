"""Whatever bytes come in, every reading part answers or refuses; fuzzing starts from these."""

import pytest

from tests.fuzzing.seeds import SEEDS
from tests.fuzzing.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_on_its_seeds_whole_cut_and_doubled(name: str) -> None:
    for seed in SEEDS[name]:
        for data in (seed, seed[: len(seed) // 2], seed * 2, bytes(reversed(seed)), b""):
            TARGETS[name](data)

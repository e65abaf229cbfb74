"""Where the lines of a document stand when some of them keep their rank."""

from collections.abc import Hashable, Mapping, Sequence


def settle_positions(order: Sequence[Hashable], ranks: Mapping[Hashable, int]) -> list:
    """Return `order` with each frozen item at its rank; the others fill the rest and keep their own order.

    :param order: the items, as they stand after a move, an insertion or a removal.
    :param ranks: rank of each frozen item, from 1. A rank past the end means the end.
    """
    slots: list = [None] * len(order)
    frozen = sorted((item for item in order if item in ranks), key=lambda item: ranks[item])
    for number, item in enumerate(frozen):
        last = len(order) - (len(frozen) - number)  # leave room for the frozen items that follow
        slot = min(max(ranks[item], 1) - 1, last)
        while slots[slot] is not None:
            slot += 1
        slots[slot] = item
    others = (item for item in order if item not in ranks)
    return [next(others) if slot is None else slot for slot in slots]


def settle_sequences(sequences: Sequence[int]) -> list[int]:
    """Return strictly growing sequence numbers, as near to the given ascending ones as can be."""
    settled: list[int] = []
    for sequence in sequences:
        settled.append(max(sequence, settled[-1] + 1) if settled else sequence)
    return settled

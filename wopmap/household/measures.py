"""How unequal zones are: gap, weighted Gini, and how many of those without live in the worst fifth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

FIFTH = 0.2


def gap_pp(shares: ArrayLike) -> float | None:
    """Best minus worst share, in percentage points; None with fewer than two zones.

    Parameters
    ----------
    shares : array of float, (n,)
        From 0 to 1; NaN is left out.
    """
    found = _numbers(shares)
    found = found[np.isfinite(found)]
    return None if len(found) < 2 else float((found.max() - found.min()) * 100)


def gini(shares: ArrayLike, units: ArrayLike) -> float | None:
    r"""Gini coefficient of the shares of zones, each weighted by its units.

    0 = the same share everywhere; the more the shares differ, the larger. With shares :math:`x_i`, units
    :math:`w_i`, :math:`W = \sum w_i` and the weighted mean :math:`\mu`,

    .. math:: G = \frac{\sum_i \sum_j w_i w_j |x_i - x_j|}{2 W^2 \mu}

    Parameters
    ----------
    shares : array of float, (n,)
        From 0 to 1; zones with NaN are left out.
    units : array of float, (n,)
        Households or persons, 0 or more; zones with NaN or 0 are left out.

    Returns
    -------
    float or None
        None with fewer than two zones, or where every share is 0.

    Notes
    -----
    Computed by sorting, which gives the same in n log n steps. It speaks of differences between zones only,
    not within them, and of the share with, not of the share without: the two differ.

    References
    ----------
    Cowell, F. A. (2011), Measuring Inequality, 3rd ed., Oxford University Press, ch. 5 and appendix A
    (Gini as half the relative mean difference); weights as in Lerman, R. I. and Yitzhaki, S. (1989),
    Improving the accuracy of estimates of Gini coefficients, Journal of Econometrics 42, 43-47.
    """
    x, w = _known(shares, units)
    if len(x) < 2:
        return None
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    total = w.sum()
    mean = (w * x).sum() / total
    if mean <= 0:
        return None
    # The sum of w_i w_j |x_i - x_j| over all pairs: what lies below each zone counts for it, above against.
    below = np.cumsum(w) - w
    above = total - np.cumsum(w)
    return float(max((w * x * (below - above)).sum() / (total**2 * mean), 0.0))


def worst_part_share(standing: ArrayLike, without: ArrayLike, part: float = FIFTH) -> float | None:
    """Share of all those without who live in the worst part of the zones.

    Zones are put in order from the worst; the first `part` of their number is taken, the zone at the edge
    for the fraction of it that still belongs there. Zones that stand equal are taken alike, whatever
    their order. `part` itself would be the answer if those without were spread evenly over the zones.

    Parameters
    ----------
    standing : array of float, (n,)
        How well off a zone is, 0 to 1 (the share with, or 1 minus the share of a bad source).
    without : array of float, (n,)
        Units left without in each zone.
    part : float
        Part of the number of zones, 0 to 1.

    Returns
    -------
    float or None
        None with fewer than two zones, or where nobody is left without.

    References
    ----------
    The concentration curve (Kakwani, N. C. (1980), Income Inequality and Poverty, Oxford University Press,
    ch. 8) of those without over zones ordered by their share, read at `part`.
    """
    x, missed = _numbers(standing), _numbers(without)
    known = np.isfinite(x) & np.isfinite(missed)
    x, missed = x[known], missed[known]
    if len(x) < 2 or missed.sum() <= 0:
        return None
    _, group, number = np.unique(x, return_inverse=True, return_counts=True)
    before = np.cumsum(number) - number
    taken = np.clip((part * len(x) - before) / number, 0.0, 1.0)
    return float((missed * taken[group]).sum() / missed.sum())


def _known(shares: ArrayLike, units: ArrayLike) -> tuple[Numbers, Numbers]:
    x, w = _numbers(shares), _numbers(units)
    known = np.isfinite(x) & np.isfinite(w) & (w > 0)
    return x[known], w[known]


def _numbers(values: ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)

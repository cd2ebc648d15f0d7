"""The cheapest way to fill places, each by one and everybody once, or to leave them open at their cost."""

from __future__ import annotations

from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow


def assign(pairs: tuple[Any, Any, Any], open_costs: Any, volunteers: int) -> Any:
    """For each place the number of its volunteer, or -1 where leaving it open is cheaper; an array of integers.

    `pairs`: places, volunteers and costs of the possible matches, three arrays of one length; `open_costs`: what it
    costs to leave each place open. Costs are whole points. The sum of all is the least there is: the flow of the least
    cost, one unit from each place through a volunteer, who lets one unit pass, or straight to the end.
    """
    places = len(open_costs)
    chosen = np.full(places, -1, dtype=np.int64)
    rows, columns, costs = pairs
    if places == 0 or len(rows) == 0:
        return chosen
    end, everybody, own = places + volunteers, np.arange(volunteers), np.arange(places)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(rows, places + columns, *_units(costs))
    flow.add_arcs_with_capacity_and_unit_cost(places + everybody, np.full(volunteers, end), *_units(0 * everybody))
    flow.add_arcs_with_capacity_and_unit_cost(own, np.full(places, end), *_units(open_costs))
    flow.set_nodes_supplies(np.append(own, end), np.append(np.ones(places, dtype=np.int64), -places))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow has no optimum: {status}")
    used = flow.flows(arcs) > 0
    chosen[rows[used]] = columns[used]
    return chosen


def _units(costs: Any) -> tuple[Any, Any]:
    """Capacity 1 and the cost of each arc."""
    return np.ones(len(costs), dtype=np.int64), np.rint(costs).astype(np.int64)


def greedy(pairs: tuple[Any, Any, Any], places: int) -> Any:
    """For each place, in turn, its cheapest volunteer that is left, or -1: what nearest first would do."""
    rows, columns, costs = pairs
    chosen, taken = np.full(places, -1, dtype=np.int64), set()
    for number in np.lexsort((costs, rows)):
        place, volunteer = int(rows[number]), int(columns[number])
        if chosen[place] < 0 and volunteer not in taken:
            chosen[place] = volunteer
            taken.add(volunteer)
    return chosen

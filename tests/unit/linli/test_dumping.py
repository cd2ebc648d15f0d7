"""What a contract instance is written as is what its marshmallow schema writes."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.contracts.base import dump, schema_class
from linli.contracts.release import contract_modules
from tests.unit.linli.test_base_schemas import Thing

CONTRACTS = [Thing] + [
    one
    for module in contract_modules()
    for one in vars(module).values()
    if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == module.__name__
]
st.register_type_strategy(datetime, st.datetimes(datetime(1900, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))
st.register_type_strategy(Decimal, st.decimals(-(10**9), 10**9, places=2))


@pytest.mark.parametrize("cls", CONTRACTS, ids=lambda cls: cls.__name__)
def test_it_is_written_as_its_schema_writes_it(cls: type) -> None:
    @settings(max_examples=2, suppress_health_check=[HealthCheck.data_too_large])  # an outline may be long
    @given(st.from_type(cls))
    def written(instance: Any) -> None:
        said = dump(instance)
        assert said == schema_class(cls)().dump(instance)
        assert list(said) == [one.name for one in dataclasses.fields(cls)]

    written()

"""The hotline's figures: facts kept from events, formulas as data, counts that open to the requests behind them."""

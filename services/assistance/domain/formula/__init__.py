"""The formula language of programs: small, typed, exact; written, checked, evaluated and explained."""

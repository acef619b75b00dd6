"""Currencies and units, with the canonical form in which amounts are compared."""

from fractions import Fraction

CURRENCY = {"£": "£", "gbp": "£", "pound": "£", "$": "$", "us$": "$", "usd": "$", "dollar": "$", "€": "€", "eur": "€"}
CURRENCY |= {"euro": "€", "pence": "£", "p": "£", "penny": "£", "cent": "$"}
MEASURES: dict[str, tuple[str, Fraction]] = {  # canonical unit and conversion factor; only units that convert exactly
    **{word: ("second", Fraction(1)) for word in ("second", "sec")},
    **{word: ("minute", Fraction(1)) for word in ("minute", "min")},
    **{word: ("minute", Fraction(60)) for word in ("hour", "hr", "hrs")},
    "day": ("day", Fraction(1)),
    **{word: ("day", Fraction(7)) for word in ("week", "wk", "wks")},
    "fortnight": ("day", Fraction(14)),
    **{word: ("month", Fraction(1)) for word in ("month", "mth")},
    **{word: ("month", Fraction(12)) for word in ("year", "yr", "yrs")},
    "decade": ("month", Fraction(120)),
    **{word: ("mile", Fraction(1)) for word in ("mile", "mi")},
    **{word: ("metre", Fraction(1)) for word in ("metre", "meter")},
    **{word: ("metre", Fraction(1000)) for word in ("kilometre", "kilometer", "km", "kms")},
    **{word: ("metre", Fraction(1, 100)) for word in ("centimetre", "cm")},
    **{word: ("metre", Fraction(1, 1000)) for word in ("millimetre", "mm")},
    **{word: ("gram", Fraction(1)) for word in ("gram", "gramme", "g")},
    **{word: ("gram", Fraction(1000)) for word in ("kilogram", "kg", "kgs", "kilo")},
    **{word: ("gram", Fraction(1, 1000)) for word in ("milligram", "mg")},
    **{word: ("tonne", Fraction(1)) for word in ("tonne", "ton")},
    **{word: (word, Fraction(1)) for word in "litre acre hectare foot inch mph kwh mwh mb gb".split()},
    "liter": ("litre", Fraction(1)),
    "feet": ("foot", Fraction(1)),
}  # fmt: skip

"""The toy that reacts to what the maker tells."""

from tests.support.toy.planting import plant_deaths

plant_deaths()

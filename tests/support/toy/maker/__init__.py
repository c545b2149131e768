"""The toy that owns jars. With TOY_DIE_AT it dies at that point."""

from tests.support.toy.planting import plant_deaths

plant_deaths()

"""Everything of the demonstration in one place, made from a seed, a year and a scale."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, is_dataclass

import orjson

from demonstration import (
    appraisal_year,
    careers,
    city,
    incentive_year,
    outside_year,
    people,
    policies,
    registry_year,
    supervision_year,
    talent_year,
    teaching,
    training_year,
)

DEFAULT_SEED = "baotou"
DEFAULT_YEAR = 2025


@dataclass(frozen=True)
class YearAfter:
    """Training in the year after, the first in which the platform is in use: what has come to pass is loaded."""

    classes: list[training_year.Class_]
    outside: list[outside_year.Outside]
    online: list[teaching.OnlineRecord]
    visits: list[teaching.Visit]


@dataclass(frozen=True)
class Demonstration:
    """The whole synthetic city and its year."""

    seed: str
    year: int
    scale: float
    city: city.City
    cadres: list[people.Cadre]
    policies: list[policies.Policy]
    teachers: list[teaching.Teacher]
    materials: list[teaching.Material]
    points: list[teaching.TeachingPoint]
    visits: list[teaching.Visit]
    online: list[teaching.OnlineRecord]
    plans: list[training_year.Plan]
    classes: list[training_year.Class_]
    outside: list[outside_year.Outside]
    supervision: supervision_year.SupervisionYear
    incentive: incentive_year.IncentiveYear
    appraisal: appraisal_year.AppraisalYear
    talent: talent_year.TalentYear
    registry: registry_year.RegistryYear
    letters: list[supervision_year.Letter]
    after: YearAfter

    @property
    def nominees(self) -> set[int]:
        """Who is nominated for an honour or for the pool, and vetted."""
        honoured = {one.cadre for batch in self.incentive.batches for one in batch.nominations}
        pooled = {one.cadre for tier in self.talent.tiers for batch in tier.batches for one in batch.members}
        return honoured | pooled

    @property
    def spared(self) -> set[int]:
        """Whom nobody retires meanwhile: agencies are discussing them, or a restriction holds."""
        matters = (one.cadre for one in self.supervision.matters if one.cadre is not None)
        return {*matters, *(one.cadre for one in self.supervision.restrictions)}

    def digest(self) -> str:
        """SHA-256 over all of it: equal for equal seed, year and scale, on every machine."""
        return hashlib.sha256(orjson.dumps(asdict(self))).hexdigest()


def build(seed: str = DEFAULT_SEED, year: int = DEFAULT_YEAR, scale: float = 1.0) -> Demonstration:
    """Makes the demonstration; about two seconds at full scale."""
    town = city.build()
    cadres = people.build(town, seed, year, scale)
    careers.complete(town, cadres, seed, year)
    teachers = teaching.teachers(cadres, seed)
    points = teaching.teaching_points(seed)
    hosts = sorted({cadre.unit for cadre in cadres})
    # A whole city or district has nobody beside it who could verify its items.
    answerable = [unit.code for unit in town.units if unit.kind not in ("division", "leadership")]
    supervision = supervision_year.build(cadres, [code for code in answerable if code in set(hosts)], seed, year)
    # Nobody is nominated whom agencies are discussing: that would be for a person to weigh.
    discussed = [matter.cadre for matter in supervision.matters if matter.cadre is not None]
    barred = [*(restriction.cadre for restriction in supervision.restrictions), *discussed]
    incentive = incentive_year.build(cadres, barred, seed, year)
    named = {town.unit_named(name).code for name in (city.PARTY_SCHOOL, *city.SECTOR_COMMITTEES)}
    daily = [unit for unit in hosts if unit not in named]
    classes = training_year.build(cadres, teachers, points, daily, seed, year, scale)
    appraisal = appraisal_year.build(town, cadres, incentive.retiring, seed, year, scale)
    honoured = [nomination.cadre for batch in incentive.batches for nomination in batch.nominations]
    talent = talent_year.build(town, cadres, [*barred, *incentive.retiring], honoured, seed, year, scale)
    acting = {*incentive.electors, *(person for one in appraisal.appraisals for person in one.appraisers)}
    acting |= {point.cadre for point in appraisal.contact_points}
    taken = {*barred, *incentive.retiring, *honoured, *_told_of(talent), *acting}
    registry = registry_year.build(town, cadres, taken, seed, year)
    leaving = {*incentive.retiring, *(one.cadre for one in registry.departures)}
    leaving |= {index for index, cadre in enumerate(cadres) if cadre.of_age_in <= year + 1}
    later = training_year.build(
        cadres,
        teachers,
        points,
        daily,
        seed,
        year + 1,
        scale,
        rounds=training_year.QUARTERLY,
        leaving=leaving,
    )
    return Demonstration(
        seed=seed,
        year=year,
        scale=scale,
        city=town,
        cadres=cadres,
        policies=policies.build(seed, year, scale),
        teachers=teachers,
        materials=teaching.materials(year),
        points=points,
        visits=teaching.visits(points, hosts, seed, year, scale),
        online=[
            *teaching.online_records(cadres, seed, year, scale),
            *teaching.online_classes(cadres, seed, year),
        ],
        plans=[*training_year.plans(year), *training_year.plans(year + 1)],
        classes=classes,
        outside=outside_year.build(cadres, classes, seed, year),
        supervision=supervision,
        incentive=incentive,
        appraisal=appraisal,
        talent=talent,
        registry=registry,
        letters=supervision_year.letters(cadres, {*taken, *leaving, *_told_of(registry)}, seed),
        after=YearAfter(
            classes=later,
            outside=outside_year.build(cadres, later, seed, year + 1, of_five_years=False, leaving=leaving),
            online=teaching.online_classes(cadres, seed, year + 1, leaving),
            visits=teaching.visits(points, hosts, seed, year + 1, scale),
        ),
    )


def _told_of(part: object) -> set[int]:
    """Everybody whom a part of the demonstration speaks of, by index."""
    found: set[int] = set()
    for name, value in vars(part).items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if name in ("cadre", "mentor") and one is not None:
                found.add(one)
            elif is_dataclass(one):
                found |= _told_of(one)
    return found

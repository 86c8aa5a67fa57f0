"""Several characters in one repository: they do not disturb each other, unless they share a trigger."""

import dataclasses
from pathlib import Path
from random import Random

from charspec.lint import find_specs
from charspec.lint.running.run import lint_paths
from tests.planted.clean import PEOPLE, of_a_person, of_a_thing
from tests.planted.pictures import Studio


def test_two_characters_and_a_dog_live_in_one_repository(tmp_path: Path, studio: Studio) -> None:
    rng = Random("repository")
    of_a_person(rng, person=PEOPLE[0]).write(tmp_path / "vendalixia", studio)
    of_a_person(rng, layout="sidecars", person=PEOPLE[1]).write(tmp_path / "kael", studio)
    of_a_thing(rng, "dog").write(tmp_path / "pets" / "pakkoda", studio)
    results = lint_paths(find_specs([str(tmp_path)]), cache=False, jobs=1)
    assert [one for result in results for one in result.findings] == []
    assert len(results) == 3


def test_two_characters_with_one_trigger_are_told_apart_by_nobody(tmp_path: Path, studio: Studio) -> None:
    first = of_a_person(Random("one"), person=PEOPLE[0])
    other = of_a_person(Random("two"), person=PEOPLE[1])
    alike = dataclasses.replace(other, head=other.head.replace("KAEL_07", "Vendalixia"))
    first.write(tmp_path / "a", studio)
    alike.write(tmp_path / "b", studio)
    found = [
        one
        for result in lint_paths(find_specs([str(tmp_path)]), cache=False, jobs=1)
        for one in result.findings
    ]
    assert {(one.code, one.severity) for one in found} == {("T104", "warning")}
    assert {Path(one.location.file).parent.name for one in found} <= {"a", "b"}

"""The list of packages: `conf/` and `schemas/` at the top of the repository install as `charspec.conf` and
`charspec.schemas`. Everything else is in pyproject.toml."""

from setuptools import find_packages, setup

OUTSIDE = {"charspec.conf": "conf", "charspec.schemas": "schemas"}


def packages_below(folder: str, name: str) -> list[str]:
    return [name, *(f"{name}.{package}" for package in find_packages(folder))]


setup(
    packages=[
        *find_packages(include=["charspec", "charspec.*"]),
        *(package for name, folder in OUTSIDE.items() for package in packages_below(folder, name)),
    ],
    package_dir=OUTSIDE,
)

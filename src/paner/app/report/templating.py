"""What all pages are laid out with: texts are escaped, and a name that is missing is an error."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from paner.app.report import verdict
from paner.app.report.highlight import pieces

__all__ = ["page_template"]


def page_template(name: str) -> Template:
    """A template of this package, with the filters and functions that pages use."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("paner.app.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = verdict.points
    environment.filters["words"] = lambda name: name.replace("_", " ")
    environment.filters["grouped"] = "{:,}".format
    environment.globals["pieces"] = pieces
    return environment

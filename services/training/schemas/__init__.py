"""What training takes and answers: marshmallow schemas, one module per noun."""

from services.training.schemas import classes, enrolments, hours, places, resources

__all__ = ["classes", "enrolments", "hours", "places", "resources"]

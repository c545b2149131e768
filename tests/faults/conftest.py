from tests.support.toy.fixtures import caller, jar, make_run, run, toy_broker, toy_prefix, toys

__all__ = ["caller", "jar", "make_run", "run", "toy_broker", "toy_prefix", "toys"]

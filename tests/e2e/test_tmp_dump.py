import json
import pytest
from tests.e2e.test_demonstration import Demonstration, OFFICERS
from tests.support import walks
pytestmark = pytest.mark.timeout(1000)

def test_dump(make_platform, poll, tmp_path):
    platform = make_platform().start()
    demonstration = Demonstration(platform, tmp_path)
    demonstration.finish()
    for dash in ():
        pass
    out = {}
    for name, client in [("admin", platform.admin), *((r, platform.as_role(r)) for r in OFFICERS)]:
        out[name] = list(walks.answers(client))
    json.dump(out, open("/tmp/h1/answers.json", "w"), ensure_ascii=False)

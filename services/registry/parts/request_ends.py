"""What somebody asked about what is kept of them ends (终结) where that is destroyed: nothing is left to answer."""

from __future__ import annotations

import pymongo

from servicekit import deadlines
from servicekit.store import CONVERTER
from servicekit.work import UnitOfWork
from services.registry.events.personal_requests import ENDED
from services.registry.model.personal_requests import end
from services.registry.store.personal_requests import PERSONAL_REQUESTS
from services.registry.vocabulary.personal_requests import RequestState

ANSWER = "personal_request_answer"
"""The deadline of an answer."""
_WAITING = (RequestState.OPEN, RequestState.ANSWERED)
_MOST = 1000


def end_requests(work: UnitOfWork, cadre_id: str) -> None:
    """End whatever of somebody waits to be answered or told, once their key is to be destroyed.

    Written where it changes: an answer saved whole would seal this command's receipt under the key that goes.
    """
    where = {"cadre_id": cadre_id, "state": {"$in": [state.value for state in _WAITING]}}
    for request in work.find(PERSONAL_REQUESTS, where, most=_MOST):
        unchanged = {"_id": request.id, "version": request.version}
        end(request, work.mark())
        work.tell(ENDED, request)
        deadlines.cancel(work, ANSWER, request.id)
        change = {"state": request.state.value, "open": None, "version": request.version}
        work.write_exactly(PERSONAL_REQUESTS.name, pymongo.UpdateOne(unchanged, {"$set": change}))
        entry = CONVERTER.unstructure(request.timeline[-1])
        work.write(PERSONAL_REQUESTS, pymongo.UpdateOne({"_id": request.id}, {"$push": {"timeline": entry}}))

"""Promises 5 and 12: what cannot be handled is tried with growing delays, a bounded number of times, then parked."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from servicekit import deadletters
from servicekit.crypto import DATA_KEY, FieldCipher
from tests.support.polling import poll
from tests.support.toy.caller import Caller, Refused, connect
from tests.support.toy.names import FILLED
from tests.support.toy.run import LADDER, Run

TRIES = 1 + len(LADDER.split(","))

UNREADABLE: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "bad JSON": (b'{"jar_id": ', {}, {}),
    "not an object": (b"[1, 2]", {}, {}),
    "empty": (b"", {}, {}),
    "not UTF-8": (b'{"jar_id": "\xff\xfe"}', {}, {}),
    "another content type": (pickle.dumps({"jar_id": 1}), {}, {"content_type": "application/x-python-serialize"}),
    "another encoding": ("{“罐”: 1}".encode("gbk"), {}, {"content_encoding": "gbk"}),
    "5 MB": (b"x" * 5_000_000, {}, {}),
    "no id": (None, {"ce-id": None}, {}),
    "an empty id": (None, {"ce-id": ""}, {}),
    "no type": (None, {"ce-type": None}, {}),
    "a foreign type": (None, {"ce-type": "com.example.thing"}, {}),
    "no subject": (None, {"ce-subject": None}, {}),
    "a sequence that is no number": (None, {"ce-sequence": "first"}, {}),
    "a sequence that is a list": (None, {"ce-sequence": [1]}, {}),
    "a time that is none": (None, {"ce-time": "yesterday"}, {}),
    "a time without a zone": (None, {"ce-time": "2026-03-02T01:00:00"}, {}),
    "an id that is no text": (None, {"ce-id": 7}, {}),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_message_that_is_no_event_is_parked_whole_with_its_error(
    toys: Run, caller: Caller, jar: str, kind: str
) -> None:
    body, changed, properties = UNREADABLE[kind]
    good, headers = toys.event(jar, f"t-{jar}", **changed)
    body = good if body is None else body
    message_id = f"m-{jar}"
    caller.publish("", toys.queue("copies"), body, headers, message_id=message_id, **properties)
    event_id = str(headers.get("ce-id") or message_id)
    [letter] = poll(lambda: toys.letters(event_id=event_id), 20)
    assert (letter["queue"], letter["reason"], letter["state"]) == (toys.queue("copies"), "unreadable", "dead")
    assert letter["error"].startswith("NotAnEvent: ")
    assert bytes(letter["body"]) == body
    assert toys.effects(id=f"t-{jar}") == []
    # The handler goes on with what comes after it.
    body, headers = toys.event(jar, f"after-{jar}")
    caller.publish("", toys.queue("copies"), body, headers)
    poll(lambda: toys.reached({f"after-{jar}"}, ("copies",)))


def test_a_message_without_any_header_is_parked(toys: Run, caller: Caller, jar: str) -> None:
    caller.publish("", toys.queue("batches"), jar.encode())
    caller.publish("", toys.queue("batches"), b"another " + jar.encode())
    letters = poll(
        lambda: len(found := [each for each in toys.letters() if jar.encode() in each["body"]]) == 2 and found
    )
    assert {letter["queue"] for letter in letters} == {toys.queue("batches")}


def test_headers_that_the_database_cannot_keep_do_not_stop_the_filing(toys: Run, caller: Caller, jar: str) -> None:
    from decimal import Decimal

    odd = {"price": Decimal("1.5"), "nul\0": "x", "$set": {"a.b": 1}}
    caller.publish("", toys.queue("copies"), b"odd", odd, message_id=f"odd-{jar}")
    poll(lambda: toys.letters(event_id=f"odd-{jar}"))
    caller.publish("", toys.queue("copies"), b"next", {}, message_id=f"next-{jar}")
    poll(lambda: toys.letters(event_id=f"next-{jar}"))


def test_a_message_larger_than_a_document_is_kept_and_does_not_stop_the_filing(
    toys: Run, caller: Caller, jar: str
) -> None:
    body = jar.encode() + b"x" * 17_000_000
    caller.publish("", toys.queue("copies"), body, {}, message_id=f"large-{jar}")
    caller.publish("", toys.queue("copies"), b"next", {}, message_id=f"next-{jar}")
    poll(lambda: toys.letters(event_id=f"next-{jar}"))
    [letter] = poll(lambda: toys.letters(event_id=f"large-{jar}"))
    assert letter["size"] == len(body)
    assert deadletters.body_of(toys.takers, letter, FieldCipher.from_environment(name=DATA_KEY)) == body


def test_a_failing_event_climbs_the_ladder_is_parked_and_sent_again_takes_effect_once(
    toys: Run, caller: Caller, jar: str
) -> None:
    token = f"t-{jar}"
    mend = toys.plant(toys.takers, token, "raise")
    toys.fill(caller, jar, token)
    following = toys.fill(caller, jar)
    poll(lambda: toys.reached({following}), because="one failing event does not stop the others")
    letters = poll(lambda: len(found := toys.letters(subject=jar)) == 2 and found, 15)
    assert {(letter["reason"], letter["tries"], letter["event_type"]) for letter in letters} == {
        ("Planted", TRIES, f"cn.baotou.cadre.{toys.maker}.{FILLED}")
    }
    for handler in ("copies", "batches"):
        times = [row["_id"].generation_time for row in toys.attempts(token, handler)]
        # In a batch an event is tried once more by itself when the batch has failed.
        assert TRIES <= len(times) <= TRIES * 2
        assert 3 <= (times[-1] - times[0]).total_seconds() <= 8

    listed = caller.call(toys.taker, "dead_letters", limit=500)["items"]
    assert {letter["id"] for letter in letters_of(jar, listed)} == {letter["_id"] for letter in letters}
    whole = caller.call(toys.taker, "dead_letter", letter_id=letters[0]["_id"])
    assert (whole["shape"]["token"], whole["size"] > 0) == ("***", True)
    assert [place for place in whole["places"] if "in _run" in place or "toy" in place], whole["places"]
    assert token not in repr(whole)
    kept = list(toys.takers["dead_letters"].find({"subject": jar}))
    assert token not in repr(kept), "neither in what it says nor in what its failure said"

    mend()
    for letter in letters:
        caller.call(toys.taker, "resend_dead_letter", letter_id=letter["_id"])
    poll(lambda: toys.reached({token}))
    with pytest.raises(Refused) as refused:
        caller.call(toys.taker, "resend_dead_letter", letter_id=letters[0]["_id"])
    assert refused.value.code == "letter-already-sent"
    assert letters_of(jar, caller.call(toys.taker, "dead_letters", limit=500)["items"]) == []
    strayed = {(token, handler) for handler in ("copies", "batches")}
    assert toys.verdict(jar, strayed=strayed) == []


def letters_of(jar: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [letter for letter in listed if letter["subject"] == jar]


def test_an_event_that_fails_again_after_it_was_sent_again_is_a_dead_letter_again(
    toys: Run, caller: Caller, jar: str
) -> None:
    token = f"t-{jar}"
    toys.plant(toys.takers, token, "raise", handler="copies")
    toys.fill(caller, jar, token)
    [letter] = poll(lambda: toys.letters(subject=jar, state="dead"), 15)
    caller.call(toys.taker, "resend_dead_letter", letter_id=letter["_id"])
    assert toys.letters(subject=jar)[0]["state"] == "resent"
    [again] = poll(lambda: toys.letters(subject=jar, state="dead"), 15)
    assert (again["tries"], again["returned"]) == (TRIES, 1)
    assert again["resent_by"]
    assert len(toys.attempts(token, "copies")) == 2 * TRIES
    assert toys.verdict(jar, dead={(token, "copies")}) == []


def test_what_is_no_event_is_set_aside_with_a_reason_and_can_still_be_sent_again(
    toys: Run, caller: Caller, jar: str
) -> None:
    caller.publish("", toys.queue("copies"), b"by hand", {}, message_id=f"hand-{jar}")
    [letter] = poll(lambda: toys.letters(event_id=f"hand-{jar}"))
    done = caller.call(toys.taker, "discard_dead_letter", letter_id=letter["_id"], basis="联调时手工投递")
    assert (done["state"], done["discarded_because"], done["returned"]) == ("discarded", "联调时手工投递", 0)

    def states(state: str) -> list[str]:
        listed = caller.call(toys.taker, "dead_letters", limit=500, state=state)["items"]
        return [each["state"] for each in listed if each["id"] == letter["_id"]]

    assert (states("dead"), states("discarded")) == ([], ["discarded"])
    with pytest.raises(Refused) as refused:
        caller.call(toys.taker, "discard_dead_letter", letter_id=letter["_id"], basis="再次决定")
    assert refused.value.code == "letter-already-discarded"
    with pytest.raises(Refused) as refused:
        caller.call(toys.taker, "discard_dead_letter", letter_id=letter["_id"], basis="")
    assert refused.value.code == "invalid-fields"

    caller.call(toys.taker, "resend_dead_letter", letter_id=letter["_id"])
    [again] = poll(lambda: toys.letters(event_id=f"hand-{jar}", state="dead"))
    assert again["returned"] == 1


def test_the_bound_on_tries_holds_over_replicas_and_restarts(run: Run) -> None:
    processes = [run.start("maker", wait=False), run.start("taker", wait=False), run.start("taker", wait=False)]
    for process in processes:
        process.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    run.plant(run.takers, "bad", "raise", handler="copies")
    run.fill(caller, jar, "bad")
    for tried in range(1, TRIES):
        # Whoever has tried is ended; the event waits on the ladder, belonging to no process, and finds another.
        row = poll(lambda tried=tried: run.attempts("bad", "copies")[tried - 1 :], 20)[0]
        assert run.children[int(row["replica"])].stop() == 0
        run.start("taker", wait=False)
    poll(run.letters, 20)
    run.drained(dead={("bad", "copies")})
    assert len(run.attempts("bad", "copies")) == TRIES
    assert len({row["replica"] for row in run.attempts("bad", "copies")}) == TRIES
    assert run.verdict(dead={("bad", "copies")}) == []


def test_an_event_that_kills_whoever_takes_it_is_parked_by_the_broker(run: Run) -> None:
    taker = run.start("taker")
    assert taker.stop() == 0
    caller = run.caller()
    body, headers = run.event("jar-x", "deadly")
    caller.publish("", run.queue("copies"), body, headers)
    deaths = 0
    while poll(lambda: caller.depth(run.queue("copies")) or caller.depth(f"{run.taker}.dead")) and deaths < 40:
        # Each of these takes it and is gone without a word, as a killed process is.
        victim, taken = connect(run.amqp_uri), []
        victim.channel().basic_consume(run.queue("copies"), callback=taken.append)
        try:
            victim.drain_events(timeout=0.5)
        except TimeoutError:
            break
        finally:
            victim.collect()
        deaths += 1
    assert 15 <= deaths <= 25
    run.start("taker")
    [letter] = poll(lambda: run.letters(event_id="raw.deadly"), 20)
    assert (letter["queue"], letter["reason"]) == (run.queue("copies"), "broker: delivery_limit")

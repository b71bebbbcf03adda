"""kazoo's recipes, each of which prints one line: what came of it."""

import sys
import threading
import time

from kazoo.client import KazooClient
from kazoo.exceptions import BadVersionError, NoAuthError, NodeExistsError
from kazoo.recipe.watchers import ChildrenWatch, DataWatch
from kazoo.security import make_digest_acl


def client(address):
    made = KazooClient(hosts=address, timeout=10)
    made.start(timeout=20)
    return made


def until(condition):
    end = time.time() + 20
    while not condition():
        if time.time() > end:
            raise AssertionError("it does not come about")
        time.sleep(0.01)


def together(*steps):
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def lock(a, b):
    inside, most, turns = [0], [0], [0]

    def work(mine):
        for _ in range(10):
            with mine.Lock("/kazoo/lock"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                turns[0] += 1
                inside[0] -= 1

    together(lambda: work(a), lambda: work(b))
    return "%d turns, %d at a time" % (turns[0], most[0])


def semaphore(a, b):
    with a.Semaphore("/kazoo/semaphore", max_leases=2):
        with b.Semaphore("/kazoo/semaphore", max_leases=2):
            third = b.Semaphore("/kazoo/semaphore", max_leases=2)
            return "third enters: %s" % third.acquire(blocking=False)


def election(a, b):
    led = []
    together(
        lambda: a.Election("/kazoo/election", "a").run(led.append, "a"),
        lambda: b.Election("/kazoo/election", "b").run(led.append, "b"),
    )
    return "led by " + " and ".join(sorted(led))


def barrier(a, b):
    held = a.Barrier("/kazoo/barrier")
    held.create()
    waits = b.Barrier("/kazoo/barrier").wait(0.2)
    held.remove()
    return "%s while held, %s then" % (waits, b.Barrier("/kazoo/barrier").wait(20))


def double_barrier(a, b):
    passed = []

    def go(mine):
        both = mine.DoubleBarrier("/kazoo/double", 2)
        both.enter()
        passed.append("in")
        both.leave()
        passed.append("out")

    together(lambda: go(a), lambda: go(b))
    return " ".join(passed[:2]) + ", " + str(len(passed))


def party(a, b):
    one, two = a.Party("/kazoo/party", "one"), b.Party("/kazoo/party", "two")
    one.join()
    two.join()
    members = sorted(one)
    two.leave()
    return "%s then %s" % (" ".join(members), " ".join(one))


def queue(a, b):
    filled, emptied = a.Queue("/kazoo/queue"), b.Queue("/kazoo/queue")
    filled.put(b"low", 200)
    filled.put(b"high", 1)
    return b" ".join([emptied.get(), emptied.get()]).decode()


def locking_queue(a, b):
    filled, emptied = a.LockingQueue("/kazoo/lqueue"), b.LockingQueue("/kazoo/lqueue")
    filled.put_all([b"1", b"2"])
    first = emptied.get(20)
    other = a.LockingQueue("/kazoo/lqueue").get(20)
    emptied.consume()
    return "%s held, %s for others" % (first.decode(), other.decode())


def counter(a, b):
    one, two = a.Counter("/kazoo/counter"), b.Counter("/kazoo/counter")

    def add(to):
        for _ in range(10):
            to += 1

    together(lambda: add(one), lambda: add(two))
    return str(a.Counter("/kazoo/counter").value)


def watches(a, b):
    data, children = [], []
    a.ensure_path("/kazoo/watched")
    DataWatch(a, "/kazoo/watched", lambda value, stat: data.append(value))
    ChildrenWatch(a, "/kazoo/watched", lambda names: children.append(sorted(names)))
    b.set("/kazoo/watched", b"1")
    until(lambda: data[-1:] == [b"1"])
    b.create("/kazoo/watched/x")
    until(lambda: children[-1:] == [["x"]])
    b.delete("/kazoo/watched", recursive=True)
    until(lambda: data[-1:] == [None])
    return "seen"


def transaction(a, b):
    done = a.transaction()
    done.create("/kazoo/t", b"x")
    done.set_data("/kazoo/t", b"y")
    refused = a.transaction()
    refused.delete("/kazoo/t")
    refused.check("/kazoo/t", 99)
    results = refused_names(done.commit()), refused_names(refused.commit())
    return "%s; %s; %s" % (results[0], results[1], b.get("/kazoo/t")[0].decode())


def refused_names(results):
    return " ".join(type(each).__name__ for each in results)


def access(a, b):
    a.add_auth("digest", "alice:secret")
    a.create("/kazoo/hers", b"x", acl=[make_digest_acl("alice", "secret", all=True)])
    try:
        b.get("/kazoo/hers")
        return "read by a stranger"
    except NoAuthError:
        b.add_auth("digest", "alice:secret")
        return "read as " + b.get("/kazoo/hers")[0].decode()


def errors(a, b):
    a.create("/kazoo/e", b"", ephemeral=True)
    seen = []
    for step in (lambda: b.create("/kazoo/e"), lambda: b.set("/kazoo/e", b"", version=7)):
        try:
            step()
        except (NodeExistsError, BadVersionError) as e:
            seen.append(type(e).__name__)
    return " ".join(seen)


def main(address):
    a, b = client(address), client(address)
    a.ensure_path("/kazoo")
    for recipe in (
        lock,
        semaphore,
        election,
        barrier,
        double_barrier,
        party,
        queue,
        locking_queue,
        counter,
        watches,
        transaction,
        access,
        errors,
    ):
        print(recipe.__name__ + ": " + recipe(a, b), flush=True)
    a.stop()
    b.stop()


main(sys.argv[1])

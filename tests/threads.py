"""Things that happen at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connections


def at_once(*calls):
    """Run calls in threads that begin together: what each returned, or the exception it raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        barrier.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do much work of one kind together, and are gone when it is done. */
final class Crew {
  private Crew() {}

  /**
   * Returns when all is done; throws the first failure.
   *
   * @param name of the threads, before their number
   * @param atOnce threads at most
   */
  static void work(String name, int atOnce, List<Runnable> work) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            atOnce, Thread.ofPlatform().daemon().name(name, 0).factory())) {
      List<Future<?>> begun = new ArrayList<>();
      work.forEach(one -> begun.add(threads.submit(one)));
      begun.forEach(Crew::await);
    }
  }

  private static void await(Future<?> one) {
    try {
      one.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StorageException("Interrupted while working on logs", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}

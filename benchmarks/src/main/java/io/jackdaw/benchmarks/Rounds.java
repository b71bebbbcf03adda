package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.report.Results;
import io.jackdaw.benchmarks.stand.Contender;
import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Workplace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs loads, one at a time, each on Apache's server and on ours, the order of the two changing
 * from round to round. A load has a server of its own in a whole run; in a quick one the loads of a
 * protocol share one. A load that fails is noted and the next is run.
 */
final class Rounds {
  private static final long WHOLE_LIMIT_SECONDS = 600;
  private static final long SHARED_LIMIT_SECONDS = 120;
  private static final long CLEARING_SECONDS = 60;

  private final Workplace place;
  private final Effort effort;
  private final Results results;
  private final long limitSeconds;
  private final boolean oursAlone;
  private final ExecutorService runner =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("load").factory());

  Rounds(Workplace place, Effort effort, Results results, boolean oursAlone) {
    this.oursAlone = oursAlone;
    this.place = place;
    this.effort = effort;
    this.results = results;
    this.limitSeconds = effort.shared() ? SHARED_LIMIT_SECONDS : WHOLE_LIMIT_SECONDS;
  }

  void prepare(List<Load> loads) {
    for (Load load : loads) {
      try {
        await(
            () -> {
              load.prepare(place, effort);
              return null;
            });
      } catch (ExecutionException | TimeoutException | InterruptedException e) {
        results.failed(load, load.protocol().apache(), 0, reason(e));
        System.out.printf("  FAILED %s: %s%n", load.name(), reason(e));
      }
    }
  }

  void run(int round, List<Load> loads) {
    for (List<Load> group : groups(loads)) {
      Protocol protocol = group.getFirst().protocol();
      List<Contender> order =
          oursAlone ? List.of(Contender.JACKDAW) : List.of(protocol.apache(), Contender.JACKDAW);
      for (Contender contender : round % 2 == 1 ? order : order.reversed()) {
        try (Stand stand = new Stand(contender, protocol, place, effort)) {
          for (Load load : group) {
            run(round, load, stand);
          }
          results.ranWith(contender, stand.jvmOptions());
        } catch (IOException e) {
          results.failed(group.getLast(), contender, round, reason(e));
        }
      }
    }
  }

  private void run(int round, Load load, Stand stand) {
    System.out.printf("round %d  %-28s %s", round, load.name(), stand.contender().title());
    System.out.flush();
    long began = System.nanoTime();
    try {
      await(
          () -> {
            load.run(stand, (figure, value) -> results.add(load, figure, stand.contender(), value));
            return null;
          });
      System.out.printf("  %.1f s%n", (System.nanoTime() - began) / 1e9);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      failed(round, load, stand, reason(e));
    }
  }

  private void await(Callable<?> work)
      throws ExecutionException, TimeoutException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Future<?> running =
        runner.submit(
            () -> {
              try {
                return work.call();
              } finally {
                over.countDown();
              }
            });
    try {
      running.get(limitSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
      over.await(CLEARING_SECONDS, TimeUnit.SECONDS);
      throw e;
    }
  }

  private void failed(int round, Load load, Stand stand, String why) {
    results.failed(load, stand.contender(), round, why);
    System.out.println("  FAILED: " + why);
    try {
      stand.close();
    } catch (IOException e) {
      System.out.println("  " + e);
    }
  }

  private String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "not done after %d seconds".formatted(limitSeconds);
    }
    Throwable cause = failure.getCause();
    String text =
        failure instanceof ExecutionException && cause != null
            ? cause.toString()
            : failure.toString();
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  /** Loads that share a server: all of a protocol in a quick run, else each has its own. */
  private List<List<Load>> groups(List<Load> loads) {
    List<List<Load>> groups = new ArrayList<>();
    for (Load load : loads) {
      if (effort.shared()
          && !groups.isEmpty()
          && groups.getLast().getFirst().protocol() == load.protocol()) {
        groups.getLast().add(load);
      } else {
        groups.add(new ArrayList<>(List.of(load)));
      }
    }
    return groups;
  }
}

package io.jackdaw.compat.oracle.zookeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a program that differs as small as it can in bounded time: leaves out steps, then requests
 * of pipelines and parts of multis, as long as something still differs.
 */
final class Shrinker {
  private final Comparison comparison;
  private final long endNanos;

  Shrinker(Comparison comparison, Duration patience) {
    this.comparison = comparison;
    this.endNanos = System.nanoTime() + patience.toNanos();
  }

  Divergence shrink(Divergence found) {
    Divergence smallest = found;
    Divergence before;
    do {
      before = smallest;
      smallest = withoutTail(smallest);
      smallest = withFewerSteps(smallest);
      smallest = withSmallerSteps(smallest);
    } while (smallest != before && hasTime());
    return smallest;
  }

  private Divergence withoutTail(Divergence found) {
    List<Step> head = found.program().steps().subList(0, found.step() + 1);
    Divergence still = differs(head);
    return still == null || head.size() == found.program().steps().size() ? found : still;
  }

  private Divergence withFewerSteps(Divergence found) {
    Divergence smallest = found;
    for (int chunk = found.program().steps().size() / 2; chunk >= 1; chunk /= 2) {
      for (int from = 0; from < smallest.program().steps().size() && hasTime(); ) {
        List<Step> fewer = new ArrayList<>(smallest.program().steps());
        fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
        Divergence still = differs(fewer);
        if (still == null) {
          from += chunk;
        } else {
          smallest = still;
        }
      }
    }
    return smallest;
  }

  private Divergence withSmallerSteps(Divergence found) {
    Divergence smallest = found;
    for (int i = 0; i < smallest.program().steps().size(); i++) {
      for (Step smaller : smaller(smallest.program().steps().get(i))) {
        if (!hasTime()) {
          return smallest;
        }
        List<Step> steps = new ArrayList<>(smallest.program().steps());
        steps.set(i, smaller);
        Divergence still = differs(steps);
        if (still != null) {
          smallest = still;
          i--;
          break;
        }
      }
      if (i + 1 >= smallest.program().steps().size()) {
        break;
      }
    }
    return smallest;
  }

  private static List<Step> smaller(Step step) {
    List<Step> smaller = new ArrayList<>();
    if (step instanceof Step.Send(String client, List<Request> requests)) {
      for (int i = 0; i < requests.size(); i++) {
        if (requests.size() > 1) {
          List<Request> fewer = new ArrayList<>(requests);
          fewer.remove(i);
          smaller.add(new Step.Send(client, fewer));
        }
        for (int part = 0; part < requests.get(i).parts().size(); part++) {
          List<Request> parts = new ArrayList<>(requests.get(i).parts());
          parts.remove(part);
          List<Request> changed = new ArrayList<>(requests);
          changed.set(i, Request.withParts(requests.get(i).operation(), parts));
          smaller.add(new Step.Send(client, changed));
        }
      }
    }
    return smaller;
  }

  private @Nullable Divergence differs(List<Step> steps) {
    return hasTime() && !steps.isEmpty() ? comparison.of(new Program(steps)) : null;
  }

  private boolean hasTime() {
    return System.nanoTime() < endNanos;
  }
}

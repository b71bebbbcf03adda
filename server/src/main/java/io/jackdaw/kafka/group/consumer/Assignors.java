package io.jackdaw.kafka.group.consumer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The assignors that a broker offers, its default first. */
public final class Assignors {
  private static final List<Assignor> KNOWN = List.of(new UniformAssignor(), new RangeAssignor());

  private final Map<String, Assignor> offered = new LinkedHashMap<>();

  /**
   * @param names of {@code group.consumer.assignors}
   * @throws IllegalArgumentException if one is unknown, or there is none
   */
  public Assignors(List<String> names) {
    for (String name : names) {
      Assignor assignor =
          KNOWN.stream()
              .filter(known -> known.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "group.consumer.assignors has uniform and range to choose from, not "
                              + name));
      offered.put(name, assignor);
    }
    if (offered.isEmpty()) {
      throw new IllegalArgumentException("group.consumer.assignors must name an assignor");
    }
  }

  public Assignor defaultOne() {
    return offered.values().iterator().next();
  }

  public boolean has(String name) {
    return offered.containsKey(name);
  }

  /** The one of this name; the default one if it is not offered any more. */
  public Assignor named(String name) {
    return offered.getOrDefault(name, defaultOne());
  }

  /** In the order of the configuration. */
  public List<String> names() {
    return List.copyOf(offered.keySet());
  }
}

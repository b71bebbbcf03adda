package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;

/** Choices from one seed. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  /** True once in {@code n} times. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Mostly {@code usual}; once in {@code n} times one of the others. */
  @SafeVarargs
  final <T> T mostly(int n, T usual, T... others) {
    return oneIn(n) ? others[random.nextInt(others.length)] : usual;
  }

  /** Between one and {@code most} values. */
  <T> List<T> some(int most, Supplier<T> each) {
    List<T> values = new ArrayList<>();
    int count = between(1, most);
    while (values.size() < count) {
      values.add(each.get());
    }
    return values;
  }

  /** The same without doubles. */
  <T> List<T> someDistinct(int most, Supplier<T> each) {
    return someBy(value -> value, most, each);
  }

  /** The same, and of those with the same key only the first. */
  <T> List<T> someBy(Function<T, ?> key, int most, Supplier<T> each) {
    Map<Object, T> byKey = new LinkedHashMap<>();
    some(most, each).forEach(value -> byKey.putIfAbsent(key.apply(value), value));
    return List.copyOf(byKey.values());
  }

  /** Any stable version of the API. */
  short version(ApiKeys key) {
    return (short) between(key.oldestVersion(), key.latestVersion(false));
  }
}

package io.jackdaw.kafka.share.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of offsets, kept as runs of neighbours that are equal. One thread.
 *
 * @param <T> not to be changed, with equals
 */
public final class OffsetRuns<T> {
  private final TreeMap<Long, Run<T>> runs = new TreeMap<>();

  /**
   * Offsets of one value.
   *
   * @param last inclusive
   */
  public record Run<T>(long first, long last, T value) {
    public long size() {
      return last - first + 1;
    }
  }

  /** Gives all offsets of {@code [first, last]} a value, whatever they had. */
  public void put(long first, long last, T value) {
    cutAt(first);
    cutAt(last + 1);
    runs.subMap(first, true, last, true).clear();
    long from = first;
    long to = last;
    Map.Entry<Long, Run<T>> before = runs.lowerEntry(first);
    if (before != null
        && before.getValue().last() == first - 1
        && before.getValue().value().equals(value)) {
      from = before.getKey();
    }
    Run<T> after = runs.get(last + 1);
    if (after != null && after.value().equals(value)) {
      runs.remove(last + 1);
      to = after.last();
    }
    runs.put(from, new Run<>(from, to, value));
  }

  /** Forgets all offsets before this one. */
  public void dropBefore(long offset) {
    cutAt(offset);
    runs.headMap(offset, false).clear();
  }

  /** Makes sure that no run holds both this offset and the one before it. */
  private void cutAt(long offset) {
    Map.Entry<Long, Run<T>> holding = runs.lowerEntry(offset);
    if (holding != null && holding.getValue().last() >= offset) {
      Run<T> run = holding.getValue();
      runs.put(run.first(), new Run<>(run.first(), offset - 1, run.value()));
      runs.put(offset, new Run<>(offset, run.last(), run.value()));
    }
  }

  /** Runs within {@code [first, last]}, cut to it: a copy. */
  public List<Run<T>> within(long first, long last) {
    List<Run<T>> found = new ArrayList<>();
    if (first > last) {
      return found;
    }
    Map.Entry<Long, Run<T>> holding = runs.floorEntry(first);
    long from = holding != null && holding.getValue().last() >= first ? holding.getKey() : first;
    for (Run<T> run : runs.subMap(from, true, last, true).values()) {
      found.add(new Run<>(Math.max(first, run.first()), Math.min(last, run.last()), run.value()));
    }
    return found;
  }

  /** All runs in order: a copy. */
  public List<Run<T>> all() {
    return new ArrayList<>(runs.values());
  }

  /** All runs in order, as they are; not to be used after a change. */
  public Collection<Run<T>> view() {
    return Collections.unmodifiableCollection(runs.values());
  }

  public @Nullable Run<T> first() {
    Map.Entry<Long, Run<T>> first = runs.firstEntry();
    return first == null ? null : first.getValue();
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  public void clear() {
    runs.clear();
  }
}

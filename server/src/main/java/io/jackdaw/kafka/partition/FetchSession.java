package io.jackdaw.kafka.partition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What one client fetches again and again, so that it need say only what changed, and is told only
 * what changed. Source: KIP-227.
 *
 * <p>Any thread. A session's epoch counts its requests: two at once, or one out of turn, are
 * noticed and refused.
 */
final class FetchSession {
  private final int id;
  private final boolean usesTopicIds;
  private final long createdMs;
  private final Map<FetchTarget.Key, Entry> entries;
  private int epoch = 1;
  private volatile long lastUsedMs;

  FetchSession(int id, boolean usesTopicIds, long nowMs, List<PartitionRead> first) {
    this.id = id;
    this.usesTopicIds = usesTopicIds;
    this.createdMs = nowMs;
    this.lastUsedMs = nowMs;
    this.entries = LinkedHashMap.newLinkedHashMap(first.size());
    first.forEach(read -> entries.put(read.target().key(), Entry.told(read)));
  }

  int id() {
    return id;
  }

  long createdMs() {
    return createdMs;
  }

  long lastUsedMs() {
    return lastUsedMs;
  }

  synchronized int size() {
    return entries.size();
  }

  /**
   * Takes the changes of a request and begins its turn.
   *
   * @return NONE, INVALID_FETCH_SESSION_EPOCH or FETCH_SESSION_TOPIC_ID_ERROR
   */
  synchronized Errors begin(
      int requestEpoch,
      boolean byTopicId,
      List<FetchTarget> changed,
      List<FetchTarget.Key> forgotten,
      long nowMs) {
    if (requestEpoch != epoch) {
      return Errors.INVALID_FETCH_SESSION_EPOCH;
    }
    if (byTopicId != usesTopicIds) {
      return Errors.FETCH_SESSION_TOPIC_ID_ERROR;
    }
    for (FetchTarget target : changed) {
      entries.merge(target.key(), Entry.untold(target), (had, wanted) -> had.towards(target));
    }
    forgotten.forEach(entries::remove);
    epoch = FetchTurn.next(epoch);
    lastUsedMs = nowMs;
    return Errors.NONE;
  }

  synchronized List<FetchTarget> targets() {
    List<FetchTarget> targets = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> targets.add(entry.target()));
    return targets;
  }

  /**
   * Ends the turn that began with {@code requestEpoch}: leaves out what the client knows already.
   * Partitions that gave records go to the end of the order, so that each has its chance.
   *
   * @return null if another turn has begun meanwhile
   */
  synchronized @Nullable List<PartitionRead> end(int requestEpoch, List<PartitionRead> reads) {
    if (epoch != FetchTurn.next(requestEpoch)) {
      return null;
    }
    List<PartitionRead> news = new ArrayList<>();
    for (PartitionRead read : reads) {
      FetchTarget.Key key = read.target().key();
      Entry entry = entries.get(key);
      if (entry != null && entry.isNews(read)) {
        news.add(read);
        if (read.bytes() > 0) {
          entries.remove(key);
        }
        entries.put(key, Entry.told(read));
      }
    }
    return news;
  }

  /**
   * A partition and what its client was told last.
   *
   * @param highWatermark −1 if the client was told an error, or nothing yet
   */
  private record Entry(FetchTarget target, long highWatermark, long logStartOffset) {
    static Entry told(PartitionRead read) {
      return new Entry(
          read.target().named(read.topic()), read.highWatermark(), read.logStartOffset());
    }

    static Entry untold(FetchTarget target) {
      return new Entry(target, -1, -1);
    }

    Entry towards(FetchTarget wanted) {
      return new Entry(wanted.named(target.topic()), highWatermark, logStartOffset);
    }

    boolean isNews(PartitionRead read) {
      return read.bytes() > 0
          || read.error() != Errors.NONE
          || read.diverges()
          || read.highWatermark() != highWatermark
          || read.logStartOffset() != logStartOffset;
    }
  }
}

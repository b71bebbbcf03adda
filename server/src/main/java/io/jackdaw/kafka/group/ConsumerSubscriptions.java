package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import io.jackdaw.kafka.group.consumer.TopicRegex;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a group reads, and what that looks like in the catalogue: regular expressions are resolved
 * and a hash tells whether the topics are still those that the targets were computed for.
 */
final class ConsumerSubscriptions {
  /** Topics that come one by one are taken together. */
  private static final long LEAST_BETWEEN_REFRESHES_MS = 1_000;

  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final TopicCatalog topics;
  private final int refreshIntervalMs;

  ConsumerSubscriptions(TopicCatalog topics, int refreshIntervalMs) {
    this.topics = topics;
    this.refreshIntervalMs = refreshIntervalMs;
  }

  /** Whether the catalogue may have changed in what this group reads. */
  boolean mayBeOutdated(ConsumerGroup group, long nowMs) {
    boolean changed = !group.catalog().isAt(topics.version());
    if (group.regexesRead().isEmpty()) {
      return changed;
    }
    long age = nowMs - group.regexesResolvedMs();
    return (changed && age >= LEAST_BETWEEN_REFRESHES_MS) || age >= refreshIntervalMs;
  }

  long catalogVersion() {
    return topics.version();
  }

  /**
   * Resolves what must be, once {@code after} is in the place of {@code before}.
   *
   * @param refresh whether to look up known expressions again
   * @param visible topics that may be found now
   * @param records takes what changed
   * @return all expressions of the group, resolved
   * @throws org.apache.kafka.common.errors.ApiException INVALID_REGULAR_EXPRESSION
   */
  Map<String, ResolvedRegex> resolve(
      ConsumerGroup group,
      @Nullable ConsumerMember before,
      @Nullable ConsumerMember after,
      boolean refresh,
      Predicate<String> visible,
      long nowMs,
      List<GroupRecord> records) {
    String old = before == null ? "" : before.metadata().regex();
    String now = after == null ? "" : after.metadata().regex();
    if (group.regexesRead().isEmpty() && now.isEmpty()) {
      return Map.of();
    }
    Map<String, ResolvedRegex> resolved = new HashMap<>(group.regexes());
    TreeSet<String> wanted = new TreeSet<>(group.regexesRead());
    if (!old.isEmpty() && !old.equals(now) && group.readersOf(old) <= 1) {
      wanted.remove(old);
      if (resolved.remove(old) != null) {
        records.add(new ConsumerGroupRecord.Regex(group.id(), old, null));
      }
    }
    if (!now.isEmpty()) {
      wanted.add(now);
    }
    for (String regex : wanted) {
      if (refresh || !resolved.containsKey(regex)) {
        ResolvedRegex fresh = new ResolvedRegex(matches(regex, visible), topics.version(), nowMs);
        resolved.put(regex, fresh);
        records.add(new ConsumerGroupRecord.Regex(group.id(), regex, fresh));
      }
    }
    return resolved;
  }

  private SortedSet<String> matches(String regex, Predicate<String> visible) {
    try {
      SortedSet<String> found = TopicRegex.matches(regex, topics.names());
      found.removeIf(visible.negate());
      return found;
    } catch (IllegalArgumentException bad) {
      throw Errors.INVALID_REGULAR_EXPRESSION.exception(
          "SubscribedTopicRegex `%s` is not a valid regular expression: %s."
              .formatted(regex, bad.getMessage()));
    }
  }

  /** Topics that the group reads by any way, once {@code after} is in the place of before. */
  SortedSet<String> read(
      ConsumerGroup group,
      Collection<ConsumerMember> before,
      @Nullable ConsumerMember after,
      Map<String, ResolvedRegex> regexes) {
    TreeSet<String> read = new TreeSet<>(group.namesRead());
    Map<String, Integer> fewer = new HashMap<>();
    before.forEach(
        member -> member.metadata().topics().forEach(topic -> fewer.merge(topic, 1, Integer::sum)));
    fewer.forEach(
        (topic, readers) -> {
          if (group.readersOfName(topic) <= readers) {
            read.remove(topic);
          }
        });
    if (after != null) {
      read.addAll(after.metadata().topics());
    }
    regexes.values().forEach(resolved -> read.addAll(resolved.topics()));
    return read;
  }

  /** Changes when a topic of these is created, deleted, grows, or its racks change. */
  long hash(SortedSet<String> read) {
    long hash = 0;
    for (String name : read) {
      TopicCatalog.Facts facts = topics.find(name);
      if (facts != null) {
        hash = mix(hash, name.hashCode());
        hash = mix(hash, facts.id().getMostSignificantBits());
        hash = mix(hash, facts.id().getLeastSignificantBits());
        hash = mix(hash, facts.partitions());
        for (int i = 0; i < facts.racks().size(); i++) {
          hash = mix(hash, new TreeSet<>(facts.racks().get(i)).toString().hashCode());
        }
      }
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * HASH_FACTOR;
    return mixed ^ (mixed >>> 32);
  }
}

package io.jackdaw.kafka.share.state;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A partition as one share group reads it. */
public record ShareStateKey(String group, Uuid topic, int partition) {
  private static final char SEPARATOR = ':';

  /** As FindCoordinator names it: {@code group:topicId:partition}. */
  public String text() {
    return group + SEPARATOR + topic + SEPARATOR + partition;
  }

  /** The key of such a text; null if it is none. A group's name may have colons of its own. */
  public static @Nullable ShareStateKey parse(String text) {
    int last = text.lastIndexOf(SEPARATOR);
    int middle = last < 0 ? -1 : text.lastIndexOf(SEPARATOR, last - 1);
    if (middle <= 0) {
      return null;
    }
    try {
      int partition = Integer.parseInt(text.substring(last + 1));
      Uuid topic = Uuid.fromString(text.substring(middle + 1, last));
      return partition < 0 || topic.equals(Uuid.ZERO_UUID)
          ? null
          : new ShareStateKey(text.substring(0, middle), topic, partition);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}

package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one member of a share group fetches again and again from this broker, so that it need say
 * only what changed. On the loop of the shares. Source: KIP-932.
 */
final class ShareSession {
  /** Asks for a new session. */
  static final int OPEN = 0;

  /** Ends a session. */
  static final int CLOSE = -1;

  private final Id id;
  private final long connectionId;
  private final Set<ShareStateKey> partitions = new LinkedHashSet<>();
  private int epoch = 1;

  /** Whose session it is. */
  record Id(String group, String member) {}

  ShareSession(Id id, long connectionId) {
    this.id = id;
    this.connectionId = connectionId;
  }

  Id id() {
    return id;
  }

  /** The connection whose end is the session's. */
  long connectionId() {
    return connectionId;
  }

  /** Begins the turn of a request; false if it is not its turn. */
  boolean begin(int requestEpoch) {
    if (requestEpoch != epoch) {
      return false;
    }
    // 0 would open another session.
    epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    return true;
  }

  void change(Collection<ShareStateKey> added, Collection<ShareStateKey> forgotten) {
    partitions.addAll(added);
    forgotten.forEach(partitions::remove);
  }

  /** All partitions, each time beginning with another one, so that each has its chance. */
  List<ShareStateKey> inTurn() {
    List<ShareStateKey> all = new ArrayList<>(partitions);
    if (!all.isEmpty()) {
      Collections.rotate(all, -(epoch % all.size()));
    }
    return all;
  }
}

package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A ShareFetch, or a ShareAcknowledge.
 *
 * @param sessionEpoch 0 opens a session, −1 ends it
 * @param renews whether locks may be renewed with it
 * @param listed partitions it names
 * @param acknowledgements of partitions that have some
 * @param readable topics that the client may read, by name; any thread
 * @param fetch null for an acknowledgement alone
 */
public record ShareRequest(
    String group,
    String member,
    int sessionEpoch,
    boolean renews,
    List<ShareStateKey> listed,
    List<ShareStateKey> forgotten,
    Map<ShareStateKey, List<Acknowledgement>> acknowledgements,
    long connectionId,
    Predicate<String> readable,
    @Nullable Fetch fetch) {

  /**
   * How much is fetched, and when.
   *
   * @param strict whether {@code maxRecords} is not rounded up to the end of a record batch
   */
  public record Fetch(
      int maxWaitMs, int minBytes, int maxBytes, int maxRecords, int batchSize, boolean strict) {}

  ShareSession.Id session() {
    return new ShareSession.Id(group, member);
  }
}

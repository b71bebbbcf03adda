package io.jackdaw.kafka.partition;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One fetch, with or without a session.
 *
 * @param refusal NONE, or why the session cannot go on; then there are no targets
 * @param session null when the fetch names all it wants itself
 * @param opens whether a session is wanted for what comes next
 */
public record FetchTurn(
    Errors refusal,
    List<FetchTarget> targets,
    @Nullable FetchSession session,
    int requestEpoch,
    boolean opens,
    boolean byTopicId) {
  /** Asks for all that is listed, and for a session. */
  static final int OPEN = 0;

  /** Asks for all that is listed, closing the session named, if any. */
  static final int CLOSE = -1;

  static FetchTurn refused(Errors refusal) {
    return new FetchTurn(refusal, List.of(), null, CLOSE, false, false);
  }

  static FetchTurn alone(List<FetchTarget> targets, boolean opens, boolean byTopicId) {
    return new FetchTurn(Errors.NONE, targets, null, CLOSE, opens, byTopicId);
  }

  /** The epoch that follows; it wraps to 1, because 0 means to open. */
  static int next(int epoch) {
    return epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
  }
}

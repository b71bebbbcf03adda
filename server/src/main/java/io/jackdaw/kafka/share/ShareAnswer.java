package io.jackdaw.kafka.share;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * The answer to a {@link ShareRequest}.
 *
 * @param message says more about an error
 * @param lockMs how long what was acquired is locked
 * @param reads what there is to tell, by partition; their leases are the receiver's
 */
public record ShareAnswer(Errors error, String message, int lockMs, List<ShareRead> reads) {
  static ShareAnswer refused(Errors error) {
    return refused(error, error.message());
  }

  static ShareAnswer refused(Errors error, String message) {
    return new ShareAnswer(error, message, 0, List.of());
  }
}

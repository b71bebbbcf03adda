package io.jackdaw.kafka.share.state;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The state of a share partition, or why it is not told.
 *
 * @param message null unless there is more to say than the error does
 * @param state null with an error, and where nothing was stored yet
 */
public record ShareStateAnswer(Errors error, @Nullable String message, @Nullable ShareState state) {
  static ShareStateAnswer of(@Nullable ShareState state) {
    return new ShareStateAnswer(Errors.NONE, null, state);
  }

  static ShareStateAnswer refused(Errors error) {
    return new ShareStateAnswer(error, error.message(), null);
  }

  static ShareStateAnswer refused(Errors error, String message) {
    return new ShareStateAnswer(error, message, null);
  }
}

package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.log.LogSlice;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a share fetch, or an acknowledgement, has come to for one partition.
 *
 * @param topic name; empty if the id is not known
 * @param acknowledgeError NONE also if nothing was acknowledged
 * @param slice the batches that hold what was acquired, an open lease; null when there are none
 */
public record ShareRead(
    ShareStateKey key,
    String topic,
    Errors error,
    Errors acknowledgeError,
    @Nullable LogSlice slice,
    List<Acquired> acquired) {
  static ShareRead failed(ShareStateKey key, String topic, Errors error) {
    return new ShareRead(key, topic, error, Errors.NONE, null, List.of());
  }

  static ShareRead acknowledged(ShareStateKey key, String topic, Errors error) {
    return new ShareRead(key, topic, Errors.NONE, error, null, List.of());
  }

  ShareRead withAcknowledgement(Errors result) {
    return new ShareRead(key, topic, error, result, slice, acquired);
  }
}

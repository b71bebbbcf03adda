package io.jackdaw.kafka.wire;

import io.jackdaw.kafka.api.RequestContext;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.QuotaKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

/**
 * One request while anybody is limited: what it used, and how long its client has to wait for it.
 *
 * <p>An answer always leaves at once, and says how long nothing more is read from the client. A
 * fetch that was too much is answered with its records: the wait that follows is as much longer.
 */
final class Metered {
  private final ClientQuotas quotas;
  private final int requestBytes;
  private final long beginNs;
  private long handledNs;

  Metered(ClientQuotas quotas, int requestBytes) {
    this.quotas = quotas;
    this.requestBytes = requestBytes;
    this.beginNs = quotas.nowNs();
    this.handledNs = beginNs;
  }

  /** The handler has returned; what is left of it waits elsewhere. */
  void handled() {
    handledNs = quotas.nowNs();
  }

  /**
   * Counts what was used and writes the wait into the response.
   *
   * @param response null if there is none
   * @return milliseconds for which nothing more is to be read from the client
   */
  int finish(RequestContext context, @Nullable ApiMessage response) {
    String user = context.user();
    String client = context.clientId();
    int wait = response == null ? 0 : ThrottleTime.get(response);
    if (context.key() == ApiKeys.PRODUCE) {
      wait =
          Math.max(
              wait, quotas.recordBytes(QuotaKey.PRODUCER_BYTE_RATE, user, client, requestBytes));
    } else if (context.key() == ApiKeys.FETCH && response != null) {
      int bytes = size(response, context.version());
      wait = Math.max(wait, quotas.recordBytes(QuotaKey.CONSUMER_BYTE_RATE, user, client, bytes));
    }
    wait = Math.max(wait, quotas.recordTime(user, client, Math.max(0, handledNs - beginNs)));
    if (response != null && wait > 0) {
      ThrottleTime.set(response, wait);
    }
    return wait;
  }

  private static int size(ApiMessage response, short version) {
    MessageSizeAccumulator size = new MessageSizeAccumulator();
    response.addSize(size, new ObjectSerializationCache(), version);
    return size.totalSize();
  }
}

package io.jackdaw.compat.torture;

/**
 * A record handed to an idempotent producer.
 *
 * @param sequence counts this producer's records for this partition, from 0
 * @param offset as acknowledged; -1 when it was not told
 */
record RecordSent(
    String client, int partition, long sequence, long offset, long invokedNs, long returnedNs)
    implements Entry {

  boolean isAcknowledged() {
    return returnedNs != NEVER;
  }

  String value() {
    return value(client, partition, sequence);
  }

  static String value(String client, int partition, long sequence) {
    return client + "/" + partition + "/" + sequence;
  }
}

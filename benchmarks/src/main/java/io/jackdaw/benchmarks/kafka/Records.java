package io.jackdaw.benchmarks.kafka;

import java.util.Random;

/**
 * What is produced.
 *
 * @param bytes of each record's value
 * @param inBatch how many go into one batch
 * @param codec of the batch, by Kafka's name
 */
public record Records(int bytes, int inBatch, String codec) {
  private static final int BATCH_BYTES = 16 * 1024;

  /** Batches as large as producers make them by default. */
  public static Records batched(int bytes, String codec) {
    return new Records(bytes, BATCH_BYTES / bytes, codec);
  }

  public static Records single(int bytes) {
    return new Records(bytes, 1, "none");
  }

  /** A value as Apache's own load programs make them: capital letters at random. */
  byte[] value(Random random) {
    byte[] value = new byte[bytes];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) ('A' + random.nextInt(26));
    }
    return value;
  }

  /** For names: {@code 100B} or {@code 1KB-lz4}. */
  String title() {
    String size = bytes % 1024 == 0 ? bytes / 1024 + "KB" : bytes + "B";
    return codec.equals("none") ? size : size + "-" + codec;
  }
}

package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Patch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An idempotent producer that sends the same batch to each partition in turn: of an encoded request
 * only correlation id, partition, sequence and checksum change.
 */
final class ProduceScript extends FrameScript {
  private static final int CORRELATION = 8;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int PRODUCER_ID = 43;
  private static final int SEQUENCE = 53;

  private final int partitionAt;
  private final int batchAt;
  private final int batchBytes;
  private final int inBatch;
  private final int[] sequences;
  private final boolean idempotent;
  private final CRC32C crc = new CRC32C();
  private int count;

  ProduceScript(KafkaFrames.Produce request, int partitions) {
    super(request.frame(), request.errorInReplyAt());
    this.partitionAt = request.partitionAt();
    this.batchAt = request.batchAt();
    this.batchBytes = request.batchBytes();
    this.inBatch = request.inBatch();
    this.sequences = new int[partitions];
    this.idempotent = ByteBuffer.wrap(frame).getLong(batchAt + PRODUCER_ID) >= 0;
  }

  @Override
  public void write(ByteBuffer out) {
    int partition = count % sequences.length;
    Patch.int32(frame, CORRELATION, ++count);
    Patch.int32(frame, partitionAt, partition);
    if (idempotent) {
      Patch.int32(frame, batchAt + SEQUENCE, sequences[partition]);
      sequences[partition] += inBatch;
      crc.reset();
      crc.update(frame, batchAt + ATTRIBUTES, batchBytes - ATTRIBUTES);
      Patch.int32(frame, batchAt + CRC, (int) crc.getValue());
    }
    out.put(frame);
  }
}

package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Patch;
import io.jackdaw.benchmarks.replay.Script;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An idempotent producer that sends the same batch to each partition in turn: of an encoded request
 * only correlation id, partition, sequence and checksum change.
 */
final class ProduceScript implements Script {
  private static final int CORRELATION = 8;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int PRODUCER_ID = 43;
  private static final int SEQUENCE = 53;

  private final byte[] frame;
  private final int partitionAt;
  private final int batchAt;
  private final int batchBytes;
  private final int errorAt;
  private final int inBatch;
  private final int[] sequences;
  private final boolean idempotent;
  private final CRC32C crc = new CRC32C();
  private int count;

  ProduceScript(KafkaFrames.Produce request, int partitions) {
    this.frame = request.frame();
    this.partitionAt = request.partitionAt();
    this.batchAt = request.batchAt();
    this.batchBytes = request.batchBytes();
    this.errorAt = request.errorInReplyAt();
    this.inBatch = request.inBatch();
    this.sequences = new int[partitions];
    this.idempotent = ByteBuffer.wrap(frame).getLong(batchAt + PRODUCER_ID) >= 0;
  }

  @Override
  public int frameBytes() {
    return frame.length;
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

  @Override
  public boolean read(ByteBuffer reply) {
    short error = reply.getShort(errorAt);
    if (error != 0) {
      throw new IllegalStateException("refused with " + error);
    }
    return true;
  }
}

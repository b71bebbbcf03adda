package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Script;
import java.nio.ByteBuffer;

/** One frame that is sent over and over, a little changed, and whose reply holds an error code. */
abstract class FrameScript implements Script {
  final byte[] frame;
  private final int errorAt;

  /**
   * @param errorAt the error code, in a reply without its length
   */
  FrameScript(byte[] frame, int errorAt) {
    this.frame = frame;
    this.errorAt = errorAt;
  }

  @Override
  public final int frameBytes() {
    return frame.length;
  }

  @Override
  public final boolean read(ByteBuffer reply) {
    short error = reply.getShort(errorAt);
    if (error != 0) {
      throw new IllegalStateException("refused with " + error);
    }
    return true;
  }
}

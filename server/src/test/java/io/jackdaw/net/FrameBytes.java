package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Arrays;

/** What a frame would put on the wire, for tests of those who build frames. */
public final class FrameBytes {
  private FrameBytes() {}

  /** The bytes behind the length prefix; the frame is sent, as far as its owner can tell. */
  public static byte[] of(OutboundFrame frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (Object piece : frame.finish()) {
        if (piece instanceof ByteBuf bytes) {
          bytes.readBytes(out, bytes.readableBytes());
        } else if (piece instanceof FileRegion region) {
          region.transferTo(Channels.newChannel(out), 0);
        }
        ReferenceCountUtil.release(piece);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    frame.afterSend().run();
    byte[] all = out.toByteArray();
    return Arrays.copyOfRange(all, Integer.BYTES, all.length);
  }
}

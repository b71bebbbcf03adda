package io.jackdaw.zookeeper.watch;

import io.jackdaw.net.OutboundFrame;
import io.jackdaw.zookeeper.wire.WatchEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to all who watch: encoded once, and only if there is somebody to tell. One
 * thread; closed when everybody has been told.
 */
public final class Notification implements AutoCloseable {
  private final WatchEvent event;
  private @Nullable OutboundFrame encoded;

  public Notification(WatchEvent event) {
    this.event = event;
  }

  public WatchEvent event() {
    return event;
  }

  /** A frame of it for one connection, which owns it. */
  public OutboundFrame frame() {
    OutboundFrame frame = encoded;
    if (frame == null) {
      frame = event.toFrame();
      encoded = frame;
    }
    return frame.again();
  }

  @Override
  public void close() {
    if (encoded != null) {
      encoded.release();
      encoded = null;
    }
  }
}

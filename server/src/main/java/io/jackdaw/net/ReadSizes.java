package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much is read from a connection at a time: as much as it has sent before, up to a mebibyte;
 * while no memory is left for frames in parts, so little that many who wait for some hold almost
 * nothing.
 */
final class ReadSizes implements RecvByteBufAllocator {
  private static final int MIN_BYTES = 512;
  private static final int FIRST_BYTES = 4096;
  private static final int MAX_BYTES = 1024 * 1024;

  private final AdaptiveRecvByteBufAllocator adaptive;
  private final RequestMemory memory;

  private ReadSizes(AdaptiveRecvByteBufAllocator adaptive, RequestMemory memory) {
    this.adaptive = adaptive;
    this.memory = memory;
  }

  /** Sizes for connections that share this memory; null for as much as they need. */
  static RecvByteBufAllocator within(@Nullable RequestMemory memory) {
    AdaptiveRecvByteBufAllocator adaptive =
        new AdaptiveRecvByteBufAllocator(MIN_BYTES, FIRST_BYTES, MAX_BYTES);
    return memory == null ? adaptive : new ReadSizes(adaptive, memory);
  }

  @Override
  public ExtendedHandle newHandle() {
    return new Careful((ExtendedHandle) adaptive.newHandle());
  }

  /** Of one connection. */
  private final class Careful extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle usual;

    Careful(ExtendedHandle usual) {
      super(usual);
      this.usual = usual;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return memory.isExhausted() ? allocator.ioBuffer(FIRST_BYTES) : usual.allocate(allocator);
    }

    @Override
    public int guess() {
      return memory.isExhausted() ? FIRST_BYTES : usual.guess();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return usual.continueReading(maybeMore);
    }
  }
}

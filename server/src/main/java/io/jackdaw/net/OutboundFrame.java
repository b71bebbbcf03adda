package io.jackdaw.net;

import io.jackdaw.disk.DiskFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way out: pieces of memory and of files, sent in the order they were added, behind
 * a length prefix that is computed here.
 *
 * <pre>
 *   | length 4 | piece | piece | …      the prefix shares the buffer of a reserved first piece
 * </pre>
 *
 * <p>Built by one thread, then handed to a {@link Connection}, which owns it from there. A frame
 * that is never handed over must be {@link #release}d.
 */
public final class OutboundFrame {
  private static final int PREFIX_BYTES = Integer.BYTES;
  private static final Runnable NOTHING = () -> {};

  private final List<Object> pieces = new ArrayList<>(2);
  private long sizeBytes;
  private Runnable afterSend = NOTHING;
  private @Nullable List<OutboundFrame> ahead;

  /** An empty frame. */
  public OutboundFrame() {}

  /** A frame of which everything is in {@code shared}, the prefix too. */
  private OutboundFrame(ByteBuf shared) {
    pieces.add(shared);
    sizeBytes = (long) shared.readableBytes() - PREFIX_BYTES;
  }

  /** Adds room for exactly {@code bytes} bytes from the pool, to be filled before handing over. */
  public ByteBuffer reserve(int bytes) {
    int prefix = pieces.isEmpty() ? PREFIX_BYTES : 0;
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(prefix + bytes, prefix + bytes);
    pieces.add(buffer.writerIndex(prefix + bytes));
    sizeBytes += bytes;
    return buffer.nioBuffer(prefix, bytes);
  }

  /**
   * Another frame of the same bytes, for another connection; to be called before this one is handed
   * over, and only if all of this one was {@linkplain #reserve reserved} at once. It shares this
   * one's memory, and lives on when this one is released.
   */
  public OutboundFrame again() {
    ByteBuf only = (ByteBuf) finish().getFirst();
    return new OutboundFrame(only.retainedDuplicate());
  }

  /** Adds bytes without copying them; they must not change until sent. */
  public OutboundFrame wrap(ByteBuffer bytes) {
    startWithPrefix();
    pieces.add(Unpooled.wrappedBuffer(bytes));
    sizeBytes += bytes.remaining();
    return this;
  }

  /**
   * Adds {@code [position, position + count)} of a file. The kernel sends it from its page cache
   * where file and socket allow, otherwise it is read into a pooled buffer here. The file must stay
   * open, and must not be cut inside the range, until {@link #afterSend} runs.
   */
  public OutboundFrame file(DiskFile file, long position, int count) {
    FileChannel channel = file.channel();
    if (channel == null) {
      file.read(reserve(count), position);
    } else {
      startWithPrefix();
      pieces.add(new BorrowedFileRegion(channel, position, count));
      sizeBytes += count;
    }
    return this;
  }

  /** Sends {@code other} right before this one; others handed over before keep their order. */
  public OutboundFrame behind(OutboundFrame other) {
    List<OutboundFrame> others = ahead;
    if (others == null) {
      others = new ArrayList<>(2);
      ahead = others;
    }
    others.add(other);
    return afterSend(other.afterSend);
  }

  /** Runs {@code action} once the frame has been sent or dropped, on any thread. */
  public OutboundFrame afterSend(Runnable action) {
    Runnable before = afterSend;
    afterSend =
        before == NOTHING
            ? action
            : () -> {
              before.run();
              action.run();
            };
    return this;
  }

  /** Bytes behind the length prefix. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Gives the memory back of a frame that will not be handed over. */
  public void release() {
    if (ahead != null) {
      ahead.forEach(other -> other.pieces.forEach(ReferenceCountUtil::release));
    }
    pieces.forEach(ReferenceCountUtil::release);
    pieces.clear();
    afterSend.run();
  }

  /** The pieces with the prefix filled in: from here on the caller owns them. */
  List<Object> finish() {
    startWithPrefix();
    ((ByteBuf) pieces.getFirst()).setInt(0, Math.toIntExact(sizeBytes));
    List<OutboundFrame> others = ahead;
    if (others == null) {
      return pieces;
    }
    List<Object> all = new ArrayList<>();
    others.forEach(other -> all.addAll(other.finish()));
    all.addAll(pieces);
    return all;
  }

  Runnable afterSend() {
    return afterSend;
  }

  private void startWithPrefix() {
    if (pieces.isEmpty()) {
      pieces.add(PooledByteBufAllocator.DEFAULT.directBuffer(PREFIX_BYTES).writeZero(PREFIX_BYTES));
    }
  }

  /** A region of a file that somebody else closes. */
  static final class BorrowedFileRegion extends DefaultFileRegion {
    private final FileChannel file;

    BorrowedFileRegion(FileChannel file, long position, long count) {
      super(file, position, count);
      this.file = file;
    }

    /** The same, for a connection on which the kernel cannot send files. */
    FileChunks inChunks() {
      return new FileChunks(file, position(), count());
    }

    @Override
    protected void deallocate() {
      // The log owns its files; a sent region gives back nothing.
    }
  }
}

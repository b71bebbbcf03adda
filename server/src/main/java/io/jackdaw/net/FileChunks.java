package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A range of a file in pieces of memory, for a connection whose bytes are encrypted on the way:
 * each is read when the socket can take it. One event loop.
 */
final class FileChunks implements ChunkedInput<ByteBuf> {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final FileChannel file;
  private final long start;
  private final long count;
  private long read;

  FileChunks(FileChannel file, long start, long count) {
    this.file = file;
    this.start = start;
    this.count = count;
  }

  @Override
  public boolean isEndOfInput() {
    return read == count;
  }

  /** The file is not ours. */
  @Override
  public void close() {}

  @Override
  @Deprecated // By Netty, whose interface still asks for it.
  @SuppressWarnings("InlineMeSuggester")
  public ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
    return readChunk(context.alloc());
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    int wanted = (int) Math.min(CHUNK_BYTES, count - read);
    ByteBuf chunk = allocator.directBuffer(wanted, wanted);
    boolean whole = false;
    try {
      while (chunk.isWritable()) {
        long position = start + read + chunk.readableBytes();
        if (chunk.writeBytes(file, position, chunk.writableBytes()) < 0) {
          throw new EOFException("the file ends at " + position);
        }
      }
      whole = true;
      read += wanted;
      return chunk;
    } finally {
      if (!whole) {
        chunk.release();
      }
    }
  }

  @Override
  public long length() {
    return count;
  }

  @Override
  public long progress() {
    return read;
  }
}

package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Workplace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** What the machine itself can do, with no protocol at all: no server can be faster. */
final class Limits {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SINK_MIB = 4096;
  private static final int FSYNCS = 2000;
  private static final int RECORD_BYTES = 100;

  private Limits() {}

  static void measure(Workplace place, Effort effort, Map<String, String> into) throws IOException {
    int mib = effort.part(SINK_MIB);
    Path file = place.root().resolve("limits.bin");
    try {
      try (FileChannel nothing = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
        into.put("loopback", "%.0f MiB/s".formatted(transfer(nothing, mib)));
      }
      try (FileChannel sink =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        into.put("socket to file", "%.0f MiB/s".formatted(transfer(sink, mib)));
        into.put("fsync of 100 bytes", "%.0f a second".formatted(fsyncs(sink, effort)));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** MiB a second through a loopback connection into {@code sink}, without fsync. */
  private static double transfer(FileChannel sink, int mib) throws IOException {
    try (ServerSocketChannel listening =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      long start = System.nanoTime();
      Thread sender = Thread.ofPlatform().start(() -> send(listening, mib));
      try (SocketChannel from = listening.accept()) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (from.read(chunk) >= 0) {
          chunk.flip();
          while (chunk.hasRemaining()) {
            sink.write(chunk);
          }
          chunk.clear();
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      sender.interrupt();
      return mib / seconds;
    }
  }

  private static void send(ServerSocketChannel listening, int mib) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (SocketChannel to = SocketChannel.open(listening.getLocalAddress())) {
      for (int i = 0; i < mib; i++) {
        chunk.clear();
        while (chunk.hasRemaining()) {
          to.write(chunk);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot send to ourselves", e);
    }
  }

  /** How often a second a short write into space that the file already has can be forced. */
  private static double fsyncs(FileChannel file, Effort effort) throws IOException {
    int times = effort.part(FSYNCS);
    ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    file.force(true);
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      record.clear();
      file.write(record, (long) i * RECORD_BYTES);
      file.force(false);
    }
    return times / ((System.nanoTime() - start) / 1e9);
  }
}

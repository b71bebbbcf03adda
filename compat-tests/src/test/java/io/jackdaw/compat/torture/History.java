package io.jackdaw.compat.torture;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What all clients asked and were told, in memory for the checks and as text for people. Any
 * thread.
 *
 * <p>Two lines for each request: {@code seconds client > request} when it is sent, {@code seconds
 * client < entry} when its outcome is known, or known to stay unknown.
 */
final class History implements AutoCloseable {
  private final long beganNs = System.nanoTime();
  private final List<Entry> entries = new ArrayList<>();
  private final Path file;
  private final BufferedWriter text;

  /** A history whose text goes to {@code file}. */
  History(Path file) {
    this.file = file;
    try {
      text = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return file;
  }

  /** Nanoseconds since the history began. */
  long now() {
    return System.nanoTime() - beganNs;
  }

  /** Notes that a client is about to send a request; the time to give to its entry. */
  long invoke(String client, Object request) {
    long now = now();
    line(now, client, '>', request);
    return now;
  }

  /** Keeps the outcome of a request. */
  void complete(Entry entry) {
    synchronized (entries) {
      entries.add(entry);
    }
    line(now(), entry.client(), '<', entry);
  }

  /** Notes something for readers of the text only, such as a fault. */
  void remark(String what) {
    line(now(), "-", '!', what);
  }

  /** All entries of one kind, in the order of their completion. */
  <E extends Entry> List<E> all(Class<E> kind) {
    synchronized (entries) {
      return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  private void line(long ns, String client, char direction, Object what) {
    String line = String.format(Locale.ROOT, "%.6f %s %c %s%n", ns / 1e9, client, direction, what);
    synchronized (text) {
      try {
        text.write(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (text) {
      try {
        text.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

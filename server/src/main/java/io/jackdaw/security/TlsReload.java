package io.jackdaw.security;

import io.jackdaw.net.ServerTls;
import io.jackdaw.time.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the files of keys and certificates have changed, and uses the new ones
 * for connections from then on. A file that cannot be used changes nothing. One event loop.
 */
public final class TlsReload {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

  private final TlsFiles files;
  private final ServerTls tls;
  private final EventLoop loop;
  private final long everyMs;
  private List<State> known;

  /** What tells one state of a file from another. */
  private record State(Path path, long modifiedMs, long bytes, Object identity) {}

  public TlsReload(TlsFiles files, ServerTls tls, EventLoop loop, long everyMs) {
    this.files = files;
    this.tls = tls;
    this.loop = loop;
    this.everyMs = everyMs;
    this.known = states();
  }

  public void start() {
    loop.schedule(everyMs, this::look);
  }

  private void look() {
    List<State> now = states();
    if (!now.equals(known)) {
      known = now;
      try {
        tls.replace(files.load());
        LOG.info("Keys and certificates are read again files={}", files.paths());
      } catch (IllegalArgumentException unusable) {
        LOG.warn("Keys and certificates stay as they were: {}", unusable.getMessage());
      }
    }
    loop.schedule(everyMs, this::look);
  }

  private List<State> states() {
    List<State> states = new ArrayList<>();
    for (Path path : files.paths()) {
      states.add(state(path));
    }
    return states;
  }

  private static State state(Path path) {
    try {
      BasicFileAttributes read = Files.readAttributes(path, BasicFileAttributes.class);
      return new State(
          path, read.lastModifiedTime().toMillis(), read.size(), String.valueOf(read.fileKey()));
    } catch (IOException gone) {
      return new State(path, -1, -1, "");
    }
  }
}

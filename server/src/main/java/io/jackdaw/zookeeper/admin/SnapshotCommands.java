package io.jackdaw.zookeeper.admin;

import io.jackdaw.disk.StorageException;
import io.jackdaw.net.http.HttpCall;
import io.jackdaw.zookeeper.report.Count;
import io.jackdaw.zookeeper.report.Measure;
import io.jackdaw.zookeeper.report.ServerMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code snapshot} and {@code restore}: who may, how often, and what comes of it. Source: ZooKeeper
 * Administrator's Guide, "Snapshot and Restore".
 */
final class SnapshotCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommands.class);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final int FAILED = 500;
  private static final int DISABLED = 503;

  private final AdminConfig.Commands config;
  private final Privileged server;
  private final ServerMetrics metrics;
  private final Interval snapshots;
  private final Interval restores;
  private final LongSupplier nowMs;

  /**
   * @param nowMs monotonic
   */
  SnapshotCommands(
      AdminConfig.Commands config, Privileged server, ServerMetrics metrics, LongSupplier nowMs) {
    this.config = config;
    this.server = server;
    this.metrics = metrics;
    this.nowMs = nowMs;
    this.snapshots = new Interval(config.rateLimitMs());
    this.restores = new Interval(config.rateLimitMs());
  }

  /** Lets one through in each interval. Any thread. */
  private record Interval(long lengthMs, AtomicLong last) {
    Interval(long lengthMs) {
      this(lengthMs, new AtomicLong(Long.MIN_VALUE));
    }

    boolean admits(long now) {
      long before = last.get();
      return (before == Long.MIN_VALUE || now - before >= lengthMs)
          && last.compareAndSet(before, now);
    }
  }

  void snapshot(HttpCall call, String name) throws IOException {
    AdminReply refusal = refusal(call, config.snapshots());
    if (refusal == null && !snapshots.admits(nowMs.getAsLong())) {
      metrics.of(Count.SNAPSHOT_RATE_LIMITED_COUNT).increment();
      refusal = AdminReply.status(TOO_MANY);
    }
    if (refusal != null) {
      AdminServer.reply(call, name, refusal);
      return;
    }
    boolean streaming = Boolean.parseBoolean(call.parameters().getOrDefault("streaming", "true"));
    try {
      if (streaming) {
        stream(call);
      } else {
        describe(call, server.take());
        AdminServer.reply(call, name, AdminReply.empty());
      }
    } catch (StorageException failure) {
      metrics.log().snapshotErrors().increment();
      LOG.warn("No snapshot was taken for client={}: {}", call.peer(), failure.getMessage());
      AdminServer.reply(call, name, AdminReply.status(FAILED));
    }
  }

  private void stream(HttpCall call) throws IOException {
    try (Privileged.Export export = server.export()) {
      describe(call, export.taken());
      try (OutputStream out = call.stream(200, "application/octet-stream")) {
        export.writeTo(out);
      }
    }
  }

  private static void describe(HttpCall call, Privileged.Taken taken) {
    call.setHeader("last_zxid", "0x" + Long.toHexString(taken.zxid()));
    call.setHeader("snapshot_size", Long.toString(taken.sizeBytes()));
  }

  void restore(HttpCall call, String name) throws IOException {
    AdminReply refusal = refusal(call, config.restores());
    if (refusal == null && !restores.admits(nowMs.getAsLong())) {
      metrics.of(Count.RESTORE_RATE_LIMITED_COUNT).increment();
      refusal = AdminReply.status(TOO_MANY);
    }
    AdminServer.reply(call, name, refusal == null ? restored(call) : refusal);
  }

  private AdminReply restored(HttpCall call) {
    long begunMs = nowMs.getAsLong();
    try {
      long zxid = server.restore(call.body());
      metrics.of(Measure.RESTORE_TIME).add(nowMs.getAsLong() - begunMs);
      return AdminReply.ok(java.util.Map.of("last_zxid", zxid));
    } catch (IOException | StorageException failure) {
      metrics.of(Count.RESTORE_ERROR_COUNT).increment();
      LOG.warn("Nothing was restored for client={}: {}", call.peer(), failure.getMessage());
      return AdminReply.status(FAILED);
    }
  }

  private @Nullable AdminReply refusal(HttpCall call, boolean enabled) {
    String authorization = call.header("Authorization");
    if (authorization == null) {
      return AdminReply.error(UNAUTHORIZED, "Auth info is missing for the command");
    }
    return switch (server.check(authorization, call.peer())) {
      case NOT_AUTHENTICATED -> AdminReply.error(UNAUTHORIZED, "Not authenticated");
      case NOT_AUTHORIZED -> AdminReply.error(FORBIDDEN, "Not authorized");
      case GRANTED -> enabled ? null : AdminReply.status(DISABLED);
    };
  }
}

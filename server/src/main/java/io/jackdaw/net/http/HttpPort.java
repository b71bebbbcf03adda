package io.jackdaw.net.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jackdaw.disk.StorageException;
import io.jackdaw.net.TlsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that speaks HTTP/1.1. Each call runs on a virtual thread of its own and may block; a call
 * that fails is answered with 500 and logged. At most {@link #MAX_CALLS} calls run at a time, and
 * more than that are refused with 503. Any thread.
 */
public final class HttpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
  private static final int MAX_CALLS = 64;
  private static final int BACKLOG = 50;

  private final String purpose;
  private final HttpHandler handler;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Semaphore room = new Semaphore(MAX_CALLS);

  /** Answers calls. */
  public interface HttpHandler {
    /** Answers one call, on a thread that may block. */
    void handle(HttpCall call) throws IOException;
  }

  private HttpPort(String purpose, HttpServer server, HttpHandler handler) {
    this.purpose = purpose;
    this.server = server;
    this.handler = handler;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("jackdaw-http-", 0).factory());
    server.setExecutor(threads);
    server.createContext("/", this::exchange);
  }

  /**
   * Binds and answers from now on.
   *
   * @param purpose what the port is for, for the log
   * @param tls how calls are encrypted; null for plain ones
   * @throws StorageException when the port cannot be had
   * @throws IllegalArgumentException if {@code tls} cannot be used
   */
  public static HttpPort bind(
      String purpose, InetSocketAddress address, @Nullable TlsConfig tls, HttpHandler handler) {
    try {
      HttpServer server =
          tls == null
              ? HttpServer.create(address, BACKLOG)
              : HttpsSettings.of(tls).server(address, BACKLOG);
      HttpPort port = new HttpPort(purpose, server, handler);
      server.start();
      return port;
    } catch (IOException refused) {
      throw new StorageException(
          "Cannot listen on %s for %s: %s".formatted(address, purpose, refused.getMessage()),
          refused);
    }
  }

  /** The port in use, also when it was picked. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (HttpCall call = new HttpCall(exchange)) {
      if (!room.tryAcquire()) {
        call.reply(503, "text/plain", "Too many calls\n");
        return;
      }
      try {
        handler.handle(call);
      } catch (RuntimeException bug) {
        LOG.error("A call of the {} failed path={}", purpose, call.path(), bug);
        call.replyIfNot(500, "text/plain", "Internal error\n");
      } finally {
        room.release();
      }
    }
  }

  /** Closes the port and all its connections. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package io.jackdaw.net.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its reply. The thread that it was given to. */
public final class HttpCall implements AutoCloseable {
  private final HttpExchange exchange;
  private boolean replied;

  HttpCall(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** {@code GET}, {@code POST}, … */
  public String method() {
    return exchange.getRequestMethod();
  }

  /** The path, decoded, without the query. */
  public String path() {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  public InetSocketAddress peer() {
    return exchange.getRemoteAddress();
  }

  public @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /** The parameters of the query; of one that is given twice the first. */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String each : query == null ? new String[0] : query.split("&", -1)) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      String value = equals < 0 ? "" : each.substring(equals + 1);
      if (!name.isEmpty()) {
        parameters.putIfAbsent(decoded(name), decoded(value));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException asItIs) {
      return text;
    }
  }

  /** What the caller sends; ends where the request does. */
  public InputStream body() {
    return exchange.getRequestBody();
  }

  /** Sets a header of the reply; before the reply begins. */
  public void setHeader(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  /** Replies with a text, in UTF-8. */
  public void reply(int status, String contentType, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean bodiless = bytes.length == 0 || method().equals("HEAD");
    begin(status, contentType, bodiless ? -1 : bytes.length);
    if (!bodiless) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** The same, unless a reply was begun already. */
  void replyIfNot(int status, String contentType, String text) throws IOException {
    if (!replied) {
      reply(status, contentType, text);
    }
  }

  /** Begins a reply of unknown length; the stream must be closed to end it. */
  public OutputStream stream(int status, String contentType) throws IOException {
    begin(status, contentType, 0);
    return exchange.getResponseBody();
  }

  private void begin(int status, String contentType, long length) throws IOException {
    replied = true;
    setHeader("Content-Type", contentType);
    exchange.sendResponseHeaders(status, length);
  }

  @Override
  public void close() {
    exchange.close();
  }
}

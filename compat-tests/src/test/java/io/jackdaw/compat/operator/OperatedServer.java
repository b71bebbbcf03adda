package io.jackdaw.compat.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.BiFunction;

/** A server with all words and the AdminServer enabled, and what it answers. */
final class OperatedServer implements AutoCloseable {
  private static final int TICK_MS = 500;

  private final ServerProcess process;
  private final int adminPort;
  private final HttpClient http = HttpClient.newHttpClient();

  OperatedServer(ServerProcess process, int adminPort) {
    this.process = process;
    this.adminPort = adminPort;
  }

  static OperatedServer apache() {
    return start(ApacheZooKeeper::fresh);
  }

  static OperatedServer jackdaw() {
    return start(JackdawCoordination::fresh);
  }

  private static OperatedServer start(BiFunction<Integer, String[], ServerProcess> start) {
    int adminPort = Places.freePort();
    return new OperatedServer(start.apply(TICK_MS, settings(adminPort)), adminPort);
  }

  /** Lines of {@code zoo.cfg}. */
  static String[] settings(int adminPort) {
    return new String[] {
      "4lw.commands.whitelist=*",
      "admin.enableServer=true",
      "admin.serverAddress=127.0.0.1",
      "admin.serverPort=" + adminPort,
      "admin.rateLimiterIntervalInMS=0",
      "serializeLastProcessedZxid.enabled=true",
      "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
    };
  }

  String connectString() {
    return process.address();
  }

  /** The answer to a word. */
  String word(String word) {
    return send(word.getBytes(UTF_8));
  }

  /** The answer to a word with a number behind it. */
  String word(String word, long number) {
    return send(ByteBuffer.allocate(12).put(word.getBytes(UTF_8)).putLong(number).array());
  }

  private String send(byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), process.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The AdminServer's answer to a GET. */
  HttpResponse<byte[]> get(String path, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    headers.forEach(request::header);
    return send(request.build());
  }

  /** The AdminServer's answer to a POST. */
  HttpResponse<byte[]> post(String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request.build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The answer to an AdminServer's command: status, content type and text. */
  String command(String name) {
    HttpResponse<byte[]> answer = get("/commands/" + name, Map.of());
    String type = answer.headers().firstValue("Content-Type").orElse("none");
    return answer.statusCode() + " " + type + "\n" + new String(answer.body(), UTF_8);
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}

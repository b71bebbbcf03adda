package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kafka-broker-api-versions.sh}: which requests each broker takes, in which versions. */
@Command(
    name = "kafka-broker-api-versions",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "This tool helps to retrieve broker version information.")
public final class KafkaBrokerApiVersions implements Callable<Integer> {
  private static final int TIMEOUT_MS = 30_000;
  private static final short ASKED_VERSION = 0;

  @Mixin Connection connection = new Connection();

  @Override
  public Integer call() {
    try (Admin admin = connection.admin()) {
      var nodes =
          new Progress(System.err).await("asking for brokers", admin.describeCluster().nodes());
      for (Node node : nodes) {
        System.out.println(
            "%s:%d (id: %d rack: %s isFenced: false) -> ("
                .formatted(node.host(), node.port(), node.id(), node.rack()));
        System.out.println(String.join(",\n", lines(ask(node))));
        System.out.println(")");
      }
      return 0;
    }
  }

  private static List<String> lines(ApiVersionsResponseData answer) {
    Map<Integer, ApiVersion> offered = new TreeMap<>();
    answer.apiKeys().forEach(version -> offered.put((int) version.apiKey(), version));
    List<String> lines = new ArrayList<>();
    for (ApiKeys key : ApiKeys.clientApis()) {
      ApiVersion version = offered.remove((int) key.id);
      lines.add("\t" + key.name + "(" + key.id + "): " + shown(key, version));
    }
    offered.forEach(
        (id, version) ->
            lines.add(
                "\tUNKNOWN(%d): %d to %d"
                    .formatted(id, version.minVersion(), version.maxVersion())));
    return lines;
  }

  private static String shown(ApiKeys key, @Nullable ApiVersion version) {
    if (version == null) {
      return "UNSUPPORTED";
    }
    String range =
        version.minVersion() == version.maxVersion()
            ? Short.toString(version.minVersion())
            : version.minVersion() + " to " + version.maxVersion();
    int usable = Math.min(version.maxVersion(), key.latestVersion());
    return usable < key.oldestVersion()
        ? range
            + " [unusable: node too "
            + (version.maxVersion() < key.oldestVersion() ? "old" : "new")
            + "]"
        : range + " [usable: " + usable + "]";
  }

  /** By hand, because no public client tells. */
  private static ApiVersionsResponseData ask(Node node) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(ApiKeys.API_VERSIONS.id)
            .setRequestApiVersion(ASKED_VERSION)
            .setClientId("kafka-broker-api-versions");
    short headerVersion = ApiKeys.API_VERSIONS.requestHeaderVersion(ASKED_VERSION);
    ApiVersionsRequestData request = new ApiVersionsRequestData();
    int size = header.size(cache, headerVersion) + request.size(cache, ASKED_VERSION);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size);
    frame.putInt(size);
    header.write(new ByteBufferAccessor(frame), cache, headerVersion);
    request.write(new ByteBufferAccessor(frame), cache, ASKED_VERSION);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.host(), node.port()), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(frame.array());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readInt()];
      in.readFully(reply);
      ByteBuffer body = ByteBuffer.wrap(reply).position(Integer.BYTES).slice();
      return new ApiVersionsResponseData(new ByteBufferAccessor(body), ASKED_VERSION);
    } catch (IOException unreachable) {
      throw new Failure(
          "cannot ask broker %s:%d: %s"
              .formatted(node.host(), node.port(), unreachable.getMessage()),
          "",
          unreachable);
    }
  }
}

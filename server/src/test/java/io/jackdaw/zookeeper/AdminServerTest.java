package io.jackdaw.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.security.TestKeys;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.admin.AdminConfig;
import io.jackdaw.zookeeper.admin.AdminServer;
import io.jackdaw.zookeeper.admin.MetricsServer;
import io.jackdaw.zookeeper.apache.PersistedStat;
import io.jackdaw.zookeeper.apache.SnapshotWriter;
import io.jackdaw.zookeeper.wire.Acl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AdminServer and the metrics of a running service, asked over HTTP. */
class AdminServerTest {
  private final RunningService service =
      new RunningService(
          Map.of("DigestAuthenticationProvider.superDigest", "super:D/InIHSb7yEEbrWz8b9l71RjZJU="));
  private final HttpClient http = HttpClient.newHttpClient();
  private AdminServer admin;

  @BeforeEach
  void startAdmin() {
    AdminConfig.Commands config =
        new AdminConfig.Commands(
            loopback(),
            null,
            "/commands",
            true,
            true,
            0,
            Map.of("tickTime", "500", "a.password", "p"));
    admin = start(config);
  }

  private AdminServer start(AdminConfig.Commands config) {
    return AdminServer.start(
        config,
        service.service().view(),
        service.service().privileged(),
        service.service().metrics(),
        Clock.system());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    http.close();
    admin.close();
    service.close();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String command(String name) throws Exception {
    HttpResponse<String> response = get(admin.port(), "/commands/" + name);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return response.body();
  }

  @Test
  void listsItsCommandsAsLinks() throws Exception {
    assertThat(get(admin.port(), "/commands").body())
        .startsWith("<a href=\"/commands/configuration\">configuration</a>\n<br/>\n")
        .contains("/commands/zabstate");
    assertThat(get(admin.port(), "/").statusCode()).isEqualTo(404);
  }

  @Test
  void answersByEachNameOfACommand() throws Exception {
    assertThat(command("ruok")).isEqualTo("{\n  \"command\" : \"ruok\",\n  \"error\" : null\n}");
    assertThat(command("isro")).contains("\"read_only\" : false", "\"is_read_only\"");
    assertThat(command("none")).contains("\"error\" : \"Unknown command: none\"");
  }

  @Test
  void showsSessionsWatchesAndEphemerals() throws Exception {
    try (RunningService.Client client = service.client()) {
      client.zk.create("/e", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      client.zk.exists("/e", true);
      client.zk.addWatch("/e", AddWatchMode.PERSISTENT);
      long id = client.zk.getSessionId();

      assertThat(command("dump")).contains("\"" + id + "\" : [ \"/e\" ]");
      assertThat(command("watches")).contains("\"" + id + "\" : [ \"/e\" ]");
      assertThat(command("wchp")).contains("\"/e\" : [ " + id + " ]");
      assertThat(command("connections"))
          .contains("\"session_id\" : " + id, "\"session_timeout\" : 10000", "\"last_cxid\" : 3");
      assertThat(command("monitor")).contains("\"ephemerals_count\" : 1", "\"cnt_updatelatency\"");
    }
  }

  @Test
  void keepsTheTraceMaskItIsGiven() throws Exception {
    assertThat(command("gtmk")).contains("\"tracemask\" : 306");
    assertThat(command("stmk?traceMask=7")).contains("\"tracemask\" : 7");
    assertThat(command("gtmk")).contains("\"tracemask\" : 7");
    assertThat(command("stmk?traceMask=x")).contains("requires long traceMask argument, got x");
  }

  @Test
  void speaksHttpsAndAsksForCertificates(@TempDir Path folder) throws Exception {
    TestKeys server = TestKeys.of("server", folder);
    TestKeys known = TestKeys.of("known", folder);
    TestKeys stranger = TestKeys.of("stranger", folder);
    Map<String, String> zooCfg =
        Map.of(
            "admin.forceHttps",
            "true",
            "admin.needClientAuth",
            "true",
            "ssl.quorum.keyStore.location",
            server.pkcs12().toString(),
            "ssl.quorum.keyStore.password",
            TestKeys.PASSWORD,
            "ssl.quorum.trustStore.location",
            TestKeys.believing(folder.resolve("trust.p12"), known).toString(),
            "ssl.quorum.trustStore.password",
            TestKeys.PASSWORD);
    try (AdminServer secure =
        start(
            new AdminConfig.Commands(
                loopback(), AdminTls.parse(zooCfg), "/commands", true, true, 0, zooCfg))) {
      HttpRequest ruok =
          HttpRequest.newBuilder(
                  URI.create("https://127.0.0.1:" + secure.port() + "/commands/ruok"))
              .build();
      try (HttpClient client = HttpClient.newBuilder().sslContext(known.clientOf(server)).build()) {
        assertThat(client.send(ruok, HttpResponse.BodyHandlers.ofString()).body())
            .contains("\"command\" : \"ruok\"");
      }
      try (HttpClient client =
          HttpClient.newBuilder().sslContext(stranger.clientOf(server)).build()) {
        assertThatThrownBy(() -> client.send(ruok, HttpResponse.BodyHandlers.discarding()))
            .isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> get(secure.port(), "/commands/ruok"))
          .as("in the clear")
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void hidesPasswords() throws Exception {
    assertThat(command("icfg")).contains("tickTime=500\\n", "a.password=***");
  }

  @Test
  void tellsPrometheusTheSameFigures() throws Exception {
    AdminConfig.Metrics config = new AdminConfig.Metrics(loopback(), true);
    try (MetricsServer metrics = MetricsServer.start(config, service.service().view());
        RunningService.Client client = service.client()) {
      client.zk.create("/m", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

      assertThat(get(metrics.port(), "/metrics").body())
          .contains(
              "# TYPE znode_count gauge\nznode_count 6.0\n",
              "connection_request_count 1.0\n",
              "updatelatency_count 2.0\n",
              "jvm_memory_bytes_used{area=\"heap\"} ");
      assertThat(get(metrics.port(), "/other").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aSnapshotIsTakenAndRestored() throws Exception {
    byte[] snapshot;
    try (RunningService.Client client = service.client()) {
      client.zk.create(
          "/kept", "1".getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      client.zk.create("/kept/e", null, ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.EPHEMERAL);
      HttpResponse<byte[]> answer =
          send(request("/commands/snapshot").header("Authorization", "digest super:test").build());
      snapshot = answer.body();
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
      assertThat(answer.headers().firstValue("last_zxid")).hasValue("0x3");
      assertThat(answer.headers().firstValue("snapshot_size")).hasValue("" + snapshot.length);

      client.zk.setData("/kept", "2".getBytes(UTF_8), -1);
      client.zk.create("/later", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      assertThat(restore(snapshot).statusCode()).isEqualTo(200);

      // Everybody is disconnected; the session was in the snapshot, so the client goes on.
      await()
          .ignoreException(KeeperException.ConnectionLossException.class)
          .until(() -> client.zk.exists("/later", false) == null);
      assertThat(client.zk.getData("/kept", false, null)).isEqualTo("1".getBytes(UTF_8));
      assertThat(client.zk.exists("/kept/e", false).getEphemeralOwner())
          .isEqualTo(client.zk.getSessionId());
      client.zk.create("/after", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
    service.restart();
    try (RunningService.Client client = service.client()) {
      assertThat(client.zk.exists("/after", false)).as("what came after is durable").isNotNull();
      assertThat(client.zk.exists("/later", false)).as("what was replaced is gone").isNull();
    }
  }

  @Test
  void countsGoOnWhereZooKeepersTurnOver() throws Exception {
    long zxid = 0x1_ffff_fffeL;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SnapshotWriter writer = new SnapshotWriter(bytes);
    writer.begin(Map.of(), List.of());
    writer.znode("/", new byte[0], Acl.OPEN, created(0, 1));
    writer.znode("/edge", null, Acl.OPEN, created(zxid, Integer.MAX_VALUE));
    writer.end(zxid);
    assertThat(restore(bytes.toByteArray()).statusCode()).isEqualTo(200);

    try (RunningService.Client client = service.client()) {
      assertThat(sequential(client)).isEqualTo("/edge/s2147483647");
      assertThat(sequential(client)).isEqualTo("/edge/s2147483648");
      assertThat(client.zk.exists("/edge/s2147483648", false).getCzxid()).isEqualTo(0x2_0000_0001L);
      assertThat(client.zk.exists("/edge", false).getCversion())
          .as("what ZooKeeper's int would be")
          .isEqualTo(2 * (Integer.MAX_VALUE + 2) - 2);
    }
  }

  private static PersistedStat created(long zxid, int creations) {
    return new PersistedStat(zxid, zxid, 0, 0, 0, creations, 0, 0, zxid);
  }

  private static String sequential(RunningService.Client client) throws Exception {
    return client.zk.create(
        "/edge/s", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
  }

  @Test
  void whatIsNoSnapshotChangesNothing() throws Exception {
    try (RunningService.Client client = service.client()) {
      client.zk.create("/kept", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      assertThat(restore("nonsense".getBytes(UTF_8)).statusCode()).isEqualTo(500);
      assertThat(client.zk.exists("/kept", false)).isNotNull();
    }
  }

  @Test
  void snapshotsAreForThoseWhoMayDoAll() throws Exception {
    try (RunningService.Client client = service.client()) {
      client.zk.addAuthInfo("digest", "super:test".getBytes(UTF_8));
      client.zk.setACL("/", ZooDefs.Ids.READ_ACL_UNSAFE, -1);
    }

    assertThat(send(request("/commands/snapshot").build()).statusCode()).isEqualTo(401);
    assertThat(status("digest other:wrong")).isEqualTo(403);
    assertThat(status("ip")).isEqualTo(403);
    assertThat(status("unknown x")).isEqualTo(401);
    assertThat(status("digest super:test")).isEqualTo(200);
  }

  private int status(String authorization) throws Exception {
    return send(request("/commands/snap").header("Authorization", authorization).build())
        .statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path));
  }

  private HttpResponse<byte[]> restore(byte[] snapshot) throws Exception {
    return send(
        request("/commands/restore")
            .header("Authorization", "digest super:test")
            .POST(HttpRequest.BodyPublishers.ofByteArray(snapshot))
            .build());
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void aPortThatIsTakenIsSaidSo() throws IOException {
    AdminConfig.Commands taken =
        new AdminConfig.Commands(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.port()),
            null,
            "/commands",
            true,
            true,
            0,
            Map.of());

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> start(taken)))
        .isInstanceOf(io.jackdaw.disk.StorageException.class)
        .hasMessageContaining("AdminServer");
  }
}

package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.Places;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Access control lists: what a client may, may not, and is told, the same on ours as on Apache
 * Kafka 4.3.1 with its {@code StandardAuthorizer}, while it is allowed more and more.
 */
class AuthorizationTest {
  private static Identity own;
  private static Identity root;
  private static Identity ann;
  private static Path trusted;

  /** A server with a listener for everybody that it knows by a certificate. */
  private record Server(int port, AutoCloseable process) implements AutoCloseable {
    static Server apaches() {
      int port = Places.freePort();
      int plain = Places.freePort();
      int controller = Places.freePort();
      Map<String, String> settings =
          settings("org.apache.kafka.metadata.authorizer.StandardAuthorizer");
      settings.put("controller.quorum.voters", "0@127.0.0.1:" + controller);
      settings.put(
          "listeners",
          "SSL://127.0.0.1:%d,PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
              .formatted(port, plain, controller));
      settings.put(
          "listener.security.protocol.map", "SSL:SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
      return new Server(port, ApacheKraftKafka.fresh(settings, port));
    }

    static Server ours() {
      int port = Places.freePort();
      int plain = Places.freePort();
      Map<String, String> settings = settings("kafka.security.authorizer.AclAuthorizer");
      settings.put(
          "listeners", "SSL://127.0.0.1:%d,PLAINTEXT://127.0.0.1:%d".formatted(port, plain));
      settings.put("broker.id", "0");
      settings.put("auto.create.topics.enable", "false");
      return new Server(port, JackdawProcess.listening(port, "authorization", settings));
    }

    private static Map<String, String> settings(String authorizer) {
      Map<String, String> settings = new HashMap<>();
      settings.put("authorizer.class.name", authorizer);
      settings.put("super.users", "User:ANONYMOUS;User:" + root.subject());
      settings.put("inter.broker.listener.name", "PLAINTEXT");
      settings.put("ssl.keystore.location", own.pkcs12().toString());
      settings.put("ssl.keystore.type", "PKCS12");
      settings.put("ssl.keystore.password", Identity.PASSWORD);
      settings.put("ssl.client.auth", "required");
      settings.put("ssl.truststore.location", Identity.believing(root, ann).toString());
      settings.put("ssl.truststore.type", "PKCS12");
      settings.put("ssl.truststore.password", Identity.PASSWORD);
      return settings;
    }

    Map<String, Object> as(Identity who) {
      Map<String, Object> config = new HashMap<>();
      config.put("bootstrap.servers", "127.0.0.1:" + port);
      config.put("security.protocol", "SSL");
      config.put("ssl.truststore.location", trusted.toString());
      config.put("ssl.truststore.password", Identity.PASSWORD);
      config.put("ssl.keystore.location", who.pkcs12().toString());
      config.put("ssl.keystore.password", Identity.PASSWORD);
      return config;
    }

    @Override
    public void close() throws Exception {
      process.close();
    }
  }

  @BeforeAll
  static void makeIdentities() {
    own = new Identity("server");
    root = new Identity("root");
    ann = new Identity("ann");
    trusted = Identity.believing(own);
  }

  private static final List<String> READING =
      List.of("ALLOW READ TOPIC PREFIXED t", "ALLOW READ GROUP PREFIXED g");

  /** What ann is allowed, or denied, before each further round. */
  private static final List<List<String>> ROUNDS =
      List.of(
          List.of(),
          List.of("ALLOW DESCRIBE TOPIC LITERAL t1", "ALLOW DESCRIBE GROUP LITERAL *"),
          READING,
          List.of("ALLOW WRITE TOPIC LITERAL t1", "ALLOW ALL TRANSACTIONAL_ID PREFIXED x"),
          List.of(
              "DENY READ TOPIC LITERAL t1",
              "ALLOW DESCRIBE CLUSTER LITERAL kafka-cluster",
              "ALLOW DESCRIBE_CONFIGS CLUSTER LITERAL kafka-cluster",
              "ALLOW CREATE TOPIC LITERAL t2",
              "ALLOW DELETE TOPIC LITERAL t2"),
          List.of(
              "ALLOW ALTER CLUSTER LITERAL kafka-cluster",
              "ALLOW ALTER_CONFIGS TOPIC LITERAL *",
              "ALLOW ALTER_CONFIGS GROUP LITERAL g1",
              "ALLOW ALTER TOPIC LITERAL t1",
              "ALLOW DELETE GROUP LITERAL *"),
          List.of(
              "ALLOW ALL TOPIC LITERAL *",
              "ALLOW ALTER_CONFIGS CLUSTER LITERAL kafka-cluster",
              "DENY WRITE GROUP LITERAL g1",
              "DENY DESCRIBE TRANSACTIONAL_ID LITERAL x1"));

  @Test
  @Timeout(600)
  void aClientMayTheSameAndIsToldTheSame() throws Exception {
    List<String> apaches;
    try (Server server = Server.apaches()) {
      apaches = script(server);
    }
    try (Server server = Server.ours()) {
      assertThat(script(server)).isEqualTo(apaches);
    }
  }

  private static List<String> script(Server server) throws Exception {
    List<String> said = new ArrayList<>();
    try (Admin admin = Admin.create(server.as(root));
        Authorized superUser = new Authorized(server.as(root));
        Authorized client = new Authorized(server.as(ann))) {
      admin.createTopics(List.of(new NewTopic("t1", 1, (short) 1))).all().get();
      admin.createTopics(List.of(new NewTopic("other", 1, (short) 1))).all().get();
      superUser.produce(Map.of(), "t1");
      List<AclBinding> all = new ArrayList<>();
      for (List<String> round : ROUNDS) {
        List<AclBinding> added = round.stream().map(AuthorizationTest::binding).toList();
        admin.createAcls(added).all().get();
        all.addAll(added);
        said.add("--- " + round);
        said.addAll(client.everything());
        if (round.equals(READING)) {
          said.add(client.found());
        }
      }
      said.add("--- lists");
      said.addAll(listed(admin, AclBindingFilter.ANY));
      String wrong = "ALLOW READ CLUSTER LITERAL c";
      said.add(wrong + " " + refusal(admin, binding(wrong)));
      said.add("deleted " + deleted(admin, all.subList(0, 3)));
      said.addAll(listed(admin, AclBindingFilter.ANY));
    }
    return said;
  }

  private static AclBinding binding(String text) {
    String[] parts = text.split(" ");
    return new AclBinding(
        new ResourcePattern(
            ResourceType.valueOf(parts[2]), parts[4], PatternType.valueOf(parts[3])),
        new AccessControlEntry(
            "User:" + ann.subject(),
            "*",
            AclOperation.valueOf(parts[1]),
            AclPermissionType.valueOf(parts[0])));
  }

  private static List<String> listed(Admin admin, AclBindingFilter filter) throws Exception {
    return admin.describeAcls(filter).values().get().stream()
        .map(AclBinding::toString)
        .sorted()
        .toList();
  }

  private static String refusal(Admin admin, AclBinding binding) throws InterruptedException {
    try {
      admin.createAcls(List.of(binding)).all().get();
      return "ok";
    } catch (ExecutionException refused) {
      return refused.getCause().toString();
    }
  }

  private static List<String> deleted(Admin admin, List<AclBinding> bindings) throws Exception {
    return admin
        .deleteAcls(bindings.stream().map(AclBinding::toFilter).toList())
        .all()
        .get()
        .stream()
        .map(AclBinding::toString)
        .sorted()
        .toList();
  }
}

package io.jackdaw.kafka.metadata;

import static io.jackdaw.kafka.metadata.TestBroker.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.Errors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final Path DIRECTORY = Path.of("/logs");

  private final TestCoordination service = new TestCoordination();
  private final Disk disk = new MemoryDisk();
  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test-registration");

  @AfterEach
  void stop() {
    loop.close();
    service.close();
  }

  @Test
  void epochIsTheCzxidOfTheZnode() {
    try (ZookeeperClient client = founded()) {
      long epoch = join(registration(client, disk).register());

      Znode znode = join(client.read("/brokers/ids/1")).get();
      assertThat(epoch).isEqualTo(znode.czxid());
      assertThat(znode.version()).isEqualTo(1);
      assertThat(znode.ephemeralOwner()).isEqualTo(client.sessionId());
    }
  }

  @Test
  void registrationOfThePreviousProcessIsReplacedAtOnce() {
    try (ZookeeperClient dead = founded()) {
      long before = join(registration(dead, disk).register());
      try (ZookeeperClient client = service.client()) {
        long startNs = System.nanoTime();

        long epoch = join(registration(client, disk).register());

        assertThat(epoch).isGreaterThan(before);
        assertThat((System.nanoTime() - startNs) / 1_000_000).isLessThan(3_000);
        assertThat(join(client.read("/brokers/ids/1")).get().ephemeralOwner())
            .isEqualTo(client.sessionId());
      }
    }
  }

  @Test
  void anotherBrokerWithTheSameIdIsRefused() {
    try (ZookeeperClient other = founded();
        ZookeeperClient client = service.client()) {
      join(registration(other, disk).register());

      assertThatThrownBy(() -> join(registration(client, new MemoryDisk()).register()))
          .isInstanceOf(ZookeeperUnavailableException.class)
          .hasMessageContaining("Another broker is registered as broker.id 1")
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void brokerComesBackAfterItsSessionExpired() {
    try (TestBroker broker = TestBroker.start(service, 1, disk)) {
      long before = broker.image().brokers().get(1).epoch();

      broker.client.session().getTestable().injectSessionExpiration();

      broker.awaitImage(
          image -> image.brokers().containsKey(1) && image.brokers().get(1).epoch() > before);
      broker.awaitImage(
          image ->
              broker.follower.tree().seat().session() == broker.client.sessionId()
                  && image.controllerId() == 1);
      assertThat(
              join(broker.topics.create(
                      new NewTopic("afterwards", 2, 1, new TreeMap<>(), Map.of()), false, 20_000))
                  .error())
          .isEqualTo(Errors.NONE);
    }
  }

  @Test
  void followerKeepsItsImageWhenTheClusterIsLost() {
    try (TestBroker broker = TestBroker.start(service, 1, disk)) {
      join(
          broker.topics.create(
              new NewTopic("precious", 1, 1, new TreeMap<>(), Map.of()), false, 20_000));
      overwrite(broker, Znodes.CLUSTER_ID, new ClusterIdZnode("anotherCluster").encode());
      long before = broker.client.sessionId();

      broker.client.session().getTestable().injectSessionExpiration();

      Awaitility.await()
          .until(
              () -> {
                long now = broker.client.sessionId();
                return now != 0 && now != before;
              });
      join(broker.client.read("/"));
      assertThat(broker.image().topic("precious")).isNotNull();
    }
  }

  private static void overwrite(TestBroker broker, String path, byte[] data) {
    assertThat(
            join(broker.client.write(new ZnodeWrite.Write(path, data, ZnodeWrite.ANY_VERSION)))
                .ok())
        .isTrue();
  }

  @Test
  void idsThatAreGeneratedDifferAndStayAboveTheReservedOnes() {
    try (ZookeeperClient client = founded()) {
      int first = join(BrokerIdentity.generate(client, 1000));
      int second = join(BrokerIdentity.generate(client, 1000));

      assertThat(first).isEqualTo(1001);
      assertThat(second).isEqualTo(1002);
    }
  }

  @Test
  void producerIdsAreUniqueOverBrokersAndComeInBlocks() {
    try (ZookeeperClient client = founded()) {
      ProducerIds one = new ProducerIdBlocks(client, 1);
      ProducerIds two = new ProducerIdBlocks(client, 2);

      assertThat(join(one.next())).isEqualTo(0);
      assertThat(join(two.next())).isEqualTo(1000);
      assertThat(join(one.next())).isEqualTo(1);
      for (int i = 2; i < 1000; i++) {
        join(one.next());
      }
      assertThat(join(one.next())).isEqualTo(2000);
      assertThat(join(client.read(Znodes.PRODUCER_ID_BLOCK)).get().text())
          .isEqualTo(
              "{\"version\":1,\"broker\":1,\"block_start\":\"2000\",\"block_end\":\"2999\"}");
    }
  }

  private ZookeeperClient founded() {
    ZookeeperClient client = service.client();
    join(new ClusterPaths(client).create());
    return client;
  }

  private Registration registration(ZookeeperClient client, Disk memory) {
    memory.createDirectories(DIRECTORY);
    return new Registration(
        client,
        1,
        List.of(new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092)),
        null,
        new RememberedSession(memory, DIRECTORY),
        loop,
        Clock.system());
  }
}

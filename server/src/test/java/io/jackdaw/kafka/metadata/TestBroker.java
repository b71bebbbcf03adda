package io.jackdaw.kafka.metadata;

import io.jackdaw.disk.Disk;
import io.jackdaw.kafka.BrokerConfig;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.controller.Controller;
import io.jackdaw.kafka.controller.Rules;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A broker that knows its cluster and stands for election, but has neither sockets nor logs. */
public final class TestBroker implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/logs");

  public final BrokerConfig config;
  public final ZookeeperClient client;
  public final ClusterFollower follower;
  public final ImageAwaiter awaiter;
  public final EffectiveConfigs configs;
  public final ZnodeTopics topics;
  public final ZnodeConfigs znodeConfigs;
  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test-metadata");
  private final SingleThreadEventLoop controllerLoop = new SingleThreadEventLoop("test-controller");
  private final Controller controller;

  /** Registered, and told of a controller, when this returns. */
  public static TestBroker start(TestCoordination service, int id, Disk disk) {
    return start(service, id, disk, Map.of());
  }

  public static TestBroker start(
      TestCoordination service, int id, Disk disk, Map<String, String> properties) {
    TestBroker broker = new TestBroker(service, id, disk, properties);
    broker.awaitImage(image -> image.controllerId() >= 0);
    return broker;
  }

  private TestBroker(TestCoordination service, int id, Disk disk, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("broker.id", Integer.toString(id));
    all.put("zookeeper.connect", service.config().toString());
    config = BrokerConfig.parse(all);
    client = service.client();
    String clusterId = join(new ClusterPaths(client).create());
    follower = new ClusterFollower(client, clusterId, loop, config.authorizer() != null);
    awaiter = new ImageAwaiter(follower, loop);
    configs = config.effective();
    topics = new ZnodeTopics(client, follower, awaiter, config.topics(), configs);
    znodeConfigs = new ZnodeConfigs(client, follower);
    join(follower.start());
    disk.createDirectories(DIRECTORY);
    join(
        new Registration(
                client,
                id,
                List.of(new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092 + id)),
                null,
                new RememberedSession(disk, DIRECTORY),
                loop,
                Clock.system())
            .register());
    controller =
        new Controller(
            client,
            follower,
            id,
            new Rules(config.topics().deleteEnabled(), topic -> false),
            config.leadership(),
            controllerLoop,
            Clock.system());
    controller.start();
  }

  public ClusterImage image() {
    return follower.image();
  }

  public ClusterImage awaitImage(Predicate<ClusterImage> wanted) {
    if (!join(awaiter.await(wanted, 20_000))) {
      throw new AssertionError("Not seen within 20 s; the image is " + follower.image());
    }
    return follower.image();
  }

  /** The JSON that others find. */
  public String text(String path) {
    return join(client.read(path)).get().text();
  }

  public static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failure);
    } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  @Override
  public void close() {
    controller.close();
    client.close();
    controllerLoop.close();
    loop.close();
  }
}

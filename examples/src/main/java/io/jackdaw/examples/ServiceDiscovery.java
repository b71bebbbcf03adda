package io.jackdaw.examples;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Service discovery and configuration through znodes, next to a topic. Each instance
 *
 * <ul>
 *   <li>registers itself as an <em>ephemeral</em> znode under {@code /services/greeter}, which
 *       vanishes when it ends or dies;
 *   <li>keeps a list of the living instances through a <em>watch</em>;
 *   <li>follows the znode {@code /config/greeting}, so that a change takes effect at once
 *       everywhere;
 *   <li>writes what it sees to the topic {@code greetings}.
 * </ul>
 *
 * <p>Start it in two terminals, from the unpacked distribution:
 *
 * <pre>java -cp 'libs/*' examples/io/jackdaw/examples/ServiceDiscovery.java one
 * java -cp 'libs/*' examples/io/jackdaw/examples/ServiceDiscovery.java two</pre>
 *
 * (from a checkout: {@code mvn -q -pl examples compile exec:java
 * -Dexec.mainClass=io.jackdaw.examples.ServiceDiscovery -Dexec.args=one}), then in a third
 *
 * <pre>bin/jackdaw zk set /config/greeting 'good evening'
 * bin/jackdaw consume greetings --from-beginning</pre>
 *
 * and end one of them.
 */
public final class ServiceDiscovery implements Watcher {
  private static final String SERVICES = "/services/greeter";
  private static final String GREETING = "/config/greeting";
  private static final int SESSION_TIMEOUT_MS = 10_000;

  private final String name;
  private final ZooKeeper coordination;
  private final Producer<String, String> producer;
  private final CountDownLatch connected = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private ServiceDiscovery(String name, String connectString, Producer<String, String> producer)
      throws Exception {
    this.name = name;
    this.producer = producer;
    this.coordination = new ZooKeeper(connectString, SESSION_TIMEOUT_MS, this);
  }

  /**
   * @param args a name for this instance; then, optionally, the addresses of the coordination
   *     service and the broker
   */
  public static void main(String[] args) throws Exception {
    String name = args.length > 0 ? args[0] : "greeter-" + ProcessHandle.current().pid();
    Properties properties = new Properties();
    properties.put("bootstrap.servers", args.length > 2 ? args[2] : "localhost:9092");
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    try (Producer<String, String> producer = new KafkaProducer<>(properties)) {
      new ServiceDiscovery(name, args.length > 1 ? args[1] : "localhost:2181", producer).run();
    }
  }

  private void run() throws Exception {
    connected.await();
    ensure(SERVICES, "");
    ensure(GREETING, "hello");
    coordination.addWatch(SERVICES, AddWatchMode.PERSISTENT);
    coordination.addWatch(GREETING, AddWatchMode.PERSISTENT);
    coordination.create(
        SERVICES + "/" + name, utf8(name), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    ended.await();
  }

  /** Called by the client, one event after the other. */
  @Override
  public void process(WatchedEvent event) {
    try {
      switch (event.getType()) {
        case None -> connection(event.getState());
        case NodeChildrenChanged ->
            say("instances: " + new TreeSet<>(coordination.getChildren(SERVICES, false)));
        case NodeDataChanged ->
            say(text(coordination.getData(GREETING, false, null)) + " from " + name);
        default -> say(event.getType() + " " + event.getPath());
      }
    } catch (KeeperException e) {
      System.err.println("the coordination service says: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connection(Event.KeeperState state) {
    if (state == Event.KeeperState.SyncConnected) {
      connected.countDown();
    } else if (state == Event.KeeperState.Expired || state == Event.KeeperState.Closed) {
      ended.countDown();
    }
  }

  private void say(String what) {
    System.out.println(what);
    producer.send(new ProducerRecord<>("greetings", name, what));
  }

  /** Creates a path and all its parents, unless they are there. */
  private void ensure(String path, String data) throws KeeperException, InterruptedException {
    int end = path.indexOf('/', 1);
    for (String part : List.of(end < 0 ? path : path.substring(0, end), path)) {
      try {
        byte[] content = part.equals(path) ? utf8(data) : new byte[0];
        coordination.create(part, content, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      } catch (KeeperException.NodeExistsException alreadyThere) {
        // Just as well: another instance of this program was here first.
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

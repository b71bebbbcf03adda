package io.jackdaw.node;

import io.jackdaw.zookeeper.change.ChangeFeed;
import io.jackdaw.zookeeper.change.ZnodeChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic {@code __coordination}, open for writing where it ends: one record a change, in the
 * order of the zxids, none twice. One thread writes. The records are described in {@code
 * docs/formats/coordination-topic.md}.
 */
final class ChangeTopic implements AutoCloseable {
  static final TopicPartition PARTITION = new TopicPartition("__coordination", 0);

  /** A change is as large as a request to the coordination service may be, and a little more. */
  private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
  private static final byte[] NOTHING = {};

  /** No broker leads the topic now. */
  static final int NONE = -1;

  private final KafkaProducer<byte[], byte[]> producer;
  private final LongConsumer written;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final int brokerId;
  private long zxid;
  private int changesThere;

  private ChangeTopic(
      KafkaProducer<byte[], byte[]> producer,
      int brokerId,
      TopicPosition end,
      LongConsumer written) {
    this.producer = producer;
    this.brokerId = brokerId;
    this.written = written;
    this.zxid = end.zxid();
    this.changesThere = end.changes();
  }

  /**
   * Finds the end of the topic, which is there.
   *
   * @param brokerId of the broker that leads it
   * @param written told the index of a command when its changes, and all before, are in the topic
   */
  static ChangeTopic open(String bootstrapServers, int brokerId, LongConsumer written) {
    Properties client = TopicPosition.client(bootstrapServers);
    TopicPosition end = TopicPosition.of(PARTITION, client);
    client.putAll(
        Map.of(
            "acks", "all",
            "enable.idempotence", "true",
            "delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE),
            "max.request.size", Integer.toString(MAX_RECORD_BYTES),
            "linger.ms", "1"));
    return new ChangeTopic(
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()),
        brokerId,
        end,
        written);
  }

  /**
   * Makes the topic on a broker, if it is missing.
   *
   * @return the broker that leads it, or {@link #NONE}
   */
  static int leader(String bootstrapServers, int brokerId) throws InterruptedException {
    try (Admin admin = Admin.create(TopicPosition.client(bootstrapServers))) {
      create(admin, brokerId);
      TopicDescription topic =
          admin
              .describeTopics(List.of(PARTITION.topic()))
              .allTopicNames()
              .get()
              .get(PARTITION.topic());
      Node leader = topic == null ? null : topic.partitions().getFirst().leader();
      return leader == null ? NONE : leader.id();
    } catch (ExecutionException refused) {
      throw new IllegalStateException(
          "the leader of " + PARTITION + " is not known: " + refused.getCause(), refused);
    }
  }

  private static void create(Admin admin, int brokerId) throws InterruptedException {
    NewTopic topic =
        new NewTopic(PARTITION.topic(), Map.of(PARTITION.partition(), List.of(brokerId)))
            .configs(
                Map.of(
                    "cleanup.policy",
                    "compact",
                    "max.message.bytes",
                    Integer.toString(MAX_RECORD_BYTES)));
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "the topic " + PARTITION.topic() + " cannot be made: " + refused.getCause(), refused);
      }
    }
  }

  /** Zxid of the last change that is there, or on its way. */
  long zxid() {
    return zxid;
  }

  /**
   * Appends what one command did, unless it is there already.
   *
   * @throws IllegalStateException if an earlier record was refused, or another broker leads the
   *     topic, whose node appends then; the topic is to be opened anew
   */
  void append(ChangeFeed.Commit commit) {
    checkFailure();
    checkLeader();
    List<ZnodeChange> changes = commit.changes();
    int from = commit.zxid() > zxid ? 0 : commit.zxid() == zxid ? changesThere : changes.size();
    for (int i = from; i < changes.size(); i++) {
      boolean last = i == changes.size() - 1;
      producer.send(
          record(changes.get(i)),
          (metadata, exception) -> {
            if (exception != null) {
              failure.compareAndSet(null, exception);
            } else if (last && failure.get() == null) {
              written.accept(commit.index());
            }
          });
    }
    if (commit.zxid() >= zxid && from < changes.size()) {
      zxid = commit.zxid();
      changesThere = changes.size();
    }
  }

  /**
   * Waits until everything appended is in the topic.
   *
   * @throws IllegalStateException if a record was refused
   */
  void flush() {
    producer.flush();
    checkFailure();
  }

  private void checkFailure() {
    Exception refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException("a record was refused: " + refused.getMessage(), refused);
    }
  }

  private void checkLeader() {
    Node leader = producer.partitionsFor(PARTITION.topic()).getFirst().leader();
    if (leader != null && leader.id() >= 0 && leader.id() != brokerId) {
      throw new IllegalStateException("broker " + leader.id() + " leads " + PARTITION + " now");
    }
  }

  private static ProducerRecord<byte[], byte[]> record(ZnodeChange change) {
    boolean deleted = change.type() == ZnodeChange.Type.DELETED;
    byte[] data = change.data();
    // Null would be a tombstone, and the znode is there.
    byte[] value = deleted ? null : data == null ? NOTHING : data;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(PARTITION.topic(), 0, text(change.path()), value);
    Headers headers = record.headers();
    headers.add(TopicPosition.ZXID, text(Long.toString(change.zxid())));
    headers.add("type", text(change.type().text()));
    headers.add("version", text(Integer.toString(change.version())));
    headers.add("session", text("0x" + Long.toHexString(change.session())));
    if (!deleted && data == null) {
      headers.add("data", text("null"));
    }
    return record;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}

package io.jackdaw.compat.rig;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Apache's Java clients with text keys and values, pointed at one broker; the caller closes them.
 */
public record KafkaClients(String bootstrapServers) {

  public KafkaProducer<String, String> producer(Map<String, Object> more) {
    return new KafkaProducer<>(config(more), new StringSerializer(), new StringSerializer());
  }

  /** A consumer that starts at the beginning and commits only when told. */
  public KafkaConsumer<String, String> consumer(String group, Map<String, Object> more) {
    Map<String, Object> config = config(more);
    config.putIfAbsent("group.id", group);
    config.putIfAbsent("auto.offset.reset", "earliest");
    config.putIfAbsent("enable.auto.commit", "false");
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  /** A member of a share group. */
  public KafkaShareConsumer<String, String> shareConsumer(String group, Map<String, Object> more) {
    Map<String, Object> config = config(more);
    config.put("group.id", group);
    return new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  public Admin admin() {
    return Admin.create(config(Map.of()));
  }

  /** Lets a share group begin with the oldest records, other than by default. */
  public static void beginAtTheStart(Admin admin, String shareGroup)
      throws ExecutionException, InterruptedException {
    AlterConfigOp earliest =
        new AlterConfigOp(
            new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
    admin
        .incrementalAlterConfigs(
            Map.of(new ConfigResource(ConfigResource.Type.GROUP, shareGroup), List.of(earliest)))
        .all()
        .get();
  }

  private Map<String, Object> config(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", bootstrapServers);
    return config;
  }
}

package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerPair;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** A broker with several log directories, looked after with Apache's tools. */
class LogDirectoriesTest {
  private static final int TICK_MS = 1000;

  @Test
  void aLogDirectoryThatCannotBeUsedTakesNothingButItsOwnPartitionsAlong() throws Exception {
    Path folder = Places.freshFolder("unusable-directory");
    // Nothing can be made there, not even by root.
    Path unusable = Path.of("/proc/jackdaw");
    List<Path> directories = List.of(folder.resolve("a"), unusable);
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS);
        JackdawBroker jackdaw = new JackdawBroker(coordination.address(), directories)) {
      ServerPair pair = new ServerPair(coordination, jackdaw);
      jackdaw.start();
      KafkaClients clients = new KafkaClients(pair.bootstrapServers());
      try (Admin admin = clients.admin();
          KafkaProducer<String, String> producer = clients.producer(Map.of())) {
        admin.createTopics(List.of(new NewTopic("served", 2, (short) 1))).all().get();
        producer.send(new ProducerRecord<>("served", 1, "k", "v")).get(30, SECONDS);
        Map<String, LogDirDescription> described =
            admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0);
        assertThat(described.get(unusable.toString()).error()).isNotNull();
        assertThat(described.get(directories.getFirst().toString()).replicaInfos()).hasSize(2);
      }
    }
  }
}

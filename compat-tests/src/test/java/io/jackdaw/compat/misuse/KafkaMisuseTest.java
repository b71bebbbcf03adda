package io.jackdaw.compat.misuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.RawConnection;
import io.jackdaw.compat.rig.WireBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the broker that misuse it, or ask for much. */
class KafkaMisuseTest {
  private static final int METADATA = 3;
  private static final int API_VERSIONS = 18;
  private static final byte[] ASK_VERSIONS = WireBytes.kafkaHeader(API_VERSIONS, 0).toBytes();

  @RegisterExtension static final MisusedServer SERVER = new MisusedServer();

  private static int port() {
    return SERVER.server().kafkaPort();
  }

  private static KafkaClients clients() {
    return new KafkaClients(SERVER.server().bootstrapServers());
  }

  @Test
  void randomFramesOfRightLengthAreRefused() throws Exception {
    Random random = new Random(20261123);
    SERVER.endures(
        "random frames",
        () -> {
          for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            int api = random.nextInt(50);
            byte[] frame = WireBytes.kafkaHeader(api, random.nextInt(10)).raw(noise).toBytes();
            try (RawConnection connection = new RawConnection(port())) {
              connection.sendFrame(frame).halfClose().awaitClosed();
            }
          }
        });
  }

  @Test
  void aRequestThatComesByteByByteIsAnswered() throws Exception {
    SERVER.endures(
        "slow writers",
        () -> {
          try (Crowd crowd = new Crowd(port(), 50, c -> c.sendLength(ASK_VERSIONS.length))) {
            for (byte part : ASK_VERSIONS) {
              crowd.each(connection -> connection.send(part));
            }
            crowd.each(RawConnection::receiveFrame);
          }
        });
  }

  @Test
  void idleConnectionsCostLittle() throws Exception {
    SERVER.endures(
        "idle connections",
        () -> {
          try (Crowd crowd = new Crowd(port(), 5_000, c -> c.sendFrame(ASK_VERSIONS))) {
            crowd.each(RawConnection::receiveFrame);
            crowd.each(connection -> connection.sendLength(1_000_000).send((byte) 0));
          }
        });
  }

  @Test
  void connectionsComeAndGo() throws Exception {
    SERVER.endures(
        "connection storm",
        () -> {
          for (int i = 0; i < 5_000; i++) {
            new RawConnection(port()).close();
          }
        });
  }

  @Test
  void whoDoesNotReadIsNotServedFurtherAndMayReadLater() throws Exception {
    int requests = 100_000;
    SERVER.endures(
        "pipelines and never reads",
        () -> {
          try (RawConnection connection = new RawConnection(port())) {
            Thread writer =
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try {
                            for (int i = 0; i < requests; i++) {
                              connection.sendFrame(ASK_VERSIONS);
                            }
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        });
            writer.join(Duration.ofSeconds(1));
            for (int i = 0; i < requests; i++) {
              assertThat(ByteBuffer.wrap(connection.receiveFrame()).getInt()).isEqualTo(7);
            }
            writer.join();
          }
        });
  }

  @Test
  void aGigabyteIsNotWaitedFor() throws Exception {
    SERVER.endures(
        "1 GB length prefix",
        () -> {
          try (RawConnection connection = new RawConnection(port())) {
            connection.sendLength(1 << 30).awaitClosed();
          }
        });
  }

  @Test
  void unfinishedFramesDoNotUseUpTheMemory() throws Exception {
    byte[] part = new byte[1 << 20];
    SERVER.endures(
        "80 of 90 MB, six times",
        () -> {
          try (Crowd crowd = new Crowd(port(), 6, c -> c.sendLength(90 << 20))) {
            crowd.each(
                connection -> {
                  try {
                    for (int sent = 0; sent < 80; sent++) {
                      connection.send(part);
                    }
                  } catch (IOException hungUp) {
                    // It was the one that had to go.
                  }
                });
          }
        });
  }

  @Test
  void aRequestOfAMillionFieldsIsRefused() throws Exception {
    WireBytes metadata = WireBytes.kafkaHeader(METADATA, 1).int32(5_000_000);
    byte[] names = new byte[10_000_000];
    SERVER.endures(
        "5 million empty topic names",
        () -> {
          try (RawConnection connection = new RawConnection(port())) {
            connection.sendFrame(metadata.raw(names).toBytes()).awaitClosed();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
  void aBatchThatSwellsIsRefusedOrKeptUnopened(String codec) throws Exception {
    String compacted = "bomb-compacted-" + codec;
    String plain = "bomb-plain-" + codec;
    try (Admin admin = clients().admin();
        KafkaProducer<byte[], byte[]> producer = bombing(codec)) {
      Map<String, String> large = Map.of("max.message.bytes", "20000000");
      Map<String, String> compact = new HashMap<>(large);
      compact.put("cleanup.policy", "compact");
      admin
          .createTopics(
              List.of(
                  new NewTopic(compacted, 1, (short) 1).configs(compact),
                  new NewTopic(plain, 1, (short) 1).configs(large)))
          .all()
          .get();
      byte[] zeros = new byte[80 << 20];
      SERVER.endures(
          codec + " bomb",
          () -> {
            assertThatThrownBy(
                    () -> producer.send(new ProducerRecord<>(compacted, new byte[1], zeros)).get())
                .hasCauseInstanceOf(InvalidRecordException.class);
            producer.send(new ProducerRecord<>(plain, new byte[1], zeros)).get();
            TopicPartition partition = new TopicPartition(plain, 0);
            assertThatThrownBy(
                    () ->
                        admin
                            .listOffsets(Map.of(partition, OffsetSpec.forTimestamp(1)))
                            .all()
                            .get())
                .hasCauseInstanceOf(InvalidRecordException.class);
          });
    }
  }

  private static KafkaProducer<byte[], byte[]> bombing(String codec) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            SERVER.server().bootstrapServers(),
            "compression.type",
            codec,
            "max.request.size",
            200 << 20,
            "buffer.memory",
            200L << 20,
            "retries",
            0,
            "enable.idempotence",
            false),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../evil", "a/b", "..", ".", "a b", "ü", "a\0b"})
  void aTopicThatCannotBeADirectoryIsRefusedHoweverItIsNamed(String name) throws Exception {
    SERVER.endures(
        "topic " + name.replaceAll("[^a-z./]", "?"),
        () -> {
          try (Admin admin = clients().admin()) {
            assertThatThrownBy(
                    () -> admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get())
                .hasCauseInstanceOf(InvalidTopicException.class);
          }
          byte[] encoded = name.getBytes(UTF_8);
          try (RawConnection connection = new RawConnection(port())) {
            // Metadata that may create it.
            connection.sendFrame(
                WireBytes.kafkaHeader(METADATA, 4)
                    .int32(1)
                    .int16(encoded.length)
                    .raw(encoded)
                    .int8(1)
                    .toBytes());
            connection.receiveFrame();
            // A produce of nothing to it.
            connection.sendFrame(
                WireBytes.kafkaHeader(0, 3)
                    .int16(-1)
                    .int16(1)
                    .int32(1000)
                    .int32(1)
                    .int16(encoded.length)
                    .raw(encoded)
                    .int32(1)
                    .int32(0)
                    .int32(-1)
                    .toBytes());
            connection.receiveFrame();
          }
          try (Stream<Path> files = Files.walk(SERVER.server().data().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                .noneMatch(file -> file.startsWith("evil") || file.startsWith("a b"));
          }
        });
  }

  @Test
  void moreThanTheClusterCanTakeIsRefused() throws Exception {
    try (Admin admin = clients().admin()) {
      NewTopic wide = new NewTopic("wide", Integer.MAX_VALUE, (short) 1);
      SERVER.endures(
          "two thousand million partitions",
          () ->
              assertThatThrownBy(() -> admin.createTopics(List.of(wide)).all().get())
                  .hasCauseInstanceOf(PolicyViolationException.class));
    }
  }
}

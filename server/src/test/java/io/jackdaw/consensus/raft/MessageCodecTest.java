package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {
  static Stream<Message> messages() {
    return Stream.of(
        new Message.Vote(3, 4, 5, true, false),
        new Message.Vote(3, 4, 5, false, true),
        new Message.VoteReply(3, true, true, false),
        new Message.VoteReply(3, false, true, true),
        new Message.VoteReply(3, false, false, false),
        new Message.Append(1, 2, 3, 4, 5, List.of()),
        new Message.Appended(7, 8, 9),
        new Message.NotAppended(7, 8, 9, 10),
        new Message.SnapshotPart(1, 2, 3, 4, 5, ByteBuffer.wrap(new byte[] {1, 2, 3})),
        new Message.SnapshotWanted(1, 2, 3),
        new Message.TakeOver(12),
        new Message.Propose(ByteBuffer.wrap(new byte[] {9, 8})),
        new Message.ReadIndex(44),
        new Message.ReadIndexReply(44, -1),
        new Message.Prepare(
            7,
            List.of(
                new EnsembleMember(1, "zoo1", 2888, false, "server.1=…"),
                new EnsembleMember(254, "::1", 1, true, ""))),
        new Message.Prepared(7, Readiness.NO_QUORUM),
        new Message.Tell(ByteBuffer.wrap(new byte[] {5})));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsReadAsItWasWritten(Message message) {
    assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageWhoseNumbersAreCutOffIsRefused(Message message) {
    ByteBuffer whole = MessageCodec.encode(message);
    int numbers = message instanceof Message.SnapshotPart ? 41 : Math.min(whole.remaining(), 2);
    ByteBuffer cut = whole.limit(numbers - 1);

    if (!(message instanceof Message.Propose || message instanceof Message.Tell)) {
      assertThatThrownBy(() -> MessageCodec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void entriesAreLaidOutAsTheFormatSays() {
    Message message =
        new Message.Append(
            1, 2, 3, 4, 5, List.of(Entry.empty(6), new Entry(7, Entry.Kind.BATCH, new byte[] {8})));

    ByteBuffer bytes = MessageCodec.encode(message);

    assertThat(HexFormat.of().formatHex(bytes.array()))
        .isEqualTo(
            "03"
                + "0000000000000001"
                + "0000000000000002"
                + "0000000000000003"
                + "0000000000000004"
                + "0000000000000005"
                + "00000002"
                + "00000000000000060000000000"
                + "0000000000000007010000000108");
  }

  @Test
  void whateverBytesComeAreAMessageOrRefused() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(15);
      }
      try {
        assertThat(MessageCodec.decode(ByteBuffer.wrap(bytes))).isNotNull();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }
}

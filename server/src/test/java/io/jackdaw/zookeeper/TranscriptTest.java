package io.jackdaw.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.watch.Notification;
import io.jackdaw.zookeeper.watch.Watcher;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import io.jackdaw.zookeeper.wire.WatchEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands and everything that comes of them, as text: lines that begin with {@code >} are done,
 * the lines between them are what they must answer. The second word of a command is its session.
 */
class TranscriptTest {
  private final Replica replica = new Replica();
  private final StringBuilder said = new StringBuilder();
  private final Watcher watcher =
      new Watcher() {
        @Override
        public long sessionId() {
          return 9;
        }

        @Override
        public boolean isGone() {
          return false;
        }

        @Override
        public boolean mayRead(List<Acl> acl) {
          return replica.local().permit(acl, Acl.READ);
        }

        @Override
        public void notify(Notification notification) {
          WatchEvent event = notification.event();
          say("event %s %s %s", event.type(), event.path(), zxid(event.zxid()));
        }
      };

  @ParameterizedTest
  @ValueSource(strings = {"sessions.txt", "sequences.txt", "watches.txt"})
  void answersAsWritten(String file) throws IOException {
    String transcript;
    try (InputStream in = TranscriptTest.class.getResourceAsStream(file)) {
      transcript = new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    }
    for (String line : transcript.lines().toList()) {
      if (line.startsWith(">")) {
        said.append(line).append('\n');
        run(line.substring(1).trim().split(" "));
      } else if (line.isBlank() || line.startsWith("#")) {
        said.append(line).append('\n');
      }
    }
    assertThat(said.toString()).isEqualTo(transcript);
  }

  private void run(String[] words) {
    switch (words[0]) {
      case "open" -> apply(OpCode.CREATE_SESSION, words, Requests.timeout(4000));
      case "close" -> apply(OpCode.CLOSE_SESSION, words, Requests.nothing());
      case "create" -> {
        int flags = words.length > 3 ? Integer.parseInt(words[3]) : 0;
        apply(OpCode.CREATE, words, Requests.create(words[2], new byte[0], flags));
      }
      case "delete" -> apply(OpCode.DELETE, words, Requests.pathAndVersion(words[2], -1));
      case "set" -> apply(OpCode.SET_DATA, words, Requests.setData(words[2], new byte[1], -1));
      case "watch" -> watch(words[1], words[2]);
      case "stat" -> stat(words[1]);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void apply(OpCode code, String[] words, ByteBuffer body) {
    Replica.Answer answer = replica.apply(code, Long.parseLong(words[1]), 1000, body);
    String path =
        code == OpCode.CREATE && answer.error() == 0 ? " " + answer.reader().readString() : "";
    say("%d %s%s", answer.error(), zxid(answer.zxid()), path);
  }

  private void watch(String kind, String path) {
    switch (kind) {
      case "data" -> replica.watches.addData(path, watcher);
      case "children" -> replica.watches.addChildren(path, watcher);
      case "persistent" -> replica.watches.addPersistent(path, watcher, false);
      case "recursive" -> replica.watches.addPersistent(path, watcher, true);
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private void stat(String path) {
    Stat stat = Objects.requireNonNull(replica.tree.get(path), path).stat();
    say(
        "czxid=%s mzxid=%s pzxid=%s version=%d cversion=%d owner=%d children=%d",
        zxid(stat.czxid()),
        zxid(stat.mzxid()),
        zxid(stat.pzxid()),
        stat.version(),
        stat.cversion(),
        stat.ephemeralOwner(),
        stat.numChildren());
  }

  private static String zxid(long zxid) {
    return (zxid >> 32) + ":" + (int) zxid;
  }

  private void say(String format, Object... values) {
    said.append(format.formatted(values)).append('\n');
  }
}

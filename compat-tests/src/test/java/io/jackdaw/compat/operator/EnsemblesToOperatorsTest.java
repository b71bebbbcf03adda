package io.jackdaw.compat.operator;

import static io.jackdaw.compat.operator.SameAnswersToOperatorsTest.fields;
import static io.jackdaw.compat.operator.SameAnswersToOperatorsTest.jsonKeys;
import static io.jackdaw.compat.operator.SameAnswersToOperatorsTest.keys;
import static io.jackdaw.compat.operator.SameAnswersToOperatorsTest.lines;
import static io.jackdaw.compat.operator.SameAnswersToOperatorsTest.shape;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the leader and a follower of three servers tell operators, Apache ZooKeeper's and ours after
 * the same program, with numbers, times and places made equal.
 */
class EnsemblesToOperatorsTest {
  private static OperatedEnsemble apache;
  private static OperatedEnsemble ours;
  private static final List<ZooKeeperSession> SESSIONS = new ArrayList<>();

  @BeforeAll
  static void startBoth() throws Exception {
    apache = OperatedEnsemble.apache();
    ours = OperatedEnsemble.jackdaw();
    for (OperatedEnsemble ensemble : List.of(apache, ours)) {
      SESSIONS.add(SameAnswersToOperatorsTest.program(ensemble.server("leader")));
      SESSIONS.add(ZooKeeperSession.open(ensemble.server("follower").connectString()));
    }
  }

  @AfterAll
  static void stopBoth() throws Exception {
    SESSIONS.forEach(ZooKeeperSession::close);
    apache.close();
    ours.close();
  }

  /** Apache's do not show where clients connect where {@code clientPort} alone says it. */
  private static List<String> withoutClients(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("(participant|observer);.*", "$1"))
        .toList();
  }

  /** Those of the queue that Apache's leader has for each follower name what ours does not have. */
  private static boolean isOfQueues(String key) {
    return key.endsWith("_per_namespace") || key.contains("_learner_handler_qp_");
  }

  @ParameterizedTest
  @CsvSource({
    "leader, isro", "follower, isro", "leader, srvr", "follower, srvr", "leader, stat",
    "follower, stat", "leader, conf", "follower, conf", "leader, ruok", "follower, dirs",
    "leader, wchs", "follower, wchs", "leader, hash", "follower, cons"
  })
  void wordsAreAnsweredAlike(String mode, String word) {
    assertThat(withoutClients(lines(shape(ours.server(mode).word(word)))))
        .isEqualTo(lines(shape(apache.server(mode).word(word))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"leader", "follower"})
  void monitorsFindEveryKey(String mode) {
    Set<String> theirs = keys(apache.server(mode).word("mntr"), "\t");
    theirs.removeIf(EnsemblesToOperatorsTest::isOfQueues);

    assertThat(keys(ours.server(mode).word("mntr"), "\t")).containsExactlyElementsOf(theirs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leader", "follower"})
  void theMonitorAsJsonHasTheSameKeys(String mode) {
    List<String> theirs = jsonKeys(apache.server(mode).command("monitor"));
    theirs.removeIf(EnsemblesToOperatorsTest::isOfQueues);

    assertThat(jsonKeys(ours.server(mode).command("monitor")))
        .containsExactlyInAnyOrderElementsOf(theirs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leader", "follower"})
  void monitorsSeeTheSameStates(String mode) {
    for (String key : List.of("zk_server_state", "zk_peer_state", "zk_quorum_size")) {
      assertThat(value(ours, mode, key)).isEqualTo(value(apache, mode, key)).isNotEmpty();
    }
    if (mode.equals("leader")) {
      for (String key : List.of("zk_learners", "zk_synced_followers", "zk_synced_observers")) {
        assertThat(value(ours, mode, key)).isEqualTo(value(apache, mode, key)).isNotEmpty();
      }
    }
  }

  private static String value(OperatedEnsemble of, String mode, String key) {
    return of.server(mode)
        .word("mntr")
        .lines()
        .filter(line -> line.startsWith(key + "\t"))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "leader, leader",
    "follower, leader",
    "leader, voting_view",
    "follower, voting_view",
    "leader, observers",
    "follower, observers",
    "leader, is_read_only",
    "follower, is_read_only",
    "leader, server_stats",
    "follower, server_stats",
    "leader, stats",
    "follower, stats",
    "leader, zabstate",
    "follower, zabstate",
    "leader, configuration",
    "follower, configuration",
    "leader, observer_connection_stat_reset",
    "follower, ruok",
    "follower, connections",
    "leader, hash",
    "follower, watch_summary"
  })
  void commandsAreAnsweredAlike(String mode, String command) {
    assertThat(fields(shape(ours.server(mode).command(command))))
        .isEqualTo(fields(shape(apache.server(mode).command(command))));
  }
}

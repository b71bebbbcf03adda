package io.jackdaw.compat.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The texts of every four-letter word and every command of the AdminServer, on Apache ZooKeeper and
 * on ours after the same program, with numbers, times and places made equal.
 */
class SameAnswersToOperatorsTest {
  private static final Pattern VERSION =
      Pattern.compile("\\d+\\.\\d+\\.\\d+-\\w+, built on [-0-9: ]+UTC");
  private static final Pattern DATE =
      Pattern.compile("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\w+ \\d{4}");

  private static OperatedServer apache;
  private static OperatedServer ours;
  private static List<ZooKeeperSession> sessions;

  @BeforeAll
  static void startBoth() throws Exception {
    apache = OperatedServer.apache();
    ours = OperatedServer.jackdaw();
    sessions = List.of(program(apache), program(ours));
  }

  @AfterAll
  static void stopBoth() {
    sessions.forEach(ZooKeeperSession::close);
    apache.close();
    ours.close();
  }

  static ZooKeeperSession program(OperatedServer server) throws Exception {
    ZooKeeperSession session = ZooKeeperSession.open(server.connectString());
    ZooKeeper client = session.client();
    client.create("/a", new byte[] {1}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    client.create("/a/e", new byte[] {1}, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    client.getData("/a", true, null);
    client.exists("/none", true);
    client.getChildren("/a", true);
    client.addWatch("/a", session.watcher(), AddWatchMode.PERSISTENT_RECURSIVE);
    return session;
  }

  /** What is left when everything that two servers cannot have in common is replaced. */
  static String shape(String answer) {
    String text = VERSION.matcher(answer).replaceAll("VERSION");
    text = DATE.matcher(text).replaceAll("DATE");
    text =
        text.replaceAll(
            "(?mi)(\"?(?:data_?dir|data_?log_?dir)\"?\\s*[:=]\\s*\"?)/[^\"\n]*", "$1PATH");
    // Apache's client may have sent a ping meanwhile.
    text = text.replaceAll("lop=\\w+|(\"last_operation\" : \")\\w+", "$1OP");
    text = text.replaceAll("0x[0-9a-f]+", "0xN").replaceAll("-?\\d+\\.\\d+", "N");
    return text.replaceAll("-?\\d+", "N");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ruok", "isro", "gtmk", "srvr", "stat", "cons", "conf", "dirs", "dump", "hash", "wchs",
        "wchp", "wchc", "crst", "srst", "stmk", "none"
      })
  void wordsAreAnsweredAlike(String word) {
    assertThat(lines(shape(ours.word(word)))).isEqualTo(lines(shape(apache.word(word))));
  }

  /** Lines that may come in any order are put in one: connections, sets of sessions. */
  static List<String> lines(String text) {
    return text.lines()
        .filter(line -> !line.matches("N expire at DATE:"))
        .filter(line -> !line.matches("(Session|Connections) Sets .*"))
        .sorted()
        .toList();
  }

  @Test
  void theTraceMaskIsSetAndKept() {
    for (OperatedServer server : List.of(apache, ours)) {
      assertThat(server.word("stmk", 7)).isEqualTo("7");
      assertThat(server.word("gtmk")).isEqualTo("7");
      assertThat(server.word("stmk", 306)).isEqualTo("306");
    }
  }

  @Test
  void theEnvironmentHasTheSameKeys() {
    assertThat(keys(ours.word("envi"), "=")).isEqualTo(keys(apache.word("envi"), "="));
  }

  @Test
  void monitorsFindEveryKey() {
    Set<String> theirs = keys(apache.word("mntr"), "\t");
    theirs.removeIf(key -> key.endsWith("_per_namespace"));
    assertThat(theirs).hasSizeGreaterThan(400);

    assertThat(keys(ours.word("mntr"), "\t")).containsExactlyElementsOf(theirs);
  }

  static Set<String> keys(String text, String separator) {
    return text.lines()
        .map(line -> line.split(separator, 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configuration",
        "conf",
        "connections",
        "cons",
        "dirs",
        "get_trace_mask",
        "hash",
        "is_read_only",
        "isro",
        "leader",
        "lead",
        "observer_connection_stat_reset",
        "observers",
        "ruok",
        "server_stats",
        "srvr",
        "stats",
        "set_trace_mask",
        "set_trace_mask?traceMask=306",
        "set_trace_mask?traceMask=many",
        "voting_view",
        "watches",
        "watches_by_path",
        "wchp",
        "watch_summary",
        "zabstate",
        "connection_stat_reset",
        "stat_reset",
        "nonsense",
        "ruok/more",
      })
  void commandsAreAnsweredAlike(String command) {
    assertThat(fields(shape(ours.command(command))))
        .isEqualTo(fields(shape(apache.command(command))));
  }

  /** Lines of JSON in one order: that of Apache's depends on its virtual machine. */
  static List<String> fields(String json) {
    return json.lines().map(line -> line.replaceFirst(",$", "")).sorted().toList();
  }

  @Test
  void theLastSnapshotHasAZxidAndATime() {
    assertThat(jsonKeys(ours.command("lsnp"))).isEqualTo(jsonKeys(apache.command("lsnp")));
  }

  @Test
  void theDumpNamesTheSameSessions() {
    assertThat(withoutEmptySets(shape(ours.command("dump"))))
        .isEqualTo(withoutEmptySets(shape(apache.command("dump"))));
  }

  /** Apache's sessions are in sets by time, of which some are empty. */
  private static String withoutEmptySets(String json) {
    return json.replaceAll("\\s*\"N\" : \\[ ],?", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"environment", "env", "envi"})
  void theEnvironmentAsJsonHasTheSameKeys(String command) {
    assertThat(jsonKeys(ours.command(command))).isEqualTo(jsonKeys(apache.command(command)));
  }

  @Test
  void theMonitorAsJsonHasTheSameKeys() {
    List<String> theirs = jsonKeys(apache.command("monitor"));
    theirs.removeIf(key -> key.endsWith("_per_namespace"));

    assertThat(jsonKeys(ours.command("monitor"))).containsExactlyInAnyOrderElementsOf(theirs);
  }

  static List<String> jsonKeys(String json) {
    return json.lines()
        .filter(line -> line.contains("\" : "))
        .map(line -> line.substring(0, line.indexOf("\" : ")).strip())
        .collect(Collectors.toList());
  }

  @Test
  void theListOfCommandsIsTheSame() {
    assertThat(ours.command("")).contains("<a href=\"/commands/zabstate\">zabstate</a>");
    assertThat(links(ours)).isEqualTo(links(apache));
  }

  private static List<String> links(OperatedServer server) {
    return server.command("").lines().filter(line -> line.startsWith("<a")).toList();
  }
}

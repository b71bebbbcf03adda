package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jackdaw.zookeeper.ensemble.ServerLine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinationConfigTest {
  private static CoordinationConfig parse(String... pairs) {
    Map<String, String> zooCfg = new HashMap<>(Map.of("dataDir", "/data"));
    for (int i = 0; i < pairs.length; i += 2) {
      zooCfg.put(pairs[i], pairs[i + 1]);
    }
    return CoordinationConfig.parse(zooCfg);
  }

  @Test
  void defaultsAreApachesExceptThatOldFilesArePurged() {
    CoordinationConfig config = parse();

    assertThat(config.tickTimeMs()).isEqualTo(3000);
    assertThat(config.minSessionTimeoutMs()).isEqualTo(6000);
    assertThat(config.maxSessionTimeoutMs()).isEqualTo(60_000);
    assertThat(config.maxClientCnxns()).isEqualTo(60);
    assertThat(config.maxCnxns()).isZero();
    assertThat(config.maxFrameBytes()).isEqualTo(0xfffff);
    assertThat(config.globalOutstandingLimit()).isEqualTo(1000);
    assertThat(config.clientAddress().getPort()).isEqualTo(2181);
    assertThat(config.fourLetterWords()).isEmpty();
    assertThat(config.storage())
        .isEqualTo(
            new CoordinationConfig.Storage(
                Path.of("/data"),
                Path.of("/data"),
                100_000,
                3,
                true,
                true,
                false,
                CoordinationConfig.Journal.DEFAULT));
    assertThat(config.access())
        .isEqualTo(new CoordinationConfig.Access(false, null, "SHA1", false, false, false));
    assertThat(config.containers()).isEqualTo(new CoordinationConfig.Containers(60_000, 10_000, 0));
    assertThat(config.unsupported()).isEmpty();
    assertThat(config.others()).isEmpty();
  }

  @Test
  void everyKeyIsRead() {
    CoordinationConfig config =
        parse(
            "tickTime", "2000",
            "minSessionTimeout", "1000",
            "maxSessionTimeout", "90000",
            "clientPort", "12181",
            "clientPortAddress", "127.0.0.1",
            "dataLogDir", "/logs",
            "maxClientCnxns", "0",
            "maxCnxns", "7",
            "jute.maxbuffer", "0x1fffff",
            "globalOutstandingLimit", "5",
            "snapCount", "10",
            "autopurge.snapRetainCount", "5",
            "autopurge.purgeInterval", "0",
            "forceSync", "no",
            "snapshot.trust.empty", "true",
            "fsync.warningthresholdms", "20",
            "snapSizeLimitInKb", "2",
            "txnLogSizeLimitInKb", "3",
            "clientPortListenBacklog", "9",
            "zookeeper.skipACL", "yes",
            "DigestAuthenticationProvider.superDigest", "super:x",
            "extendedTypesEnabled", "true",
            "enforceQuota", "true",
            "reconfigEnabled", "true",
            "znode.container.checkIntervalMs", "1",
            "znode.container.maxPerMinute", "2",
            "znode.container.maxNeverUsedIntervalMs", "3",
            "4lw.commands.whitelist", "stat, ruok",
            "server.1", "zoo1:2888:3888",
            "initLimit", "5",
            "ssl.keyStore.location", "x",
            "my.own.key", "y");

    assertThat(config.minSessionTimeoutMs()).isEqualTo(1000);
    assertThat(config.maxSessionTimeoutMs()).isEqualTo(90_000);
    assertThat(config.clientAddress().getHostString()).isEqualTo("127.0.0.1");
    assertThat(config.clientAddress().getPort()).isEqualTo(12181);
    assertThat(config.maxClientCnxns()).isZero();
    assertThat(config.maxCnxns()).isEqualTo(7);
    assertThat(config.maxFrameBytes()).isEqualTo(0x1fffff);
    assertThat(config.globalOutstandingLimit()).isEqualTo(5);
    assertThat(config.storage())
        .isEqualTo(
            new CoordinationConfig.Storage(
                Path.of("/data"),
                Path.of("/logs"),
                10,
                5,
                false,
                false,
                true,
                new CoordinationConfig.Journal(20, 2048, 3072)));
    assertThat(config.backlog()).isEqualTo(9);
    assertThat(config.access())
        .isEqualTo(new CoordinationConfig.Access(true, "super:x", "SHA1", true, true, true));
    assertThat(config.containers()).isEqualTo(new CoordinationConfig.Containers(1, 2, 3));
    assertThat(config.fourLetterWords()).containsExactly("ruok", "stat");
    assertThat(config.servers().lines())
        .containsExactly(new ServerLine(1, "zoo1", 2888, 3888, false, null, 0));
    assertThat(config.servers().standalone()).isTrue();
    assertThat(config.servers().initLimit()).isEqualTo(5);
    assertThat(config.unsupported()).containsExactly("ssl.keyStore.location");
    assertThat(config.others()).containsExactly(Map.entry("my.own.key", "y"));
  }

  @Test
  void sizesOfMinusOneAreNoLimit() {
    CoordinationConfig config = parse("snapSizeLimitInKb", "-1", "txnLogSizeLimitInKb", "-1");

    assertThat(config.storage().journal())
        .isEqualTo(new CoordinationConfig.Journal(1000, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void theArticlesFileParses() {
    CoordinationConfig config =
        parse("tickTime", "2000", "dataDir", "/tmp/zookeeper", "clientPort", "2181");

    assertThat(config.storage().dataDir()).isEqualTo(Path.of("/tmp/zookeeper"));
  }

  @ParameterizedTest
  @CsvSource({
    "tickTime,abc",
    "tickTime,0",
    "clientPort,70000",
    "maxClientCnxns,-1",
    "extendedTypesEnabled,maybe",
    "server.one,host:1:2",
    "minSessionTimeout,99999999",
    "dataDir,''"
  })
  void namesTheKeyThatCannotBeObeyed(String key, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(key, value))
        .withMessageContaining(key);
  }

  @Test
  void severalServerLinesAreAnEnsemble() {
    CoordinationConfig config =
        parse("server.1", "a:2888:3888", "server.2", "[::1]:2889:3889:observer;127.0.0.1:2182");

    assertThat(config.servers().standalone()).isFalse();
    assertThat(config.servers().line(2))
        .isEqualTo(new ServerLine(2, "::1", 2889, 3889, true, "127.0.0.1", 2182));
    assertThat(parse("server.1", "a:1:2", "standaloneEnabled", "false").servers().standalone())
        .isFalse();
  }

  @Test
  void aServerLineMaySayWhereClientsConnect() {
    CoordinationConfig config =
        parse("serverId", "2", "server.1", "a:1:2;2181", "server.2", "b:1:2;127.0.0.1:2182");

    assertThat(config.clientAddress().getPort()).isEqualTo(2182);
    assertThat(config.clientAddress().getHostString()).isEqualTo("127.0.0.1");
  }

  @Test
  void refusesAServerLineThatIsNoneClearly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("server.1", "a:2888"))
        .withMessageContaining("server.1 must be host:port:port[:participant|:observer]");
  }
}

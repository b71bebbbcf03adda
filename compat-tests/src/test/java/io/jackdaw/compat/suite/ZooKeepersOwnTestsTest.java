package io.jackdaw.compat.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Apache ZooKeeper 3.9.5's own tests against our server: all that pass on Apache's in this setup
 * pass on ours. A quick selection by default; {@code -Djackdaw.suite.zookeeper=all} runs all
 * classes, {@code -Djackdaw.suite.zookeeper.server=apache} runs them on Apache's server, and {@code
 * =ensemble} on three of ours, with another leader and another server to speak to for each test:
 * before a class's first test the leader is stopped and started again, before the others it stands
 * still until another leads.
 */
class ZooKeepersOwnTestsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(60);
  private static final String WHICH = System.getProperty("jackdaw.suite.zookeeper", "quick");
  private static final String SERVER =
      System.getProperty("jackdaw.suite.zookeeper.server", "jackdaw");
  private static final String CLASSES = System.getProperty("jackdaw.suite.zookeeper.classes", "");
  private static final boolean ON_APACHE = SERVER.equals("apache");
  private static final boolean ON_ENSEMBLE = SERVER.equals("ensemble");
  private static final int SIZE = 3;
  private static final String[] SETTINGS = {
    "4lw.commands.whitelist=*",
    "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
    "extendedTypesEnabled=true",
    "emulate353TTLNodes=true",
    "enforceQuota=true",
    "maxClientCnxns=0",
    "minSessionTimeout=1000",
    "maxSessionTimeout=60000",
    "reconfigEnabled=true",
    "authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
    "superUser=super_duper",
    "superUser.1=other_super",
  };

  /** Whom the tests of SASL log in as. */
  private static final String USERS =
      """
      Server {
        org.apache.zookeeper.server.auth.DigestLoginModule required
        user_super="super_secret"
        user_super_duper="test"
        user_other_super="test"
        user_myuser="mypassword";
      };
      """;

  @Test
  @Timeout(6000)
  void passAsTheyDoOnApaches() throws IOException {
    Path folder = Places.freshFolder("zookeepers-own-tests");
    try (Subject subject = subject(folder);
        Interludes interludes = new Interludes(subject::next)) {
      List<Verdict> verdicts = new Runs(folder, subject, interludes).all();
      Verdict.write(Places.target().resolve("zookeepers-own-tests.txt"), verdicts);

      Set<String> excluded = SuiteList.read("zookeeper-excluded.txt").keySet();
      Verdict.assertNoneFailedBut(excluded, differing(), verdicts);
      assertThat(verdicts)
          .filteredOn(each -> each.outcome().equals("PASS"))
          .hasSizeGreaterThan(CLASSES.isEmpty() ? 100 : 0);
    }
  }

  private static Set<String> differing() {
    Set<String> differing = new HashSet<>();
    if (!ON_APACHE) {
      differing.addAll(SuiteList.read("zookeeper-differences.txt").keySet());
    }
    if (ON_ENSEMBLE) {
      differing.addAll(SuiteList.read("zookeeper-ensemble-differences.txt").keySet());
    }
    return differing;
  }

  /** What is tested. */
  private interface Subject extends AutoCloseable {
    /** Does what is to happen before a test, and says where the test finds it. */
    String next(String testClass);

    @Override
    void close();
  }

  private static Subject subject(Path folder) throws IOException {
    Path users = Files.writeString(folder.resolve("jaas.conf"), USERS);
    String[] settings =
        Stream.concat(Stream.of(SETTINGS), Stream.of("java.security.auth.login.config=" + users))
            .toArray(String[]::new);
    return switch (SERVER) {
      case "apache" -> new One(ApacheZooKeeper.fresh(500, settings));
      case "ensemble" -> new Three(JackdawEnsemble.fresh(SIZE, 500, settings));
      default -> new One(JackdawCoordination.fresh(500, settings));
    };
  }

  private record One(ServerProcess server) implements Subject {
    @Override
    public String next(String testClass) {
      return server.address();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** Asked by one test after the other. */
  private static final class Three implements Subject {
    private final JackdawEnsemble servers;
    private String classBefore = "";
    private int asked;

    Three(JackdawEnsemble servers) {
      this.servers = servers;
    }

    @Override
    public String next(String testClass) {
      if (testClass.equals(classBefore)) {
        servers.deposeLeader();
      } else {
        servers.changeLeader();
      }
      classBefore = testClass;
      asked++;
      return servers.server(1 + asked % SIZE).address();
    }

    @Override
    public void close() {
      servers.close();
    }
  }

  /** The virtual machines that the tests run in. */
  private record Runs(Path folder, Subject subject, Interludes interludes) {
    List<Verdict> all() throws IOException {
      List<String> together = new ArrayList<>();
      List<Verdict> verdicts = new ArrayList<>();
      for (Map.Entry<String, String> entry : SuiteList.read("zookeeper-classes.txt").entrySet()) {
        boolean wanted =
            CLASSES.isEmpty()
                ? WHICH.equals("all") || entry.getValue().contains("quick")
                : entry.getKey().matches(CLASSES);
        if (wanted && entry.getValue().contains("alone")) {
          verdicts.addAll(run(List.of(entry.getKey())));
        } else if (wanted) {
          together.add(entry.getKey());
        }
      }
      if (!together.isEmpty()) {
        verdicts.addAll(run(together));
      }
      return verdicts;
    }

    private List<Verdict> run(List<String> classes) throws IOException {
      Path file = folder.resolve(classes.getFirst() + ".txt");
      List<String> arguments =
          new ArrayList<>(List.of("--disable-banner", "--disable-ansi-colors", "--details=none"));
      classes.forEach(each -> arguments.addAll(List.of("-c", each)));
      JavaTool tool =
          JavaTool.withOwnClasses(
              "zookeeper-tests",
              "org.junit.platform.console.ConsoleLauncher",
              "-Djackdaw.suite.interludes=" + interludes.port(),
              "-Djackdaw.suite.verdicts=" + file,
              "-Dbuild.test.dir=" + folder.resolve("build"),
              "-Dtest.junit.threads=1",
              "-Djunit.jupiter.execution.timeout.default=100s",
              "-Dzookeeper.DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=");
      try (ExternalProcess process = tool.start(arguments.toArray(String[]::new))) {
        process.await(PATIENCE);
        Files.writeString(folder.resolve(classes.getFirst() + ".log"), process.everything());
      }
      return Files.readAllLines(file, UTF_8).stream().map(Verdict::parse).toList();
    }
  }
}

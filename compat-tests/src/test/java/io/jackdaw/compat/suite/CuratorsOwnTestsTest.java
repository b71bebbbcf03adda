package io.jackdaw.compat.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Distribution;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Apache Curator 5.9.0's own tests, of its client, framework and recipes, with our servers in place
 * of those that they start, stop and kill, alone and as clusters: all that pass with Apache's in
 * this setup pass with ours. A quick selection by default; {@code -Djackdaw.suite.curator=all} runs
 * all classes, or some by their names, and {@code -Djackdaw.suite.curator.server=apache} runs them
 * with Apache's servers.
 */
class CuratorsOwnTestsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String PACKAGE = "org.apache.curator.";
  private static final List<String> WHICH =
      List.of(System.getProperty("jackdaw.suite.curator", "quick").split(","));
  private static final boolean ON_APACHE =
      System.getProperty("jackdaw.suite.curator.server", "jackdaw").equals("apache");

  /** Most of them wait most of the time. */
  private static final int AT_A_TIME = 4;

  @Test
  @Timeout(7200)
  void passAsTheyDoOnApaches() throws Exception {
    Path folder = Places.freshFolder("curators-own-tests");
    List<Verdict> verdicts = new ArrayList<>();
    try (ExecutorService runs = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<List<Verdict>>> running = new ArrayList<>();
      SuiteList.read("curator-classes.txt")
          .forEach(
              (name, note) -> {
                if (isWanted(name, note)) {
                  running.add(runs.submit(() -> run(folder, name)));
                }
              });
      for (Future<List<Verdict>> run : running) {
        verdicts.addAll(run.get());
        Verdict.write(Places.target().resolve("curators-own-tests.txt"), verdicts);
      }
    }
    Set<String> excluded = SuiteList.read("curator-excluded.txt").keySet();
    Set<String> differing =
        ON_APACHE ? Set.of() : SuiteList.read("curator-differences.txt").keySet();
    Verdict.assertNoneFailedBut(excluded, differing, verdicts);
    assertThat(verdicts).filteredOn(each -> each.outcome().equals("PASS")).isNotEmpty();
  }

  private static boolean isWanted(String name, String note) {
    return WHICH.contains("all")
        || WHICH.contains(note)
        || WHICH.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static List<Verdict> run(Path folder, String name) throws IOException {
    Path here = Files.createDirectories(folder.resolve(name));
    String[] flags = {
      "-Djava.io.tmpdir=" + here,
      "-Djackdaw.suite.folder=" + here,
      "-Djackdaw.suite.server=" + Distribution.unpacked().resolve("bin/zkServer.sh"),
      "-Djunit.jupiter.execution.timeout.default=180s",
    };
    JavaTool launcher =
        ON_APACHE
            ? JavaTool.of("curator-tests", ClassRun.LAUNCHER, flags)
            : JavaTool.withOwnClasses("curator-tests", ClassRun.LAUNCHER, flags);
    return new ClassRun(launcher, List.of(), here, PATIENCE).of(PACKAGE, name);
  }
}

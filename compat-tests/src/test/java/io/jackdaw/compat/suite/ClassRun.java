package io.jackdaw.compat.suite;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JavaTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One class of tests in a virtual machine of its own, as some of them leave threads behind.
 *
 * @param launcher JUnit's console launcher, with the class path of the suite
 * @param command what the launcher wants to hear first, in its version
 * @param folder for reports and the log
 */
record ClassRun(JavaTool launcher, List<String> command, Path folder, Duration patience) {
  static final String LAUNCHER = "org.junit.platform.console.ConsoleLauncher";

  /** What became of the tests of {@code prefix} and {@code name}. */
  List<Verdict> of(String prefix, String name) throws IOException {
    Stream<String> arguments =
        Stream.concat(
            command.stream(),
            Stream.of(
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=none",
                "--reports-dir=" + folder,
                "--exclude-engine=junit-vintage",
                "-c",
                prefix + name));
    try (ExternalProcess process = launcher.start(arguments.toArray(String[]::new))) {
      try {
        process.await(patience);
      } catch (AssertionError late) {
        return List.of(new Verdict("FAIL", name + ".*", patience.toMillis(), "did not end"));
      } finally {
        Files.writeString(Files.createDirectories(folder).resolve("log"), process.everything());
      }
    }
    Path report = folder.resolve("TEST-junit-jupiter.xml");
    return Files.exists(report)
        ? JunitReport.read(report)
        : List.of(new Verdict("FAIL", name + ".*", 0, "did not begin"));
  }
}

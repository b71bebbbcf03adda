package io.jackdaw.compat.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Java program of somebody else, run in a JVM of its own with the class path it was released
 * with.
 *
 * <p>The flags only shorten its start: little compiling, one collector thread, and a class archive
 * that the first run leaves for the next ones.
 */
public record JavaTool(String classPath, String mainClass, List<String> flags) {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A main class of one of the folders under {@code tools/}. */
  public static JavaTool of(String toolSet, String mainClass, String... flags) {
    Path file = Places.tools().resolve(toolSet).resolve("target/classpath");
    try {
      return new JavaTool(Files.readString(file).strip(), mainClass, List.of(flags));
    } catch (IOException e) {
      throw new UncheckedIOException("Maven resolves the tools first: run it from the root", e);
    }
  }

  /** The same, of a folder that has classes of its own, which come first. */
  public static JavaTool withOwnClasses(String toolSet, String mainClass, String... flags) {
    JavaTool tool = of(toolSet, mainClass, flags);
    Path classes = Places.tools().resolve(toolSet).resolve("target/classes");
    return new JavaTool(classes + File.pathSeparator + tool.classPath, mainClass, tool.flags);
  }

  /** Runs to the end with nothing on standard input. */
  public Outcome run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Runs to the end with {@code input} on standard input. */
  public Outcome runWithInput(String input, String... arguments) {
    try (ExternalProcess process = start(arguments)) {
      process.feed(input);
      return process.await(PATIENCE);
    }
  }

  /** Starts and does not wait. */
  public ExternalProcess start(String... arguments) {
    return ExternalProcess.start(shortName(), Places.target(), Map.of(), command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive()));
    command.addAll(List.of("-Xlog:disable", "--sun-misc-unsafe-memory-access=allow"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + Places.target());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, mainClass));
    return Stream.concat(command.stream(), Stream.of(arguments)).toList();
  }

  private Path archive() {
    try {
      Path folder = Files.createDirectories(Places.target().resolve("class-archives"));
      return folder.resolve(shortName() + "-" + Integer.toHexString(classPath.hashCode()) + ".jsa");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String shortName() {
    return mainClass.substring(mainClass.lastIndexOf('.') + 1);
  }
}

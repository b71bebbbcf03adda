package io.jackdaw.cli;

import java.nio.file.Path;

/**
 * Chooses a logging configuration before the first logger is made. Nothing is chosen if the user
 * did so with {@code -Dlogback.configurationFile}.
 */
final class Logging {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String DIRECTORY = "jackdaw.log.dir";

  private Logging() {}

  /** A server whose standard output is its log. */
  static void console() {
    choose("io/jackdaw/cli/console-logging.xml");
  }

  /**
   * A server with a person in front of it: the log goes to files, rolled by size; only warnings
   * also to standard error.
   */
  static void files(Path directory) {
    System.setProperty(DIRECTORY, directory.toString());
    choose("io/jackdaw/cli/file-logging.xml");
  }

  private static void choose(String resource) {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, resource);
    }
  }
}

package io.jackdaw.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Where the log goes. A command chooses before the first logger is made; {@link LoggingProvider}
 * asks then.
 *
 * <p>Nothing is configured here if the user named a file with {@code -Dlogback.configurationFile},
 * or if no command runs: a node embedded in a program logs as that program wants.
 *
 * <p>In code and not in XML, because reading XML is an eighth of a server's start.
 */
final class Logging extends ContextAwareBase {
  private static final String USERS_CONFIGURATION = "logback.configurationFile";
  private static final String LEVEL = "JACKDAW_LOG_LEVEL";
  private static final String SERVER_LINE =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %-22logger{0} %msg %kvp%n";
  private static final String WARNING_LINE = "%d{HH:mm:ss.SSS} %-5level %msg %kvp%n";
  private static final String COMMAND_LINE = "%-5level %msg%n%ex{0}";
  private static final FileSize FILE_SIZE = FileSize.valueOf("16MB");
  private static final int OLD_FILES = 4;

  private static volatile @Nullable Destination chosen;

  /** One of the ways to log. */
  private interface Destination {
    void configure(Logging logging, LoggerContext context);
  }

  /** A command: its own warnings to standard error; what clients log about connections, nowhere. */
  static void commands() {
    if (System.getProperty(USERS_CONFIGURATION) == null) {
      LoggingProvider.choose();
    }
    chosen =
        (logging, context) -> {
          context.getLogger("org.apache").setLevel(Level.OFF);
          Appender<ILoggingEvent> errors = logging.console("System.err", COMMAND_LINE, Level.WARN);
          logging.root(context, Level.WARN, errors);
        };
  }

  /** A server whose standard output is its log. */
  static void console() {
    chosen =
        (logging, context) ->
            logging.root(context, null, logging.console("System.out", SERVER_LINE, null));
  }

  /**
   * A server with a person in front of it: the log goes to files, rolled by size; only warnings
   * also to standard error.
   */
  static void files(Path directory) {
    chosen =
        (logging, context) -> {
          Appender<ILoggingEvent> errors = logging.console("System.err", WARNING_LINE, Level.WARN);
          logging.root(context, null, logging.files(directory.toString()), errors);
        };
  }

  /** Makes a new context log as was chosen. */
  void configure(LoggerContext context) {
    setContext(context);
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger("org.apache").setLevel(Level.WARN);
    // Of our own server, under the name that it has in Apache's.
    context.getLogger("org.apache.zookeeper.audit").setLevel(Level.INFO);
    Destination destination = chosen;
    if (destination != null) {
      destination.configure(this, context);
    }
  }

  @SafeVarargs
  private void root(
      LoggerContext context, @Nullable Level level, Appender<ILoggingEvent>... appenders) {
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level != null ? level : Level.toLevel(System.getenv(LEVEL), Level.INFO));
    for (Appender<ILoggingEvent> appender : appenders) {
      root.addAppender(appender);
    }
  }

  private Appender<ILoggingEvent> console(String stream, String pattern, @Nullable Level least) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(stream);
    if (least != null) {
      ThresholdFilter filter = new ThresholdFilter();
      filter.setContext(getContext());
      filter.setLevel(least.levelStr);
      filter.start();
      appender.addFilter(filter);
    }
    return started(appender, stream, pattern);
  }

  private Appender<ILoggingEvent> files(String directory) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(getContext());
    appender.setFile(directory + "/jackdaw.log");
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(getContext());
    window.setParent(appender);
    window.setFileNamePattern(directory + "/jackdaw.%i.log");
    window.setMinIndex(1);
    window.setMaxIndex(OLD_FILES);
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(getContext());
    size.setMaxFileSize(FILE_SIZE);
    size.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(size);
    return started(appender, "file", SERVER_LINE);
  }

  private Appender<ILoggingEvent> started(
      OutputStreamAppender<ILoggingEvent> appender, String name, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(getContext());
    encoder.setPattern(pattern);
    encoder.start();
    appender.setContext(getContext());
    appender.setName(name);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}

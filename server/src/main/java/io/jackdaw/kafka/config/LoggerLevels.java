package io.jackdaw.kafka.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.jackdaw.kafka.config.ConfigEntry.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The levels of this process's loggers, which are a resource of their own in Kafka. They last until
 * the process ends. Any thread.
 *
 * <p>Where a program that embeds us logs by something else than logback, there are no loggers to
 * see.
 */
public final class LoggerLevels {
  private static final String ROOT = "root";
  private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

  /** What Kafka's clients may ask for, in the order of its refusal. */
  private static final Set<String> LEVELS =
      Set.of("DEBUG", "ERROR", "FATAL", "INFO", "TRACE", "WARN");

  private LoggerLevels() {}

  /** Every logger with the level in force, by name. */
  public static List<ConfigEntry> describe() {
    LoggerContext context = context();
    List<ConfigEntry> entries = new ArrayList<>();
    if (context != null) {
      for (Logger logger : context.getLoggerList()) {
        entries.add(
            new ConfigEntry(
                logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)
                    ? ROOT
                    : logger.getName(),
                logger.getEffectiveLevel().toString(),
                Source.LOGGER,
                null,
                false,
                false,
                "",
                List.of()));
      }
    }
    return entries;
  }

  /**
   * Refuses what cannot be done.
   *
   * @param level null to go back to the level of the logger above
   */
  public static void check(String name, @Nullable String level) {
    find(name);
    if (level == null) {
      if (name.equals(ROOT)) {
        throw new InvalidRequestException(
            "Removing the log level of the root logger is not allowed");
      }
    } else if (!LEVELS.contains(level)) {
      throw new InvalidConfigurationException(
          ("Cannot set the log level of %s to %s as it is not a supported log level. Valid log"
                  + " levels are %s")
              .formatted(name, level, String.join(", ", LEVELS.stream().sorted().toList())));
    }
  }

  /** Does what was {@link #check checked}. */
  public static void set(String name, @Nullable String level) {
    // There is nothing above an error here.
    find(name).setLevel(level == null ? null : Level.toLevel(level, Level.ERROR));
  }

  private static Logger find(String name) {
    LoggerContext context = context();
    Logger logger =
        context == null
            ? null
            : context.exists(name.equals(ROOT) ? org.slf4j.Logger.ROOT_LOGGER_NAME : name);
    if (logger == null) {
      throw new InvalidConfigurationException("Logger " + name + " does not exist!");
    }
    return logger;
  }

  private static @Nullable LoggerContext context() {
    Object factory = LoggerFactory.getILoggerFactory();
    return factory.getClass().getName().equals(LOGBACK) ? (LoggerContext) factory : null;
  }
}

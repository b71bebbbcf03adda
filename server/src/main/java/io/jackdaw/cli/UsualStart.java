package io.jackdaw.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The lines that people, scripts and services start servers with: {@code jackdaw start} with its
 * options in full, {@code zkServer.sh ACTION [FILE]}, {@code kafka-server-start.sh FILE}. To find
 * options among annotations takes picocli a fifth of a server's start, and more where the JVM's
 * cache was not taught to; so it is asked only about any other line, and says what is wrong with
 * it.
 */
final class UsualStart {
  private static final String STRANGE = "-@'\"";

  private UsualStart() {}

  /** What is to be done; null if picocli has to read it. */
  static @Nullable Callable<Integer> read(List<String> line) {
    if (line.isEmpty()) {
      return null;
    }
    List<String> words = line.subList(1, line.size());
    return switch (line.getFirst()) {
      case "start" -> start(words);
      case "zk-server" -> zooKeeper(words);
      case "kafka-server-start" -> kafka(words);
      default -> null;
    };
  }

  static @Nullable StartCommand start(List<String> words) {
    StartCommand start = new StartCommand();
    for (Iterator<String> word = pairs(words).iterator(); word.hasNext(); ) {
      String option = word.next();
      String value = word.hasNext() ? word.next() : "";
      if (isStrange(value) || !take(start, option, value)) {
        return null;
      }
    }
    return start;
  }

  static @Nullable ZkServer zooKeeper(List<String> words) {
    if (words.isEmpty() || words.size() > 2 || words.stream().anyMatch(UsualStart::isStrange)) {
      return null;
    }
    ZkServer server = new ZkServer();
    server.action = words.getFirst();
    server.file = words.size() == 1 ? "" : words.getLast();
    return server;
  }

  static @Nullable KafkaServerStart kafka(List<String> words) {
    if (words.isEmpty() || isStrange(words.getFirst())) {
      return null;
    }
    KafkaServerStart server = new KafkaServerStart();
    server.file = Path.of(words.getFirst());
    List<String> options = pairs(words.subList(1, words.size()));
    for (Iterator<String> word = options.iterator(); word.hasNext(); ) {
      String option = word.next();
      String value = word.hasNext() ? word.next() : "";
      int equals = value.indexOf('=');
      if (isStrange(value) || !option.equals("--override") || equals <= 0) {
        return null;
      }
      server.overrides.put(value.substring(0, equals), value.substring(equals + 1));
    }
    return server;
  }

  /** {@code --option=value} as two words. */
  private static List<String> pairs(List<String> words) {
    List<String> pairs = new ArrayList<>(words.size());
    for (String word : words) {
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      if (equals > 0) {
        pairs.add(word.substring(0, equals));
        pairs.add(word.substring(equals + 1));
      } else {
        pairs.add(word);
      }
    }
    return pairs;
  }

  private static boolean isStrange(String value) {
    return value.isEmpty() || STRANGE.indexOf(value.charAt(0)) >= 0;
  }

  /** False if there is anything to explain. */
  private static boolean take(StartCommand start, String option, String value) {
    try {
      return switch (option) {
        case "--data" -> {
          boolean first = start.data.toString().isEmpty();
          start.data = Path.of(value);
          yield first;
        }
        case "-c", "--config" -> {
          boolean first = start.config == null;
          start.config = Path.of(value);
          yield first;
        }
        case "--kafka-port" -> {
          boolean first = start.kafkaPort == null;
          start.kafkaPort = Integer.valueOf(value);
          yield first;
        }
        case "--zookeeper-port" -> {
          boolean first = start.zookeeperPort == null;
          start.zookeeperPort = Integer.valueOf(value);
          yield first;
        }
        case "--host" -> {
          boolean first = start.host == null;
          start.host = value;
          yield first;
        }
        case "--override" -> {
          int equals = value.indexOf('=');
          if (equals > 0) {
            start.overrides.put(value.substring(0, equals), value.substring(equals + 1));
          }
          yield equals > 0;
        }
        default -> false;
      };
    } catch (NumberFormatException | InvalidPathException wrong) {
      return false;
    }
  }
}

package io.jackdaw.zookeeper;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one {@code zoo.cfg}, with their types. A key may be written with the prefix {@code
 * zookeeper.} that it has as a system property of Apache's server. Used by one thread, once.
 */
final class ZooCfg {
  /** Keys of Apache's server that are accepted here and have no effect yet. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "connectToLearnerMasterLimit",
          "electionAlg",
          "quorumListenOnAllIPs",
          "peerType",
          "syncEnabled",
          "observerMasterPort",
          "portUnification",
          "sslQuorumReloadCertFiles",
          "quorum.auth.enableSasl",
          "quorum.auth.serverRequireSasl",
          "quorum.auth.learnerRequireSasl",
          "quorum.auth.learner.saslLoginContext",
          "quorum.auth.server.saslLoginContext",
          "quorum.auth.kerberos.servicePrincipal",
          "quorum.cnxn.threads.size",
          "jvm.pause.info-threshold.ms",
          "jvm.pause.warn-threshold.ms",
          "jvm.pause.sleep.time.ms",
          "jvm.pause.monitor",
          "multiAddress.enabled",
          "multiAddress.reachabilityCheckTimeoutMs",
          "multiAddress.reachabilityCheckEnabled",
          "oraclePath",
          "preAllocSize",
          "flushDelay",
          "maxWriteQueuePollTime",
          "maxBatchSize",
          "serverCnxnFactory",
          "emulate353TTLNodes");

  static final String CONNECTION_THROTTLE = "connection_throttle_";

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  ZooCfg(Map<String, String> values) {
    values.forEach(
        (key, value) -> {
          String plain = key.trim();
          if (plain.startsWith("zookeeper.")) {
            plain = plain.substring("zookeeper.".length());
          }
          this.values.put(plain, value.trim());
        });
  }

  @Nullable String text(String key) {
    read.add(key);
    return values.get(key);
  }

  String text(String key, String otherwise) {
    String value = text(key);
    return value == null ? otherwise : value;
  }

  int integer(String key, int otherwise, int min, int max) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.decode(value);
      if (number < min || number > max) {
        throw new IllegalArgumentException(
            "%s must be between %d and %d, was %d".formatted(key, min, max, number));
      }
      return number;
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "%s must be a whole number, was '%s'".formatted(key, value), notANumber);
    }
  }

  double fraction(String key, double otherwise) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(value);
      if (!(number >= 0 && number <= 1)) {
        throw new IllegalArgumentException(
            "%s must be between 0 and 1, was %s".formatted(key, value));
      }
      return number;
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "%s must be a number, was '%s'".formatted(key, value), notANumber);
    }
  }

  boolean truth(String key, boolean otherwise) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, was '%s'".formatted(key, value));
    };
  }

  boolean yesNo(String key, boolean otherwise) {
    String value = text(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes" -> true;
      case "no" -> false;
      default -> truth(key, otherwise);
    };
  }

  /** Comma-separated words, or {@code *} for all there are. */
  Set<String> words(String key) {
    Set<String> words = new TreeSet<>();
    for (String word : text(key, "").split(",")) {
      if (!word.isBlank()) {
        words.add(word.trim());
      }
    }
    return words;
  }

  /** The keys that begin with {@code prefix}, with their values. */
  Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            read.add(key);
            found.put(key, value);
          }
        });
    return found;
  }

  /** The values of {@code key} and of {@code key.N}, whatever N is. */
  Set<String> numbered(String key) {
    Set<String> found = new TreeSet<>(startingWith(key + ".").values());
    String plain = text(key);
    if (plain != null) {
      found.add(plain);
    }
    return found;
  }

  /** The {@code server.N} lines by N. */
  Map<Integer, String> servers() {
    Map<Integer, String> servers = new TreeMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith("server.") && !key.equals("server.config")) {
        read.add(key);
        try {
          servers.put(Integer.parseInt(key.substring("server.".length())), entry.getValue());
        } catch (NumberFormatException notANumber) {
          throw new IllegalArgumentException(key + " must be server.N with a number N", notANumber);
        }
      }
    }
    return servers;
  }

  Set<String> unsupported() {
    Set<String> keys = new TreeSet<>();
    for (String key : values.keySet()) {
      if (!read.contains(key) && isKnown(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  Map<String, String> others() {
    Map<String, String> others = new LinkedHashMap<>(values);
    others.keySet().removeIf(key -> read.contains(key) || isKnown(key));
    return others;
  }

  private static boolean isKnown(String key) {
    return WITHOUT_EFFECT.contains(key)
        || key.startsWith("ssl.")
        || key.startsWith("group.")
        || key.startsWith("weight.");
  }
}

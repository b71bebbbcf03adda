package io.jackdaw.zookeeper;

import java.util.random.RandomGenerator;

/**
 * Lets connections open sessions at a steady rate: a bucket of tokens that fills with time, of
 * which each session takes some. When freezing is on, a bucket that stays empty makes an ever
 * larger share of connections fail by chance before it is even looked into, and one that stays full
 * makes it smaller (the BLUE algorithm). State and time in, decision out; guarded by itself.
 */
final class ConnectionThrottle {
  private final Settings settings;
  private final RandomGenerator random;
  private long tokens;
  private long filledMs;
  private long frozenMs;
  private double drop;

  /**
   * How fast.
   *
   * @param maxTokens 0 for no limit
   * @param fillTimeMs and {@code fillCount}: so many tokens come in so much time
   * @param freezeTimeMs how often the share that fails may change; −1 for none failing by chance
   * @param decreaseRatio of the bucket that may be missing for it still to count as full
   * @param weights what sessions of each kind take
   */
  record Settings(
      int maxTokens,
      int fillTimeMs,
      int fillCount,
      int freezeTimeMs,
      double dropIncrease,
      double dropDecrease,
      double decreaseRatio,
      Weights weights) {

    static Settings parse(ZooCfg cfg) {
      Weights weights = Weights.parse(cfg);
      int heaviest = weights.opened();
      return new Settings(
          heaviest * integer(cfg, "tokens", "connectionMaxTokens", 0, 0),
          integer(cfg, "fill_time", "connectionTokenFillTime", 1, 1),
          heaviest * integer(cfg, "fill_count", "connectionTokenFillCount", 1, 0),
          integer(cfg, "freeze_time", "connectionFreezeTime", -1, -1),
          fraction(cfg, "drop_increase", "connectionDropIncrease", 0.02),
          fraction(cfg, "drop_decrease", "connectionDropDecrease", 0.002),
          fraction(cfg, "decrease_ratio", "connectionDecreaseRatio", 0),
          weights);
    }

    private static int integer(ZooCfg cfg, String key, String alias, int otherwise, int min) {
      int value = cfg.integer(alias, otherwise, min, 1_000_000);
      return cfg.integer(ZooCfg.CONNECTION_THROTTLE + key, value, min, 1_000_000);
    }

    private static double fraction(ZooCfg cfg, String key, String alias, double otherwise) {
      double value = cfg.fraction(alias, otherwise);
      return cfg.fraction(ZooCfg.CONNECTION_THROTTLE + key, value);
    }
  }

  /** Tokens that a new session takes, and one that comes back on another connection. */
  record Weights(int opened, int resumed) {
    static Weights parse(ZooCfg cfg) {
      String prefix = ZooCfg.CONNECTION_THROTTLE;
      int opened = cfg.integer(prefix + "global_session_weight", 3, 1, 1000);
      int resumed = cfg.integer(prefix + "renew_session_weight", 2, 1, 1000);
      return cfg.truth(prefix + "weight_enabled", false)
          ? new Weights(opened, Math.min(opened, resumed))
          : new Weights(1, 1);
    }
  }

  ConnectionThrottle(Settings settings, RandomGenerator random, long nowMs) {
    this.settings = settings;
    this.random = random;
    this.tokens = settings.maxTokens;
    this.filledMs = nowMs;
    this.frozenMs = nowMs;
  }

  /** Whether a connection may open a session now, or go on with one. */
  boolean admits(boolean resumes, long nowMs) {
    return settings.maxTokens == 0
        || take(resumes ? settings.weights.resumed : settings.weights.opened, nowMs);
  }

  private synchronized boolean take(int needed, long nowMs) {
    long passedMs = nowMs - filledMs;
    if (passedMs > settings.fillTimeMs) {
      long filled = passedMs * settings.fillCount / settings.fillTimeMs;
      tokens = Math.min(tokens + filled, settings.maxTokens);
      filledMs = nowMs;
    }
    if (settings.freezeTimeMs != -1 && failsByChance(nowMs) || tokens < needed) {
      return false;
    }
    tokens -= needed;
    return true;
  }

  private boolean failsByChance(long nowMs) {
    if (nowMs - frozenMs > settings.freezeTimeMs) {
      long missing = settings.maxTokens - tokens;
      if (missing == settings.maxTokens) {
        drop = Math.min(drop + settings.dropIncrease, 1);
      } else if (missing <= Math.round(settings.maxTokens * settings.decreaseRatio)) {
        drop = Math.max(drop - settings.dropDecrease, 0);
      }
      frozenMs = nowMs;
    }
    return random.nextDouble() < drop;
  }

  /** The share of connections that fails by chance now. */
  synchronized double dropProbability() {
    return drop;
  }
}

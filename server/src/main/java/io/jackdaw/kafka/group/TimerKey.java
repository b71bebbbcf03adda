package io.jackdaw.kafka.group;

/** What a timer of a group shard is for; a new one replaces the old one of the same key. */
record TimerKey(Kind kind, String group, String member) {
  enum Kind {
    /** A member's session, or the time given to one that is to join. */
    SESSION,
    /** End of the wait for members to rejoin. */
    JOIN,
    /** End of the wait for members to fetch their assignment. */
    SYNC,
    /** The periodic look for expired offsets. */
    RETENTION
  }

  static TimerKey session(String group, String member) {
    return new TimerKey(Kind.SESSION, group, member);
  }

  static TimerKey join(String group) {
    return new TimerKey(Kind.JOIN, group, "");
  }

  static TimerKey sync(String group) {
    return new TimerKey(Kind.SYNC, group, "");
  }

  static TimerKey retention() {
    return new TimerKey(Kind.RETENTION, "", "");
  }
}

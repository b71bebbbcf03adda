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
    /** End of the wait for a member to give up partitions. */
    REVOCATION,
    /** End of the wait for a classic member of a consumer group to rejoin. */
    REJOIN,
    /** End of the wait for a classic member of a consumer group to fetch its assignment. */
    FETCHING,
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

  static TimerKey revocation(String group, String member) {
    return new TimerKey(Kind.REVOCATION, group, member);
  }

  static TimerKey rejoin(String group, String member) {
    return new TimerKey(Kind.REJOIN, group, member);
  }

  static TimerKey fetching(String group, String member) {
    return new TimerKey(Kind.FETCHING, group, member);
  }

  static TimerKey retention() {
    return new TimerKey(Kind.RETENTION, "", "");
  }
}

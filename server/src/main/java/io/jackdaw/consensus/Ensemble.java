package io.jackdaw.consensus;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The other half of a log that several servers keep: who leads, and what passes between servers
 * without being logged. Any thread.
 */
public interface Ensemble {
  /** Where a server stands. */
  enum Role {
    /** Knows no leader; takes proposals, and applies them when there is one. */
    LOOKING,
    LEADING,
    FOLLOWING,
    /** Follows, and has no vote. */
    OBSERVING,
    /** Belongs to the ensemble no more, or not yet. */
    REMOVED
  }

  /** Whether the ensemble could go on with other members at once. */
  enum Readiness {
    /** Enough of them have all that is committed. */
    READY,
    /** Too few of them do. */
    NO_QUORUM,
    /** Another change is under way. */
    CHANGING,
    /** There is no leader who could tell. */
    UNKNOWN
  }

  /**
   * Who belongs to the ensemble.
   *
   * @param number of the change that led here; 0 for what the configuration file says
   */
  record Configuration(long number, List<EnsembleMember> members) {}

  /**
   * One server's view of the ensemble.
   *
   * @param leaderId number of the leading server; 0 while there is none
   * @param term never falls
   */
  record Standing(Role role, int leaderId, long term) {
    public boolean isLeading() {
      return role == Role.LEADING;
    }
  }

  /** What a server is told. Calls come on one thread and must not block. */
  interface Listener {
    /** The standing is another one than before. */
    void stands(Standing standing);

    /** Another server, or this one, has told the leader something, and this server leads. */
    void told(ByteBuffer message);

    /** The state machine was restored from another server's snapshot, after {@code start}. */
    void stateReplaced();

    /** The members are those now, and a majority of them has it on its disks. */
    void configured(Configuration configuration);
  }

  Standing standing();

  /** The servers that a leader hears, beside itself; none where this server does not lead. */
  Set<Integer> followers();

  /** Sets who is told; once, before {@link ReplicatedLog#start}. */
  void listen(Listener listener);

  /**
   * Waits until everything that was committed anywhere before this call is applied here.
   *
   * @param caughtUp called when it is, on any thread; must not block
   * @param failed called instead when no leader could confirm it in time
   */
  void catchUp(Runnable caughtUp, Consumer<Throwable> failed);

  /** Who belongs to it, as far as it is decided here. */
  Configuration configuration();

  /**
   * Asks the leader to bring those up to date who would join, for some time, and not to wait for
   * the slowest for long.
   *
   * @param answer called on any thread; must not block
   */
  void prepare(List<EnsembleMember> next, Consumer<Readiness> answer);

  /**
   * Has the members changed: called by the state machine, on every server alike, when the log says
   * so. {@link Listener#configured} tells when it is done, unless a later change takes its place.
   */
  void change(Configuration next);

  /**
   * Lets another server lead, if this one does, and waits for that for a short time: what is
   * stopped next is nobody's leader. Any thread but the ensemble's.
   */
  void resign();

  /** Tells the leader something; a message may be lost, and is not kept. */
  void tellLeader(ByteBuffer message);
}

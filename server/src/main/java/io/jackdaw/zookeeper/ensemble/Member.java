package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.Ensemble.Role;
import io.jackdaw.consensus.Ensemble.Standing;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import io.jackdaw.zookeeper.session.LiveSessions;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several servers.
 *
 * <pre>
 *             leader known, caught up
 *   WAITING ───────────────────────────▶ SERVING ◀──┐
 *      ▲                                  │   │     │ leader known again
 *      │     no leader for the grace time │   └─────┘
 *      └──────────────────────────────────┘
 *        clients are disconnected; their sessions live on
 * </pre>
 *
 * <p>So a change of leaders costs a client no more than the time that writes wait for it. A server
 * that was cut off from the others stops serving after the grace time, as ZooKeeper's do after
 * {@code syncLimit} ticks, and its clients go to another.
 */
public final class Member implements Membership, Ensemble.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  /** A server that is removed has replies on their way, perhaps that to whoever asked for it. */
  private static final long LAST_WORDS_MS = 200;

  private final Ensemble ensemble;
  private final LiveSessions sessions;
  private final EventLoop loop;
  private final Clock clock;
  private final Times times;
  private final Clients clients;

  private volatile boolean serving;
  private volatile boolean readOnly;
  private volatile boolean deciding;
  private volatile long decidingSinceMs;
  private volatile Role role = Role.LOOKING;
  private EventLoop.Timeout patience = () -> {};
  private long reportedMs;

  /**
   * How long things take.
   *
   * @param reportMs between two reports of sessions to the leader
   * @param graceMs that clients stay connected without a leader
   * @param retryMs between two attempts to catch up
   * @param readOnlyMs without a leader before what is known is shown, as long as nobody is served;
   *     −1 for never
   */
  public record Times(long reportMs, long graceMs, long retryMs, long readOnlyMs) {}

  /** The clients of this server. */
  public interface Clients {
    /** Closes every connection; sessions live on. */
    void disconnect();

    /** The state was replaced: sessions are to be those of the new state. */
    void stateReplaced();

    /** The servers are these now. On the ensemble's loop. */
    void configured(Ensemble.Configuration configuration);

    /** This server decides for all from now on. */
    void deciding();
  }

  public Member(
      Ensemble ensemble,
      LiveSessions sessions,
      EventLoop loop,
      Clock clock,
      Times times,
      Clients clients) {
    this.ensemble = ensemble;
    this.sessions = sessions;
    this.loop = loop;
    this.clock = clock;
    this.times = times;
    this.clients = clients;
  }

  /** Begins to report; the ensemble tells the rest. */
  public void start() {
    reportedMs = clock.monotonicMs();
    loop.schedule(times.reportMs, this::report);
    loop.execute(this::showSoon);
  }

  /** Shows what is known if no leader is found. */
  private void showSoon() {
    if (times.readOnlyMs >= 0 && !serving && role == Role.LOOKING) {
      patience.cancel();
      patience = loop.schedule(times.readOnlyMs, this::show);
    }
  }

  private void show() {
    if (!serving && role == Role.LOOKING) {
      LOG.warn("Without a leader: clients that may are shown what this server knows");
      readOnly = true;
    }
  }

  private void stopShowing() {
    if (readOnly) {
      readOnly = false;
      clients.disconnect();
    }
  }

  @Override
  public void stands(Standing standing) {
    loop.execute(() -> changed(standing));
  }

  private void changed(Standing standing) {
    Role before = role;
    role = standing.role();
    if (standing.role() == Role.LEADING && before != Role.LEADING) {
      // Nobody told this server of its sessions until now: each has its whole timeout again.
      long nowMs = clock.monotonicMs();
      decidingSinceMs = nowMs;
      sessions.all().forEach(session -> session.touch(nowMs));
    }
    deciding = standing.isLeading();
    patience.cancel();
    if (deciding && before != Role.LEADING) {
      clients.deciding();
    }
    if (standing.role() == Role.LOOKING) {
      if (serving) {
        patience = loop.schedule(times.graceMs, this::stopServing);
      } else if (!readOnly) {
        showSoon();
      }
    } else if (standing.role() == Role.REMOVED) {
      patience = loop.schedule(LAST_WORDS_MS, this::stopServing);
    } else if (!serving) {
      beginServing(standing);
    } else {
      reportAll();
    }
  }

  private void stopServing() {
    if (serving) {
      LOG.warn(
          "{}: clients are sent to other servers",
          role == Role.REMOVED
              ? "This server belongs to the ensemble no more"
              : "No leader for %d ms".formatted(times.graceMs));
      serving = false;
      clients.disconnect();
    }
    if (times.readOnlyMs >= 0) {
      show();
    }
  }

  /** Serves nobody before it has seen all that any server has acknowledged until now. */
  private void beginServing(Standing standing) {
    ensemble.catchUp(
        () -> loop.execute(() -> caughtUp(standing)),
        failure ->
            loop.schedule(
                times.retryMs,
                () -> {
                  if (!serving && role == standing.role()) {
                    beginServing(standing);
                  }
                }));
  }

  private void caughtUp(Standing standing) {
    if (role != Role.LOOKING && role != Role.REMOVED && !serving) {
      stopShowing();
      serving = true;
      LOG.info("Serving clients mode={} leader={}", mode(), standing.leaderId());
    }
  }

  private void report() {
    long sinceMs = reportedMs;
    reportedMs = clock.monotonicMs();
    tell(sinceMs);
    loop.schedule(times.reportMs, this::report);
  }

  /** A new leader has to hear of every session that is connected. */
  private void reportAll() {
    tell(Long.MIN_VALUE);
  }

  private void tell(long sinceMs) {
    if (role == Role.FOLLOWING || role == Role.OBSERVING) {
      ByteBuffer report = SessionReport.of(sessions, sinceMs);
      if (report != null) {
        ensemble.tellLeader(report);
      }
    }
  }

  @Override
  public void told(ByteBuffer message) {
    SessionReport.apply(message, sessions, clock.monotonicMs());
  }

  @Override
  public void stateReplaced() {
    clients.disconnect();
    clients.stateReplaced();
  }

  @Override
  public void configured(Ensemble.Configuration configuration) {
    clients.configured(configuration);
  }

  @Override
  public ServerList servers() {
    return ServerList.of(ensemble.configuration());
  }

  @Override
  public void prepare(ServerList next, Consumer<Readiness> answer) {
    ensemble.prepare(next.members(), answer);
  }

  @Override
  public boolean isServing() {
    return serving;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public int leaderId() {
    return ensemble.standing().leaderId();
  }

  @Override
  public long decidingSinceMs() {
    return decidingSinceMs;
  }

  @Override
  public Set<Integer> followers() {
    return ensemble.followers();
  }

  @Override
  public boolean isDeciding() {
    return deciding;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public String mode() {
    return readOnly ? "read-only" : modeOf(role);
  }

  private static String modeOf(Role role) {
    return switch (role) {
      case LEADING -> "leader";
      case OBSERVING -> "observer";
      case FOLLOWING, LOOKING, REMOVED -> "follower";
    };
  }

  @Override
  public Present present() {
    return ensemble::catchUp;
  }
}

package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.raft.CommandBatch.Logged;
import io.jackdaw.disk.StorageException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state: a {@link StateMachine} behind {@link Origins}, which lets each batch
 * through once. Deterministic; apply thread only, but for a snapshot's writing.
 *
 * <p>A snapshot begins with a part of its own, described in {@code docs/formats/ensemble.md}, and
 * goes on with the state machine's.
 */
final class LoggedBatches {
  private static final int MAGIC = 0x4a44454e; // JDEN
  private static final int VERSION = 2;

  /** The first version knew no members. */
  private static final int VERSION_WITHOUT_MEMBERS = 1;

  private static final int MAX_MEMBERS_BYTES = 1024 * 1024;
  private static final int NO_SERVER = -1;

  private final StateMachine machine;
  private final Origins origins = new Origins();
  private final int own;
  private final OwnBatches ownBatches;
  private long commands;
  private volatile long restored;
  private @Nullable Members members;

  /**
   * @param own number of this server, whose batches {@code ownBatches} waits for
   */
  LoggedBatches(StateMachine machine, int own, OwnBatches ownBatches) {
    this.machine = machine;
    this.own = own;
    this.ownBatches = ownBatches;
  }

  /** Of a log that is only read. */
  static LoggedBatches read(StateMachine machine) {
    return new LoggedBatches(machine, NO_SERVER, OwnBatches.NOBODYS);
  }

  /**
   * The commands that a snapshot covers.
   *
   * @param in from the snapshot's content
   */
  static long commandsOf(InputStream in) throws IOException {
    return readHead(new DataInputStream(in)).commands;
  }

  /** What every version begins with. */
  private record Head(int version, long commands) {}

  /** Commands that the snapshot covers which was restored last, or is being; any thread. */
  long restoredIndex() {
    return restored;
  }

  /** Commands applied since the ensemble began. */
  long commands() {
    return commands;
  }

  /** Who belongs to the ensemble by what is applied; null while the log has said nothing of it. */
  @Nullable Members members() {
    return members;
  }

  void members(Members now) {
    members = now;
  }

  void apply(long term, ByteBuffer entry) {
    Logged logged = CommandBatch.decode(entry);
    boolean ours = logged.stamp().origin() == own;
    switch (origins.judge(logged.stamp())) {
      case APPLY -> {
        apply(term, logged, ours ? ownBatches.applied(logged.stamp()) : List.of());
        machine.batchApplied();
      }
      case EARLY -> {
        if (ours) {
          ownBatches.resendSoon();
        }
      }
      case OUTDATED -> {
        if (ours) {
          ownBatches.outdated(logged.stamp(), lastOfOurs().incarnation());
        }
      }
      case REPEATED -> {}
    }
  }

  private Origins.Last lastOfOurs() {
    Origins.Last last = origins.of(own);
    return last == null ? new Origins.Last(0, 0) : last;
  }

  private void apply(long term, Logged logged, List<Proposal> proposals) {
    int at = 0;
    for (ByteBuffer command : logged.commands()) {
      Proposal proposal = proposals.isEmpty() ? null : proposals.get(at);
      machine.apply(++commands, term, command, proposal);
      at++;
    }
  }

  /** The state machine's part of the state alone. */
  StateMachine.Snapshot machineState() {
    return machine.snapshot();
  }

  StateMachine.Snapshot snapshot() {
    return framed(commands, origins.copy(), members, machine.snapshot());
  }

  /** A state from elsewhere as an ensemble's first snapshot, before any command. */
  static StateMachine.Snapshot first(StateMachine.Snapshot state) {
    return framed(0, new Origins(), null, state);
  }

  private static StateMachine.Snapshot framed(
      long commands, Origins origins, @Nullable Members members, StateMachine.Snapshot state) {
    byte[] membersBytes = members == null ? new byte[0] : members.encode();
    return new StateMachine.Snapshot() {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        DataOutputStream head = new DataOutputStream(out);
        head.writeInt(MAGIC);
        head.writeInt(VERSION);
        head.writeLong(commands);
        origins.writeTo(head);
        head.writeInt(membersBytes.length);
        head.write(membersBytes);
        head.flush();
        state.writeTo(out);
      }

      @Override
      public void close() {
        state.close();
      }
    };
  }

  private static Head readHead(DataInputStream in) throws IOException {
    int magic = in.readInt();
    int version = in.readInt();
    if (magic != MAGIC || version < VERSION_WITHOUT_MEMBERS || version > VERSION) {
      throw new StorageException(
          "Not a snapshot of an ensemble, or of a newer Jackdaw: magic %08x version %d, known is %d"
              .formatted(magic, version, VERSION));
    }
    return new Head(version, in.readLong());
  }

  private static @Nullable Members readMembers(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_MEMBERS_BYTES) {
      throw new StorageException("A snapshot of an ensemble with members of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    return length == 0 ? null : Members.decode(bytes);
  }

  /**
   * Replaces the state by a snapshot; proposals that it contains are refused, since their outcome
   * is not known here.
   */
  void restore(InputStream in) throws IOException {
    DataInputStream head = new DataInputStream(in);
    Head known = readHead(head);
    commands = known.commands;
    restored = commands;
    origins.readFrom(head);
    members = known.version == VERSION_WITHOUT_MEMBERS ? null : readMembers(head);
    machine.restore(in);
    Origins.@Nullable Last last = origins.of(own);
    if (last != null) {
      ownBatches.contained(last);
    }
  }
}

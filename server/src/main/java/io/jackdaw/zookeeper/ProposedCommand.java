package io.jackdaw.zookeeper;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.session.Turn;
import java.nio.ByteBuffer;

/**
 * A command of this server on its way through the log, and the turn that passes once it is applied.
 */
abstract class ProposedCommand implements Proposal {
  private final Command<?> decoded;
  private final ByteBuffer bytes;
  private final Turn turn = new Turn();
  private volatile Runnable finished = () -> {};

  /**
   * @param body the request that {@code decoded} was made of
   */
  ProposedCommand(Command<?> decoded, ByteBuffer body) {
    this.decoded = decoded;
    this.bytes = decoded.encode(body);
  }

  /** What the apply thread is to do; the same as reading {@link #command} again. */
  final Command<?> decodedCommand() {
    return decoded;
  }

  @Override
  public final ByteBuffer command() {
    return bytes;
  }

  final Turn turn() {
    return turn;
  }

  /** Sets what runs before anything else when the command is done with, whatever came of it. */
  final void whenFinished(Runnable action) {
    finished = action;
  }

  final void applied(long zxid, Outcome outcome) {
    finished.run();
    succeeded(zxid, outcome);
    turn.pass();
  }

  @Override
  public final void refused(Exception cause) {
    finished.run();
    failed(cause);
    turn.pass();
  }

  /** The command was applied; on the apply thread. */
  abstract void succeeded(long zxid, Outcome outcome);

  /** The log did not take the command; any thread. */
  abstract void failed(Exception cause);
}

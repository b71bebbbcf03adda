package io.jackdaw.consensus;

import java.nio.ByteBuffer;

/** A command on its way into the log, together with whoever waits for its outcome. */
public interface Proposal {
  /**
   * The command's bytes, as they are to be logged: the same for every call and unchanged until the
   * proposal is applied or refused; the log reads through a duplicate.
   */
  ByteBuffer command();

  /**
   * The log cannot take the command: it is closed, overloaded, or its disk is full or has failed.
   * It is unknown whether a command refused by a failing disk will be applied after a restart.
   * Called on any thread, at most once.
   */
  void refused(Exception cause);
}

package io.jackdaw.consensus;

/**
 * Why a log did not take a proposal; the cause given to {@link Proposal#refused}. It is a value
 * more than an accident, so it carries no stack trace of its own.
 */
public final class ProposalRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public ProposalRefusedException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public ProposalRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What kept the proposal out, and what it means for the command. */
  public enum Reason {
    /** Too much waits already; the command was not logged, try again later. */
    OVERLOADED,
    /** The log is not started or already closed; the command was not logged. */
    CLOSED,
    /** The disk is full; the command was not logged, and may be tried again later. */
    DISK_FULL,
    /** The command is larger than the log allows; it was not logged. */
    TOO_LARGE,
    /** The log has stopped for good; the command may be applied after a restart. */
    FAILED
  }
}

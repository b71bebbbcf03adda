package io.jackdaw.cli.output;

/**
 * A command that could not do its work: one sentence that says what went wrong, and one that says
 * what to do next. Shown on standard error without a stack trace; the command ends with exit code
 * 1.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  public Failure(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  public Failure(String message, String hint, Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What to do next; empty if there is nothing sensible to say. */
  public String hint() {
    return hint;
  }
}

package io.jackdaw.compat.torture;

/** What is done to the server. */
enum Fault {
  /** {@code kill -9}, then a start. */
  KILL,
  /** {@code kill -9}, a start, and another {@code kill -9} before it is ready; counts as two. */
  KILL_TWICE,
  /** {@code SIGTERM}, then a start. */
  STOP,
  /** {@code SIGSTOP} for longer than a session's time-out, then {@code SIGCONT}. */
  PAUSE
}

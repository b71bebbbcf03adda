package io.jackdaw.compat.rig;

/** A server that can die at any moment and come back on the same data and the same ports. */
public interface RestartableServer extends Server {

  /** {@code kill -9}: nothing of it runs when this returns. */
  void kill();

  /** Starts it again and waits until it accepts connections. */
  void start();
}

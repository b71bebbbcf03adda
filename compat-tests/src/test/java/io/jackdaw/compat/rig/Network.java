package io.jackdaw.compat.rig;

import java.util.List;

/**
 * What lies between the servers of an ensemble, numbered from 1, and what a test can do to it. Not
 * safe for use by several threads.
 */
public interface Network extends AutoCloseable {
  /** The {@code server.N} lines of {@code server}'s {@code zoo.cfg}, and what else it needs. */
  List<String> lines(int server);

  /** Where clients reach {@code server}. */
  String host(int server);

  /** What has to stand before a command to have it run where {@code server} is. */
  List<String> where(int server);

  /** Nothing of what {@code from} says to {@code to} arrives any more; nobody is told. */
  void cut(int from, int to);

  /** What {@code server} says takes long to arrive. */
  void slow(int server);

  /** Some of what {@code server} says is lost on its way, and has to be said again. */
  void lose(int server);

  /** Undoes all that was done to what lies between the servers. */
  void mend();

  @Override
  void close();
}

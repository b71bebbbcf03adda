package io.jackdaw.compat.torture;

/**
 * What one client's event thread was given, in its order: the reply that set a watch, the event of
 * a watch, or the reply of a later read.
 *
 * @param zxid of the znode's last change as the reply shows it; -1 for a missing znode or an event
 */
record WatchNote(String client, String path, Kind kind, long zxid, long invokedNs, long returnedNs)
    implements Entry {
  enum Kind {
    SET,
    FIRED,
    READ
  }
}

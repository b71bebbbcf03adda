package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.raft.Message.Append;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as a follower keeps it: it takes a leader's entries, and drops those of its own that were
 * never committed. Raft's thread.
 *
 * <p>Source: Ongaro and Ousterhout, §5.3; going back by whole terms from the end of that section.
 */
final class FollowerLog {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerLog.class);

  private final EntryLog log;
  private final MemberLog members;
  private final Outlet out;

  FollowerLog(EntryLog log, MemberLog members, Outlet out) {
    this.log = log;
    this.members = members;
    this.out = out;
  }

  /** What is committed is the same everywhere; after it, index and term tell. */
  boolean agrees(Append append, long commitIndex) {
    long previous = append.previousIndex();
    return previous <= commitIndex
        || (previous <= log.lastIndex() && log.termAt(previous) == append.previousTerm());
  }

  /** The last index before the term that does not fit. */
  long hint(Append append, long commitIndex) {
    long index = Math.min(append.previousIndex(), log.lastIndex());
    if (index < append.previousIndex()) {
      return index;
    }
    long wrong = log.termAt(index);
    while (index > commitIndex && index > log.baseIndex() && log.termAt(index) == wrong) {
      index--;
    }
    return index;
  }

  /** Takes what is not here yet, not durable on return; the index of the last entry in it. */
  long take(Append append, long commitIndex) {
    long index = append.previousIndex();
    for (Entry entry : append.entries()) {
      index++;
      if (index > commitIndex && !isThere(index, entry)) {
        add(index, entry);
      }
    }
    return index;
  }

  private boolean isThere(long index, Entry entry) {
    return index <= log.lastIndex() && log.termAt(index) == entry.term();
  }

  private void add(long index, Entry entry) {
    if (index <= log.lastIndex()) {
      LOG.info("Entries from {} on were never committed: they are removed", index);
      log.removeFrom(index);
      if (members.removeFrom(index)) {
        out.reach(members.newest().all());
      }
    }
    log.append(entry);
    if (entry.kind() == Entry.Kind.MEMBERS) {
      members.add(index, Members.decode(entry.payload()));
      out.reach(members.newest().all());
    }
  }
}

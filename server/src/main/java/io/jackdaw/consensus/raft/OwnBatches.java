package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.raft.CommandBatch.Stamp;
import java.util.List;

/** Who is told what became of the batches of this server. Apply thread. */
interface OwnBatches {
  /** Of a log that is only read. */
  OwnBatches NOBODYS =
      new OwnBatches() {
        @Override
        public List<Proposal> applied(Stamp stamp) {
          return List.of();
        }

        @Override
        public void resendSoon() {}

        @Override
        public void outdated(Stamp refused, long known) {}

        @Override
        public void contained(Origins.Last last) {}
      };

  /**
   * A batch is being applied.
   *
   * @return its proposals, in order; none if it belongs to an earlier start
   */
  List<Proposal> applied(Stamp stamp);

  /** Something may be lost: what is on its way is to be sent again. */
  void resendSoon();

  /** A batch was refused because the log knows a later incarnation of this server. */
  void outdated(Stamp refused, long known);

  /** The state was replaced by one that contains the batches up to {@code last}. */
  void contained(Origins.Last last);
}

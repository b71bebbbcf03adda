package io.jackdaw.kafka.api;

import io.jackdaw.kafka.share.Shares;

/** Ends a share session with the connection that it was opened on; equal to others of its kind. */
record ShareSessionEnd(Shares shares, String group, String member, long connectionId)
    implements Runnable {
  @Override
  public void run() {
    shares.disconnected(group, member, connectionId);
  }

  /** Makes sure that the connection's end is noticed, once. */
  static void await(RequestContext context, Shares shares, String group, String member) {
    Runnable end = new ShareSessionEnd(shares, group, member, context.connectionId());
    context.connectionEnd().forget(end);
    context.connectionEnd().await(end);
  }

  static void forget(RequestContext context, Shares shares, String group, String member) {
    context
        .connectionEnd()
        .forget(new ShareSessionEnd(shares, group, member, context.connectionId()));
  }
}

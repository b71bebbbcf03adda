package io.jackdaw.kafka.api;

import org.apache.kafka.common.protocol.Errors;

/** What all requests about delegation tokens have in common: none is issued. */
final class DelegationTokens {
  private DelegationTokens() {}

  /** Who has not proved to be anybody could not have one anyhow, and is told that first. */
  static Errors refusal(RequestContext context) {
    return context.user().equals(RequestContext.ANONYMOUS)
        ? Errors.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
        : Errors.DELEGATION_TOKEN_AUTH_DISABLED;
  }
}

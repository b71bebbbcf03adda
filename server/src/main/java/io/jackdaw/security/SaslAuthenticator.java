package io.jackdaw.security;

import javax.security.sasl.SaslException;

/** A way to log in by SASL that this server offers. Any thread. */
public interface SaslAuthenticator {
  /**
   * Begins a login of one peer.
   *
   * @throws SaslException if this server cannot take part in one
   */
  SaslConversation begin() throws SaslException;
}

package io.jackdaw.security;

import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** One peer's login. One thread at a time; never waits for anybody. */
public interface SaslConversation {
  /**
   * Takes what the peer sent.
   *
   * @param token empty for a mechanism in which the server speaks first
   * @return what to answer; null if there is nothing more to say
   * @throws SaslException if the peer is not who it claims to be
   */
  byte @Nullable [] respond(byte[] token) throws SaslException;

  /** Whether the peer has proven who it is. */
  boolean isComplete();

  /** Who the peer is; only when {@link #isComplete}. */
  String authorizationId();
}

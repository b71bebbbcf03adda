package io.jackdaw.zookeeper;

import io.jackdaw.security.SaslAuthenticator;
import io.jackdaw.security.SaslConversation;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.acl.DigestScheme;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.JuteReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is known as: from the start its address, and what it proves later. Changed by
 * the event loop, read by any thread.
 */
final class Authentication {
  static final int MAX_IDS = 1000;

  private final CoordinationConfig.Access access;
  private final SecurityConfig security;
  private final SaslLogins logins;
  private final AuthId address;
  private volatile Credentials credentials;
  private @Nullable SaslConversation conversation;
  private @Nullable X509Certificate certificate;

  Authentication(ServerContext server, InetSocketAddress peer) {
    this.access = server.access();
    this.security = server.security();
    this.logins = server.sasl();
    this.address = new AuthId("ip", peer.getAddress().getHostAddress());
    this.credentials = new Credentials(List.of(address), access.skipAcl());
  }

  Credentials credentials() {
    return credentials;
  }

  /**
   * Takes an AuthPacket{type, scheme, auth}.
   *
   * @return false if the scheme is none that a client can prove itself by, or it has proved more
   *     than {@link #MAX_IDS}: they all go into each command
   */
  boolean add(JuteReader packet) {
    packet.readInt();
    String scheme = Objects.requireNonNullElse(packet.readNullableString(), "");
    byte[] proof = packet.readBuffer();
    if (credentials.ids().size() >= MAX_IDS) {
      return false;
    }
    return switch (scheme) {
      case "ip" -> {
        credentials = credentials.with(address);
        yield true;
      }
      case "digest" -> {
        if (proof == null || !security.schemes().digest()) {
          yield false;
        }
        String text = new String(proof, StandardCharsets.UTF_8);
        addDigest(DigestScheme.idOf(text, access.digestAlgorithm()));
        yield true;
      }
      case "x509" -> certificate != null && addCertificate(certificate);
      default -> false;
    };
  }

  /**
   * Takes the next token of a SASL login.
   *
   * @return what to answer; null if nothing, or if this server offers no such logins
   * @throws SaslException if the login has failed
   */
  byte @Nullable [] login(byte[] token) throws SaslException {
    SaslConversation current = conversation;
    if (current == null) {
      SaslAuthenticator authenticator = logins.authenticator();
      if (authenticator == null) {
        return null;
      }
      current = authenticator.begin();
      conversation = current;
    }
    byte[] answer = current.respond(token);
    if (current.isComplete()) {
      String user = current.authorizationId();
      credentials = credentials.with(new AuthId("sasl", user));
      if (security.saslSuperUsers().contains(user)) {
        credentials = credentials.with(AuthId.SUPER);
      }
    }
    return answer;
  }

  /** Whether one of the enforced schemes, if any, was used. */
  boolean suffices() {
    return security.enforced().isEmpty()
        || credentials.ids().stream().anyMatch(id -> security.enforced().contains(id.scheme()));
  }

  /** Takes what the peer has shown by TLS: it is known as the certificate's subject from now on. */
  void certificates(List<X509Certificate> shown) {
    if (!shown.isEmpty()) {
      certificate = shown.getFirst();
      addCertificate(shown.getFirst());
    }
  }

  private boolean addCertificate(X509Certificate own) {
    String subject = own.getSubjectX500Principal().getName();
    Credentials more = credentials;
    if (subject.equals(security.x509SuperUser())) {
      more = more.with(new AuthId(AuthId.SUPER.scheme(), subject));
    }
    credentials = more.with(new AuthId("x509", subject));
    return true;
  }

  private void addDigest(String digest) {
    Credentials more = credentials;
    if (digest.equals(access.superDigest())) {
      more = more.with(AuthId.SUPER);
    }
    credentials = more.with(new AuthId("digest", digest));
  }
}

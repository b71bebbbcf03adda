package io.jackdaw.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The encryption of one listener; its keys can be replaced while it serves. Any thread.
 *
 * <p>The arithmetic of a handshake, and whatever a check of revocation asks the network for, are
 * done by virtual threads: a storm of new connections does not hold up those that are there.
 */
public final class ServerTls {
  private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
  private final boolean alsoPlain;
  private volatile Ready ready;

  private record Ready(TlsConfig config, SslContext context) {}

  /**
   * @param alsoPlain whether the first byte of a connection decides if it is encrypted at all
   * @throws IllegalArgumentException if {@code config} cannot be used
   */
  public ServerTls(TlsConfig config, boolean alsoPlain) {
    this.ready = new Ready(config, context(config));
    this.alsoPlain = alsoPlain;
  }

  /**
   * Uses {@code config} for connections from now on.
   *
   * @throws IllegalArgumentException if it cannot be used: everything stays as it was
   */
  public void replace(TlsConfig config) {
    ready = new Ready(config, context(config));
  }

  private static SslContext context(TlsConfig config) {
    return context(
        SslContextBuilder.forServer(config.keys())
            .clientAuth(
                switch (config.clientCertificate()) {
                  case NONE -> ClientAuth.NONE;
                  case WANT -> ClientAuth.OPTIONAL;
                  case NEED -> ClientAuth.REQUIRE;
                }),
        config);
  }

  /**
   * Builds a context, of either side, with what {@code config} says for both.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  public static SslContext context(SslContextBuilder builder, TlsConfig config) {
    builder.sslProvider(provider(config.provider()));
    if (config.trust() != null) {
      builder.trustManager(config.trust());
    }
    if (!config.protocols().isEmpty()) {
      builder.protocols(config.protocols());
    }
    if (!config.ciphers().isEmpty()) {
      builder.ciphers(config.ciphers());
    }
    try {
      return builder.build();
    } catch (SSLException unusable) {
      throw new IllegalArgumentException("TLS: " + unusable.getMessage(), unusable);
    }
  }

  /** The implementation that is wanted, if it is there. */
  private static SslProvider provider(TlsConfig.Provider wanted) {
    return switch (wanted) {
      case JDK -> SslProvider.JDK;
      case FASTEST -> OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
      case OPENSSL -> {
        if (!OpenSsl.isAvailable()) {
          throw new IllegalArgumentException(
              "OpenSSL is asked for, but netty-tcnative is not on the class path");
        }
        yield SslProvider.OPENSSL_REFCNT;
      }
    };
  }

  /** What stands between a new connection's socket and its frames. */
  ChannelHandler entrance(Channel channel) {
    return alsoPlain ? new TlsOrPlain(this) : handler(channel);
  }

  /** Encrypts one connection. */
  public SslHandler handler(Channel channel) {
    Ready now = ready;
    ByteBufAllocator allocator = channel.alloc();
    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
    SslHandler handler =
        now.context.newHandler(
            allocator, peer.getAddress().getHostAddress(), peer.getPort(), handshakes);
    if (now.config.identifiesClients()) {
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      handler.engine().setSSLParameters(parameters);
    }
    return handler;
  }
}

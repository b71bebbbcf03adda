package io.jackdaw.net.peer;

import io.jackdaw.net.ServerTls;
import io.jackdaw.net.TlsConfig;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;

/**
 * How servers prove to each other who they are: each shows its certificate, whichever of them has
 * connected, and believes those that {@link TlsConfig#trust} believes.
 *
 * <p>The arithmetic of a handshake is done by virtual threads, not by the loop.
 */
public final class PeerTls {
  private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerTls accepting;
  private final SslContext connecting;
  private final boolean identifies;

  /**
   * @param config its {@code identifiesClients} tells whether a certificate has to be for the name
   *     or address under which a server is reached
   * @throws IllegalArgumentException if it cannot be used
   */
  public PeerTls(TlsConfig config) {
    this.accepting =
        new ServerTls(
            new TlsConfig(
                config.keys(),
                config.trust(),
                config.clientCertificate(),
                config.protocols(),
                config.ciphers(),
                config.provider(),
                false),
            false);
    this.connecting =
        ServerTls.context(SslContextBuilder.forClient().keyManager(config.keys()), config);
    this.identifies = config.identifiesClients();
  }

  SslHandler entrance(Channel channel) {
    return accepting.handler(channel);
  }

  SslHandler exit(Channel channel, PeerNetwork.Address to) {
    SslHandler handler = connecting.newHandler(channel.alloc(), to.host(), to.port(), handshakes);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(identifies ? "HTTPS" : null);
    handler.engine().setSSLParameters(parameters);
    return handler;
  }
}

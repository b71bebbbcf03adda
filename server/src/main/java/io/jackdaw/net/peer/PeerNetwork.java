package io.jackdaw.net.peer;

import io.jackdaw.disk.StorageException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one server with the others: one to each for what it sends, one from each for
 * what it hears. Loop only, but for {@link #start} and {@link #close}.
 *
 * <p>Frames to one server arrive in the order in which they were sent, or not at all; after a break
 * {@link Receiver#connected} tells that a new connection begins.
 */
public final class PeerNetwork implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final PeerLoop loop;
  private final int own;
  private final Address address;
  private final Map<Integer, Address> others;
  private final @Nullable PeerTls tls;
  private final Map<Integer, PeerDialer> dialers = new HashMap<>();
  private final Map<Integer, Channel> entrances = new HashMap<>();
  private final ChannelGroup accepted =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
  private @Nullable Channel server;

  /** Where a server is reached. */
  public record Address(String host, int port) {}

  /** What a server is told of the others. On the loop. */
  public interface Receiver {
    /**
     * @param frame read-only and the network's again afterwards
     * @throws IllegalArgumentException if it makes no sense: the connection is closed
     */
    void received(int from, ByteBuffer frame);

    /** What is sent to {@code to} from now on goes over a new connection. */
    void connected(int to);

    /** The connection from {@code from} has ended, and there is no newer one. */
    void lost(int from);
  }

  /**
   * @param tls how servers prove who they are; null for plain text
   */
  public PeerNetwork(
      PeerLoop loop,
      int own,
      Address address,
      Map<Integer, Address> others,
      @Nullable PeerTls tls) {
    this.tls = tls;
    this.loop = loop;
    this.own = own;
    this.address = address;
    this.others = Map.copyOf(others);
  }

  /**
   * Listens, and begins to connect.
   *
   * @throws StorageException when the port cannot be had
   */
  public void start(Receiver receiver) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.group())
            .channel(loop.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                    if (tls != null) {
                      channel.pipeline().addLast(tls.entrance(channel));
                    }
                    channel.pipeline().addLast(new PeerEntrance(PeerNetwork.this, receiver));
                  }
                })
            .bind(new InetSocketAddress(address.host, address.port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new StorageException(
          "Cannot listen on %s:%d for the other servers of the ensemble: %s. Stop what uses the port, or choose another"
              .formatted(address.host, address.port, bound.cause().getMessage()),
          bound.cause());
    }
    server = bound.channel();
    loop.execute(
        () ->
            others.forEach(
                (id, where) -> {
                  PeerDialer dialer =
                      new PeerDialer(
                          loop, new Hello(own, id), where, tls, () -> receiver.connected(id));
                  dialers.put(id, dialer);
                  dialer.dial();
                }));
  }

  /** Whether {@code from} may speak to {@code to} here. */
  boolean isExpected(Hello hello) {
    return hello.to() == own && others.containsKey(hello.from());
  }

  /** A connection has said whose it is: it takes the place of any older one. */
  void entered(int from, Channel channel) {
    Channel before = entrances.put(from, channel);
    if (before != null) {
      before.close();
    }
  }

  /**
   * @return whether no newer connection had taken its place
   */
  boolean left(int from, Channel channel) {
    return entrances.remove(from, channel);
  }

  /** Connections that have not said whose they are. */
  int strangers() {
    return accepted.size() - entrances.size();
  }

  public boolean reaches(int other) {
    PeerDialer dialer = dialers.get(other);
    return dialer != null && dialer.isConnected();
  }

  /**
   * Sends with the next {@link #flush}; dropped if there is no connection.
   *
   * @param frame copied
   */
  public void send(int to, ByteBuffer frame) {
    PeerDialer dialer = dialers.get(to);
    if (dialer != null) {
      dialer.write(frame);
    }
  }

  public void flush() {
    dialers.values().forEach(PeerDialer::flush);
  }

  @Override
  public void close() {
    loop.execute(() -> dialers.values().forEach(PeerDialer::close));
    if (server != null) {
      server.close().awaitUninterruptibly();
    }
    accepted.close().awaitUninterruptibly();
  }
}

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
  private Map<Integer, Address> others = Map.of();
  private final @Nullable PeerTls tls;
  private final Map<Integer, PeerDialer> dialers = new HashMap<>();
  private final Map<Integer, Channel> entrances = new HashMap<>();
  private final ChannelGroup accepted =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
  private @Nullable Channel server;
  private @Nullable Receiver receiver;
  private boolean closed;

  /** Where a server is reached. */
  public record Address(String host, int port) {}

  /** What a server is told of the others. On the loop. */
  public interface Receiver {
    /**
     * @param frame read-only and the network's again afterwards
     * @throws IllegalArgumentException if it makes no sense: the connection is closed
     */
    void received(int from, ByteBuffer frame);

    /**
     * Whether a server that was not named to {@link #become} may speak: it has joined, perhaps, and
     * this one has not heard of it.
     */
    boolean welcomes(int stranger);

    /** What is sent to {@code to} from now on goes over a new connection. */
    void connected(int to);

    /** The connection from {@code from} has ended, and there is no newer one. */
    void lost(int from);
  }

  /**
   * @param tls how servers prove who they are; null for plain text
   */
  public PeerNetwork(PeerLoop loop, int own, Address address, @Nullable PeerTls tls) {
    this.tls = tls;
    this.loop = loop;
    this.own = own;
    this.address = address;
  }

  /**
   * Listens; connects, and is connected to, by {@link #become}.
   *
   * @throws StorageException when the port cannot be had
   */
  public void start(Receiver whoIsTold) {
    receiver = whoIsTold;
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
                    channel.pipeline().addLast(new PeerEntrance(PeerNetwork.this, whoIsTold));
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
  }

  /** Speaks to these from now on, and hears them; connections with all others are closed. */
  public void become(Map<Integer, Address> servers) {
    Receiver told = receiver;
    if (closed || told == null || others.equals(without(servers, own))) {
      return;
    }
    Map<Integer, Address> before = others;
    others = Map.copyOf(without(servers, own));
    before.forEach(
        (id, where) -> {
          if (!where.equals(others.get(id))) {
            PeerDialer gone = dialers.remove(id);
            if (gone != null) {
              gone.close();
            }
          }
          Channel entrance = others.containsKey(id) ? null : entrances.get(id);
          if (entrance != null) {
            entrance.close();
          }
        });
    others.forEach(
        (id, where) ->
            dialers.computeIfAbsent(
                id,
                other -> {
                  PeerDialer dialer =
                      new PeerDialer(
                          loop,
                          new Hello(own, other, address),
                          where,
                          tls,
                          () -> told.connected(other));
                  dialer.dial();
                  return dialer;
                }));
  }

  private static Map<Integer, Address> without(Map<Integer, Address> servers, int id) {
    Map<Integer, Address> others = new HashMap<>(servers);
    others.remove(id);
    return others;
  }

  /** Whether {@code from} may speak to {@code to} here. */
  boolean isExpected(Hello hello) {
    Receiver asked = receiver;
    if (hello.to() != own || hello.from() == own || closed || asked == null) {
      return false;
    }
    if (!others.containsKey(hello.from()) && asked.welcomes(hello.from())) {
      Map<Integer, Address> more = new HashMap<>(others);
      more.put(hello.from(), hello.address());
      become(more);
    }
    return others.containsKey(hello.from());
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
    loop.execute(
        () -> {
          closed = true;
          dialers.values().forEach(PeerDialer::close);
        });
    if (server != null) {
      server.close().awaitUninterruptibly();
    }
    accepted.close().awaitUninterruptibly();
  }
}

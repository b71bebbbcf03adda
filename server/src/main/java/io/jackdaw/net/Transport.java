package io.jackdaw.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the kernel is asked about sockets. Numbers, and why epoll is the default: ADR "the JVM's
 * levers and the hot path".
 */
public enum Transport {
  /** Linux' readiness queue. */
  EPOLL {
    @Override
    boolean isAvailable() {
      return Epoll.isAvailable();
    }

    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverChannel() {
      return EpollServerSocketChannel.class;
    }
  },

  /** Java's own selectors, everywhere. */
  NIO {
    @Override
    boolean isAvailable() {
      return true;
    }

    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverChannel() {
      return NioServerSocketChannel.class;
    }
  },

  /** Linux' queues of requests and completions. */
  IO_URING {
    @Override
    boolean isAvailable() {
      return IoUring.isAvailable();
    }

    @Override
    IoHandlerFactory handlers() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverChannel() {
      return IoUringServerSocketChannel.class;
    }
  };

  /** epoll where the machine has it, NIO elsewhere. */
  public static Transport usual() {
    return EPOLL.isAvailable() ? EPOLL : NIO;
  }

  /**
   * The one of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none, or this machine does not have it
   */
  public static Transport named(String name) {
    Transport named =
        Arrays.stream(values())
            .filter(it -> it.name().equals(name.toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "A transport is one of " + Arrays.toString(values()) + ", not " + name));
    if (!named.isAvailable()) {
      throw new IllegalArgumentException("This machine does not have the transport " + name);
    }
    return named;
  }

  abstract boolean isAvailable();

  abstract IoHandlerFactory handlers();

  abstract Class<? extends ServerChannel> serverChannel();
}

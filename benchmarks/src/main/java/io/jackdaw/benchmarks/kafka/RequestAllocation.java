package io.jackdaw.benchmarks.kafka;

import io.jackdaw.node.Jackdaw;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one request allocates in the whole process: a server in this JVM, and a client that
 * allocates nothing, one request at a time. Run it by {@code benchmarks/allocation}, with the
 * collector's profiler; the time includes the client's half of the way.
 */
@SuppressWarnings("NullAway.Init") // JMH calls start() before anything else.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class RequestAllocation {
  private static final String TOPIC = "allocation";
  private static final String READ = "allocation-read";
  private static final short ACKS_ONE = 1;
  private static final short ACKS_ALL = -1;
  private static final int LARGEST_REPLY = 1 << 20;
  private static final long NO_PRODUCER = -1;

  private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_REPLY);
  private Path directory = Path.of("");
  private Jackdaw jackdaw;
  private SocketChannel channel;
  private ByteBuffer one;
  private ByteBuffer batch;
  private ByteBuffer all;
  private ByteBuffer fetch;
  private ByteBuffer fetchAtEnd;

  /** A server with two topics, one of which has a batch to be read again and again. */
  @Setup
  public void start() throws Exception {
    directory = Files.createTempDirectory("allocation");
    jackdaw = Jackdaw.builder().dataDir(directory).kafkaPort(0).zookeeperPort(0).start();
    String bootstrap = jackdaw.bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<String, String> small = Map.of("retention.bytes", "1073741824");
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 1, (short) 1).configs(small),
                  new NewTopic(READ, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    int port = Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Records full = Records.batched(100, "none");
    one = direct(KafkaFrames.produce(TOPIC, Records.single(100), ACKS_ONE, NO_PRODUCER).frame());
    batch = direct(KafkaFrames.produce(TOPIC, full, ACKS_ONE, NO_PRODUCER).frame());
    all = direct(KafkaFrames.produce(TOPIC, full, ACKS_ALL, NO_PRODUCER).frame());
    exchange(direct(KafkaFrames.produce(READ, full, ACKS_ONE, NO_PRODUCER).frame()));
    fetch = direct(KafkaFrames.fetch(READ, 0));
    fetchAtEnd = direct(KafkaFrames.fetch(READ, full.inBatch()));
  }

  private static ByteBuffer direct(byte[] frame) {
    return ByteBuffer.allocateDirect(frame.length).put(frame).flip();
  }

  /** Stops the server and removes what it wrote. */
  @TearDown
  public void stop() throws IOException {
    channel.close();
    jackdaw.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public int produceOneRecord() throws IOException {
    return exchange(one);
  }

  @Benchmark
  public int produceBatchOf16KiB() throws IOException {
    return exchange(batch);
  }

  @Benchmark
  public int produceBatchOf16KiBToAllReplicas() throws IOException {
    return exchange(all);
  }

  @Benchmark
  public int fetchBatchOf16KiB() throws IOException {
    return exchange(fetch);
  }

  @Benchmark
  public int fetchNothing() throws IOException {
    return exchange(fetchAtEnd);
  }

  private int exchange(ByteBuffer frame) throws IOException {
    frame.rewind();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    in.clear().limit(Integer.BYTES);
    fill();
    int size = in.getInt(0);
    in.clear().limit(size);
    fill();
    return size;
  }

  private void fill() throws IOException {
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        throw new EOFException("the broker closed the connection");
      }
    }
  }
}

package io.jackdaw.compat.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Servers each in a network namespace of its own, as on machines of their own, on one bridge with
 * the test: their packets are dropped, lost and delayed by the kernel. It takes root.
 *
 * <pre>
 *   namespace 1  eth0 198.18.x.1 ── veth ─┐
 *   namespace 2  eth0 198.18.x.2 ── veth ─┼─ bridge 198.18.x.254, where the clients are
 *   namespace 3  eth0 198.18.x.3 ── veth ─┘
 * </pre>
 *
 * <p>Packets are dropped by a filter of the kernel's classic packet filter, which is there where
 * {@code iptables} is not. A slow line is {@code netem}'s delay, or, where the kernel has no {@code
 * netem}, a narrow one, on which packets wait for each other.
 */
public final class Namespaces implements Network {
  private static final int PEER_PORT = 2881;
  private static final int ELECTION_PORT = 3881;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** {@code ldw [26]}: the source address of an IPv4 packet behind its Ethernet header. */
  private static final String DROP_FROM = "4,32 0 0 26,21 0 1 %d,6 0 0 2,6 0 0 4294967295,";

  /** {@code ld rand}: less than a number is dropped. */
  private static final String DROP_SOME = "4,32 0 0 4294963256,53 1 0 %d,6 0 0 2,6 0 0 4294967295,";

  private static final double LOSS = 0.05;

  private final int size;
  private final long number = ProcessHandle.current().pid();
  private final String subnet = "198.18." + number % 250;

  private Namespaces(int size) {
    this.size = size;
  }

  /** Empty where it is not allowed, or the kernel lacks something. */
  public static Optional<Network> between(int size) {
    Namespaces made = new Namespaces(size);
    Thread atExit = new Thread(made::close, "remove-namespaces");
    if (made.build()) {
      Runtime.getRuntime().addShutdownHook(atExit);
      return Optional.of(made);
    }
    made.close();
    return Optional.empty();
  }

  private boolean build() {
    boolean built =
        succeeds("ip", "link", "add", bridge(), "type", "bridge")
            && succeeds("ip", "addr", "add", subnet + ".254/24", "dev", bridge())
            && succeeds("ip", "link", "set", bridge(), "up");
    for (int id = 1; built && id <= size; id++) {
      built =
          succeeds("ip", "netns", "add", space(id))
              && succeeds(
                  "ip", "link", "add", wire(id), "type", "veth", "peer", "eth0", "netns", space(id))
              && succeeds("ip", "link", "set", wire(id), "master", bridge(), "up")
              && inside(id, "ip", "addr", "add", host(id) + "/24", "dev", "eth0")
              && inside(id, "ip", "link", "set", "lo", "up")
              && inside(id, "ip", "link", "set", "eth0", "up")
              && inside(id, "tc", "qdisc", "add", "dev", "eth0", "clsact")
              && filter(id, "ingress", 1, DROP_SOME.formatted(0));
    }
    return built;
  }

  private String bridge() {
    return "jd%db".formatted(number);
  }

  private String space(int id) {
    return "jd%dn%d".formatted(number, id);
  }

  private String wire(int id) {
    return "jd%dv%d".formatted(number, id);
  }

  @Override
  public List<String> lines(int server) {
    // That the network between them can be trusted has to be said.
    List<String> lines = new ArrayList<>(List.of("sslQuorum=false"));
    for (int id = 1; id <= size; id++) {
      lines.add("server.%d=%s:%d:%d".formatted(id, host(id), PEER_PORT, ELECTION_PORT));
    }
    return lines;
  }

  @Override
  public String host(int server) {
    return subnet + "." + server;
  }

  @Override
  public List<String> where(int server) {
    return List.of("nsenter", "--net=/var/run/netns/" + space(server));
  }

  @Override
  public void cut(int from, int to) {
    String[] parts = host(from).split("\\.");
    long address = 0;
    for (String part : parts) {
      address = address << 8 | Long.parseLong(part);
    }
    require(filter(to, "ingress", 10 + from, DROP_FROM.formatted(address)));
  }

  @Override
  public void slow(int server) {
    require(
        inside(server, "tc qdisc replace dev eth0 root netem delay 40ms 20ms".split(" "))
            || inside(
                server,
                "tc qdisc replace dev eth0 root tbf rate 1mbit burst 3000 latency 500ms"
                    .split(" ")));
  }

  @Override
  public void lose(int server) {
    long below = (long) (LOSS * (1L << 32));
    require(
        filter(server, "ingress", 2, DROP_SOME.formatted(below))
            && filter(server, "egress", 2, DROP_SOME.formatted(below)));
  }

  /** The first number is how many instructions follow. */
  private boolean filter(int id, String direction, int priority, String program) {
    return inside(
        id,
        "tc",
        "filter",
        "add",
        "dev",
        "eth0",
        direction,
        "protocol",
        "ip",
        "pref",
        Integer.toString(priority),
        "bpf",
        "da",
        "bytecode",
        program);
  }

  @Override
  public void mend() {
    for (int id = 1; id <= size; id++) {
      require(inside(id, "tc", "filter", "del", "dev", "eth0", "ingress"));
      require(inside(id, "tc", "filter", "del", "dev", "eth0", "egress"));
      // Fails where there is none.
      boolean ignored = inside(id, "tc", "qdisc", "del", "dev", "eth0", "root");
    }
  }

  private boolean inside(int id, String... command) {
    List<String> whole = new ArrayList<>(where(id));
    whole.addAll(List.of(command));
    return succeeds(whole.toArray(String[]::new));
  }

  private static void require(boolean done) {
    if (!done) {
      throw new IllegalStateException("the network of the test does not do what it is told");
    }
  }

  private static boolean succeeds(String... command) {
    return ExternalProcess.start(command[0], Places.target(), Map.of(), List.of(command))
            .await(PATIENCE)
            .exitCode()
        == 0;
  }

  @Override
  public void close() {
    for (int id = 1; id <= size; id++) {
      boolean ignored =
          succeeds("ip", "link", "del", wire(id)) | succeeds("ip", "netns", "del", space(id));
    }
    boolean ignored = succeeds("ip", "link", "del", bridge());
  }
}

package io.jackdaw.compat.rig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Servers on the loopback address with a {@link Cable} from each to each other. It carries what a
 * server says to another, and nothing that comes back: each connects to each.
 */
public final class Cables implements Network {
  private static final int DELAY_MS = 40;
  private static final double LOSS = 0.05;

  private final int size;
  private final List<Integer> electionPorts = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final Map<List<Integer>, Cable> cables = new HashMap<>();

  private Cables(int size) {
    this.size = size;
  }

  public static Cables between(int size) {
    Cables made = new Cables(size);
    for (int id = 1; id <= size; id++) {
      made.ports.add(Places.freePort());
      made.electionPorts.add(Places.freePort());
    }
    for (int from = 1; from <= size; from++) {
      for (int to = 1; to <= size; to++) {
        if (from != to) {
          made.cables.put(List.of(from, to), Cable.to(made.ports.get(to - 1)));
        }
      }
    }
    return made;
  }

  @Override
  public List<String> lines(int server) {
    List<String> lines = new ArrayList<>();
    for (int to = 1; to <= size; to++) {
      String address =
          to == server ? "127.0.0.1:" + ports.get(to - 1) : cable(server, to).address();
      lines.add("server.%d=%s:%d".formatted(to, address, electionPorts.get(to - 1)));
    }
    return lines;
  }

  @Override
  public String host(int server) {
    return "127.0.0.1";
  }

  @Override
  public List<String> where(int server) {
    return List.of();
  }

  private Cable cable(int from, int to) {
    return Objects.requireNonNull(cables.get(List.of(from, to)));
  }

  @Override
  public void cut(int from, int to) {
    cable(from, to).freeze();
  }

  @Override
  public void slow(int server) {
    cables.forEach(
        (ends, cable) -> {
          if (ends.getFirst() == server) {
            cable.delay(DELAY_MS);
          }
        });
  }

  @Override
  public void lose(int server) {
    cables.forEach(
        (ends, cable) -> {
          if (ends.getFirst() == server) {
            cable.lose(LOSS);
          }
        });
  }

  @Override
  public void mend() {
    cables.values().forEach(Cable::thaw);
  }

  @Override
  public void close() {
    cables.values().forEach(Cable::close);
  }
}

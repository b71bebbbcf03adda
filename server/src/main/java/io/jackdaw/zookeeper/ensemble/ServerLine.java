package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.consensus.EnsembleMember;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code server.N} line of {@code zoo.cfg}: {@code
 * host:port:electionPort[:participant|:observer][;[clientHost:]clientPort]}.
 *
 * @param port where the other servers reach this one
 * @param electionPort accepted and not used: one port carries all there is between two servers
 * @param observer follows without a vote
 * @param clientHost where clients connect; null for every address
 * @param clientPort 0 when the line does not say it
 */
public record ServerLine(
    int id,
    String host,
    int port,
    int electionPort,
    boolean observer,
    @Nullable String clientHost,
    int clientPort) {
  private static final String HOST = "(\\[[^]]+]|[^:;]+)";
  private static final Pattern SHAPE =
      Pattern.compile(
          HOST
              + ":(\\d{1,5}):(\\d{1,5})(?::(participant|observer))?(?:;(?:"
              + HOST
              + ":)?(\\d{1,5}))?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads what stands behind {@code server.N=}.
   *
   * @throws IllegalArgumentException naming the line and its form
   */
  public static ServerLine parse(int id, String text) {
    Matcher line = SHAPE.matcher(text.replace(" ", ""));
    if (!line.matches()) {
      throw new IllegalArgumentException(
          ("server.%d must be host:port:port[:participant|:observer][;[host:]clientPort],"
                  + " was '%s'")
              .formatted(id, text));
    }
    String role = line.group(4);
    String clientPort = line.group(6);
    return new ServerLine(
        id,
        bare(line.group(1)),
        Integer.parseInt(line.group(2)),
        Integer.parseInt(line.group(3)),
        role != null && role.toLowerCase(Locale.ROOT).equals("observer"),
        line.group(5) == null ? null : bare(line.group(5)),
        clientPort == null ? 0 : Integer.parseInt(clientPort));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The same, with the address for clients if the line does not say it. */
  public ServerLine withClients(String otherHost, int otherPort) {
    return clientPort != 0
        ? this
        : new ServerLine(id, host, port, electionPort, observer, otherHost, otherPort);
  }

  ServerLine withoutClients() {
    return new ServerLine(id, host, port, electionPort, observer, null, 0);
  }

  public EnsembleMember member() {
    return new EnsembleMember(id, host, port, observer, toString());
  }

  /** As {@code /zookeeper/config} shows it. */
  @Override
  public String toString() {
    String role = observer ? "observer" : "participant";
    String servers = "server.%d=%s:%d:%d:%s".formatted(id, host, port, electionPort, role);
    return clientPort == 0
        ? servers
        : servers + ";" + (clientHost == null ? "0.0.0.0" : clientHost) + ":" + clientPort;
  }
}

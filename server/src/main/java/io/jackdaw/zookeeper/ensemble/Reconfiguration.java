package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code reconfig} asks for, and what comes of it. The last two are not the client's, but
 * the server's that proposes it.
 *
 * @param joining {@code server.N=…}, separated by commas
 * @param leaving numbers, separated by commas
 * @param newMembers all there are to be, separated by commas or newlines; the other two do not
 *     count then
 * @param version that is to be changed; −1 for any
 * @param base the servers, where {@code /zookeeper/config} does not tell them
 * @param minVoters fewer are refused
 */
public record Reconfiguration(
    @Nullable String joining,
    @Nullable String leaving,
    @Nullable String newMembers,
    long version,
    String base,
    int minVoters) {
  /** What is to be, or why it cannot be. */
  public sealed interface Plan {
    record Next(ServerList servers) implements Plan {}

    record Refused(ErrorCode error) implements Plan {}
  }

  public static Reconfiguration read(JuteReader reader) {
    String joining = reader.readNullableString();
    String leaving = reader.readNullableString();
    String newMembers = reader.readNullableString();
    long version = reader.readLong();
    boolean more = reader.remaining() > 0;
    return new Reconfiguration(
        joining,
        leaving,
        newMembers,
        version,
        more ? reader.readString() : "",
        more ? reader.readInt() : 1);
  }

  public ByteBuffer encode() {
    return new JuteWriter()
        .writeString(joining)
        .writeString(leaving)
        .writeString(newMembers)
        .writeLong(version)
        .writeString(base)
        .writeInt(minVoters)
        .written();
  }

  /** The same, as this server proposes it. */
  public Reconfiguration onTopOf(ServerList known, int fewestVoters) {
    return new Reconfiguration(joining, leaving, newMembers, version, known.text(), fewestVoters);
  }

  /** Makes {@code servers} known as they are. */
  public static Reconfiguration published(ServerList servers) {
    return new Reconfiguration(null, null, servers.lines(), -1, servers.text(), 0);
  }

  /**
   * What becomes of the servers.
   *
   * @param data what {@code /zookeeper/config} holds
   */
  public Plan plan(byte @Nullable [] data) {
    ServerList shown = ServerList.parseIfValid(data);
    try {
      ServerList now = shown == null ? ServerList.parse(base) : shown;
      if (version != -1 && version != now.version()) {
        return new Plan.Refused(ErrorCode.BAD_VERSION);
      }
      ServerList next =
          newMembers == null
              ? now.with(numbers(), lines())
              : ServerList.parse(newMembers.replace(',', '\n'));
      return next.voters() < minVoters || next.servers().isEmpty() || sharesAddress(next)
          ? new Plan.Refused(ErrorCode.BAD_ARGUMENTS)
          : new Plan.Next(next);
    } catch (NumberFormatException noNumber) {
      return new Plan.Refused(ErrorCode.MARSHALLING_ERROR);
    } catch (IllegalArgumentException malformed) {
      return new Plan.Refused(ErrorCode.BAD_ARGUMENTS);
    }
  }

  private List<Integer> numbers() {
    return split(leaving).stream().map(Integer::valueOf).toList();
  }

  private List<ServerLine> lines() {
    List<ServerLine> lines = new ArrayList<>();
    for (String one : split(joining)) {
      ServerLine line = ServerList.parseLine(one);
      if (line.clientPort() == 0) {
        throw new IllegalArgumentException("no port for clients: " + one);
      }
      lines.add(line);
    }
    return lines;
  }

  private static List<String> split(@Nullable String list) {
    List<String> parts = new ArrayList<>();
    for (String part : (list == null ? "" : list).split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.trim());
      }
    }
    return parts;
  }

  private static boolean sharesAddress(ServerList list) {
    return list.servers().stream().map(line -> line.host() + " " + line.port()).distinct().count()
        < list.servers().size();
  }
}

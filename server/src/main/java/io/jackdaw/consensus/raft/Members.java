package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.EnsembleMember;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;

/**
 * Who belongs to the ensemble. While that changes, every decision needs a majority of those who are
 * to belong to it and one of those who did (joint consensus, §6 of the paper), so any change is
 * safe, however many servers come and go. Immutable.
 *
 * <p>As an entry of the log and in snapshots; {@code docs/formats/ensemble.md} has the table:
 *
 * <pre>
 *   version byte 1 · number long · servers · before     each: count int, then
 *   {id int, observer boolean, port int, host string, line string} each
 * </pre>
 */
final class Members {
  private static final byte VERSION = 1;
  private static final int MAX_SERVERS = 254;

  private final long number;
  private final List<EnsembleMember> servers;
  private final List<EnsembleMember> before;
  private final int[] voters;
  private final int[] votersBefore;

  /**
   * @param number of the change that led here, larger than that of any before; 0 for what the
   *     configuration file says
   * @param servers who belongs to the ensemble, or is to
   * @param before who decides with them until the change is done; empty when it is
   */
  Members(long number, Collection<EnsembleMember> servers, Collection<EnsembleMember> before) {
    this.number = number;
    this.servers = List.copyOf(servers);
    this.before = List.copyOf(before);
    this.voters = votersOf(servers);
    this.votersBefore = votersOf(before);
  }

  private static int[] votersOf(Collection<EnsembleMember> servers) {
    return servers.stream()
        .filter(server -> !server.observer())
        .mapToInt(EnsembleMember::id)
        .sorted()
        .toArray();
  }

  long number() {
    return number;
  }

  List<EnsembleMember> servers() {
    return servers;
  }

  /** Whether a change is under way. */
  boolean isJoint() {
    return !before.isEmpty();
  }

  /** The first half of a change to others. */
  Members changingTo(long next, Collection<EnsembleMember> others) {
    return new Members(next, others, servers);
  }

  /** The second half. */
  Members changed() {
    return new Members(number, servers, List.of());
  }

  /** All there are, also those who are about to go. */
  Collection<EnsembleMember> all() {
    Map<Integer, EnsembleMember> all = new TreeMap<>();
    before.forEach(server -> all.put(server.id(), server));
    servers.forEach(server -> all.put(server.id(), server));
    return all.values();
  }

  Set<Integer> others(int own) {
    Set<Integer> others =
        all().stream().map(EnsembleMember::id).collect(Collectors.toCollection(TreeSet::new));
    others.remove(own);
    return others;
  }

  /** Whether {@code id} belongs to the ensemble when no change is under way any more. */
  boolean contains(int id) {
    return servers.stream().anyMatch(server -> server.id() == id);
  }

  boolean isVoter(int id) {
    return Arrays.binarySearch(voters, id) >= 0 || Arrays.binarySearch(votersBefore, id) >= 0;
  }

  Set<Integer> voters() {
    Set<Integer> all = new TreeSet<>();
    Arrays.stream(voters).forEach(all::add);
    Arrays.stream(votersBefore).forEach(all::add);
    return all;
  }

  /** Whether {@code agreeing} can decide. */
  boolean isMajority(Set<Integer> agreeing) {
    return agreed(id -> agreeing.contains(id) ? 1 : 0) == 1;
  }

  /** The highest number that enough servers have reached to decide. */
  long agreed(IntToLongFunction reached) {
    long decided = agreed(voters, reached);
    return votersBefore.length == 0 ? decided : Math.min(decided, agreed(votersBefore, reached));
  }

  private static long agreed(int[] voters, IntToLongFunction reached) {
    long[] numbers = new long[voters.length];
    for (int i = 0; i < voters.length; i++) {
      numbers[i] = reached.applyAsLong(voters[i]);
    }
    Arrays.sort(numbers);
    return numbers[numbers.length - (numbers.length / 2 + 1)];
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(VERSION);
      out.writeLong(number);
      write(out, servers);
      write(out, before);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, List<EnsembleMember> servers) throws IOException {
    out.writeInt(servers.size());
    for (EnsembleMember server : servers) {
      out.writeInt(server.id());
      out.writeBoolean(server.observer());
      out.writeInt(server.port());
      out.writeUTF(server.host());
      out.writeUTF(server.line());
    }
  }

  /**
   * @throws IllegalArgumentException if {@link #encode} did not write it
   */
  static Members decode(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "members of version " + version + ": run the newer Jackdaw that wrote them");
      }
      return new Members(in.readLong(), read(in), read(in));
    } catch (IOException torn) {
      throw new IllegalArgumentException("members that end too early", torn);
    }
  }

  private static List<EnsembleMember> read(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_SERVERS) {
      throw new IllegalArgumentException(count + " members");
    }
    List<EnsembleMember> servers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int id = in.readInt();
      boolean observer = in.readBoolean();
      int port = in.readInt();
      servers.add(new EnsembleMember(id, in.readUTF(), port, observer, in.readUTF()));
    }
    return servers;
  }

  @Override
  public String toString() {
    String now = ids(servers);
    return before.isEmpty() ? now : ids(before) + " to " + now;
  }

  private static String ids(List<EnsembleMember> servers) {
    return servers.stream()
        .map(server -> server.id() + (server.observer() ? "o" : ""))
        .collect(Collectors.joining(",", "{", "}"));
  }
}

package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Which groups were deleted and which were not, told as Apache's tools for groups do. */
final class DeletedGroups {
  private DeletedGroups() {}

  /**
   * Waits for all, and prints what became of them.
   *
   * @param kind of groups, such as {@code consumer}
   * @return whether all were deleted
   */
  static boolean print(Progress progress, String kind, Map<String, KafkaFuture<Void>> deletions) {
    Set<String> deleted = new TreeSet<>();
    Map<String, Exception> failed = new LinkedHashMap<>();
    deletions.forEach(
        (group, deletion) -> {
          try {
            progress.await("deleting group " + group, deletion);
            deleted.add(group);
          } catch (KafkaException e) {
            failed.put(group, e);
          }
        });
    String names =
        deleted.stream().map(group -> "'" + group + "'").collect(Collectors.joining(", "));
    if (failed.isEmpty()) {
      System.out.println(
          "Deletion of requested " + kind + " groups (" + names + ") was successful.");
      return true;
    }
    System.out.println("\nError: Deletion of some " + kind + " groups failed:");
    failed.forEach(
        (group, e) ->
            System.out.println("* Group '" + group + "' could not be deleted due to: " + e));
    if (!deleted.isEmpty()) {
      System.out.println("\nThese " + kind + " groups were deleted successfully: " + names);
    }
    return false;
  }
}

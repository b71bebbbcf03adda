package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.OutputOption;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jackdaw quotas list|alter}: how much users, clients and addresses may use. */
@Command(
    name = "quotas",
    description = "Show and change what users, clients and addresses may use.",
    synopsisSubcommandLabel = "COMMAND")
public final class QuotasCommand {
  /** Stands for everybody who has no limit of his own. */
  private static final String DEFAULT = "default";

  private final Progress progress = new Progress(System.err);

  @Command(name = "list", description = "Show all limits.")
  void list(@Mixin BrokerOption broker, @Mixin OutputOption output) {
    try (Admin admin = broker.admin()) {
      Table table = Table.of("USER", "CLIENT", "ADDRESS", "LIMIT", "VALUE");
      Map<ClientQuotaEntity, Map<String, Double>> limits =
          progress.await(
              "asking for limits", admin.describeClientQuotas(ClientQuotaFilter.all()).entities());
      limits.entrySet().stream()
          .sorted(Comparator.comparing(limit -> limit.getKey().toString()))
          .forEach(
              limit ->
                  new TreeMap<>(limit.getValue())
                      .forEach(
                          (key, value) ->
                              table.row(
                                  shown(limit.getKey(), ClientQuotaEntity.USER),
                                  shown(limit.getKey(), ClientQuotaEntity.CLIENT_ID),
                                  shown(limit.getKey(), ClientQuotaEntity.IP),
                                  key,
                                  value)));
      if (table.isEmpty() && !output.json()) {
        System.err.println("Nobody is limited.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  private static String shown(ClientQuotaEntity entity, String type) {
    if (!entity.entries().containsKey(type)) {
      return "";
    }
    String name = entity.entries().get(type);
    return name == null ? "(" + DEFAULT + ")" : name;
  }

  @Command(
      name = "alter",
      description =
          "Set and remove limits: producer_byte_rate, consumer_byte_rate, request_percentage,"
              + " controller_mutation_rate; of addresses: connection_creation_rate.")
  void alter(
      @Mixin BrokerOption broker,
      @Option(names = "--user", description = "user name, or default.") @Nullable String user,
      @Option(names = "--client", description = "client id, or default.") @Nullable String client,
      @Option(names = "--ip", description = "address, or default.") @Nullable String address,
      @Option(
              names = {"-s", "--set"},
              paramLabel = "KEY=VALUE",
              description = "may be repeated.")
          @Nullable Map<String, Double> set,
      @Option(
              names = {"-d", "--delete"},
              paramLabel = "KEY",
              description = "may be repeated.")
          @Nullable List<String> deleted) {
    Map<String, @Nullable String> names = new HashMap<>();
    put(names, ClientQuotaEntity.USER, user);
    put(names, ClientQuotaEntity.CLIENT_ID, client);
    put(names, ClientQuotaEntity.IP, address);
    if (names.isEmpty()) {
      throw new Failure("nobody named", "Give --user, --client or both, or --ip.");
    }
    List<ClientQuotaAlteration.Op> changes = new ArrayList<>();
    if (deleted != null) {
      deleted.forEach(key -> changes.add(new ClientQuotaAlteration.Op(key, null)));
    }
    if (set != null) {
      set.forEach((key, value) -> changes.add(new ClientQuotaAlteration.Op(key, value)));
    }
    if (changes.isEmpty()) {
      throw new Failure("nothing to change", "Give --set KEY=VALUE or --delete KEY.");
    }
    try (Admin admin = broker.admin()) {
      progress.await(
          "changing limits",
          admin
              .alterClientQuotas(
                  List.of(new ClientQuotaAlteration(new ClientQuotaEntity(names), changes)))
              .all());
      System.out.println("Changed the limits.");
    }
  }

  private static void put(Map<String, @Nullable String> names, String type, @Nullable String name) {
    if (name != null) {
      names.put(type, name.equals(DEFAULT) ? null : name);
    }
  }
}

package io.jackdaw.kafka.api;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.acl.AccessRules;
import io.jackdaw.kafka.metadata.TestBroker;
import io.jackdaw.kafka.metadata.TestCoordination;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.QuotaWindows;
import io.jackdaw.kafka.wire.ApiClient;
import io.jackdaw.kafka.wire.KafkaConnectionHandler;
import io.jackdaw.net.EventLoops;
import io.jackdaw.net.Listener;
import io.jackdaw.net.ListenerConfig;
import io.jackdaw.security.SubjectRules;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Broker 1 of a cluster with nobody else in it, and the handlers that a test wants to ask. */
final class AdminBroker implements AutoCloseable {
  final TestCoordination service = new TestCoordination();
  final TestBroker broker = TestBroker.start(service, 1, new MemoryDisk());
  final ClientQuotas quotas = new ClientQuotas(QuotaWindows.DEFAULT, Clock.system());
  final ExecutorService lookups = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoops loops = new EventLoops(1);
  private final Listener listener;

  AdminBroker(Function<AdminBroker, List<ApiHandler<?, ?>>> handlers) {
    ApiHandlers all = new ApiHandlers(handlers.apply(this));
    broker.follower.subscribe(quotas);
    listener =
        Listener.bind(
            loops,
            new ListenerConfig(
                "kafka",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1 << 20,
                100,
                0,
                0,
                0),
            connection ->
                new KafkaConnectionHandler(
                    connection, "PLAINTEXT", SubjectRules.DEFAULT, all, quotas, AccessRules.NONE));
  }

  ApiClient client() throws IOException {
    return new ApiClient(listener.port());
  }

  @Override
  public void close() {
    listener.close();
    loops.close();
    lookups.close();
    broker.close();
    service.close();
  }
}

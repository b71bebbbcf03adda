package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

class ThrottledServiceTest {
  private static final int REQUESTS = 200;

  @Test
  void oneRequestAtATimeIsSlowAndInOrder() throws Exception {
    try (RunningService service =
        new RunningService(Map.of("request_throttle_max_requests", "1"))) {
      List<RunningService.Client> clients = new ArrayList<>();
      List<List<String>> answers = new ArrayList<>();
      CountDownLatch answered = new CountDownLatch(3 * 2 * REQUESTS);
      for (int c = 0; c < 3; c++) {
        RunningService.Client client = service.client();
        clients.add(client);
        List<String> seen = new CopyOnWriteArrayList<>();
        answers.add(seen);
        for (int i = 0; i < REQUESTS; i++) {
          ask(client, "/" + c + "-" + i, seen, answered);
        }
      }

      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
      for (int c = 0; c < 3; c++) {
        assertThat(answers.get(c)).hasSize(2 * REQUESTS).allMatch(answer -> answer.endsWith("OK"));
        assertThat(answers.get(c).get(1)).isEqualTo("get /" + c + "-0 OK");
        assertThat(answers.get(c).getLast()).isEqualTo("get /" + c + "-199 OK");
      }
      clients.forEach(RunningService.Client::close);
    }
  }

  private static void ask(
      RunningService.Client client, String path, List<String> seen, CountDownLatch answered) {
    client.zk.create(
        path,
        path.getBytes(StandardCharsets.UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.PERSISTENT,
        (code, at, context, name) -> {
          seen.add("create " + at + " " + Code.get(code));
          answered.countDown();
        },
        null);
    client.zk.getData(
        path,
        false,
        (code, at, context, data, stat) -> {
          seen.add("get " + at + " " + Code.get(code));
          answered.countDown();
        },
        null);
  }

  @Test
  void aRequestLargerThanAllLargeOnesMayBeCostsItsConnection() throws Exception {
    try (RunningService service =
            new RunningService(
                Map.of("largeRequestThreshold", "1000", "largeRequestMaxBytes", "5000"));
        RunningService.Client client = service.client()) {
      client.zk.create("/a", new byte[4000], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      client.zk.setData("/a", new byte[4000], -1);
      long session = client.zk.getSessionId();

      assertThatThrownBy(() -> client.zk.setData("/a", new byte[6000], -1))
          .isInstanceOf(ConnectionLossException.class);
      await().ignoreExceptions().until(() -> client.zk.exists("/a", false).getDataLength() == 4000);
      assertThat(client.zk.getSessionId()).isEqualTo(session);
    }
  }
}

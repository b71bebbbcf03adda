package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawNodes;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

/** Every change of the znode tree is in the topic once, in order, however often the server dies. */
class ChangeStreamTest {
  @Test
  void everyChangeIsThereOnceAndInOrderThoughTheServerIsKilled() throws Exception {
    ChangeProgram program = new ChangeProgram();
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "changes",
            Map.of("coordination.changeStream", "true", "coordination.snapCount", "500"))) {
      for (int life = 0; life < 3; life++) {
        try (ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
          program.write(server.bootstrapServers(), session.client(), life);
          server.kill();
        }
        server.start();
      }
      try (ZooKeeperSession session = ZooKeeperSession.open(server.connectString())) {
        String last = "/written-last";
        session.client().create(last, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        List<ChangeProgram.Change> changes = ChangeProgram.read(server.bootstrapServers(), last);
        program.assertOnceAndInOrder(changes);
        assertThat(ChangeProgram.folded(changes))
            .containsAllEntriesOf(ChangeProgram.tree(session.client()));
      }
    }
  }

  @Test
  void soItIsWithThreeNodesOfWhichOneOrTheOtherIsKilled() throws Exception {
    ChangeProgram program = new ChangeProgram();
    try (JackdawNodes nodes =
        JackdawNodes.fresh(
            3, Map.of("coordination.changeStream", "true", "coordination.snapCount", "500"))) {
      for (int life = 0; life < 2; life++) {
        int killed = life == 0 ? nodes.leader() : writer(nodes);
        try (ZooKeeperSession session =
            ZooKeeperSession.open(nodes.node(1 + killed % nodes.size()).connectString())) {
          program.write(nodes.bootstrapServers(), session.client(), life);
          nodes.node(killed).kill();
          session.client().exists("/", false);
          program.write(null, session.client(), 10 + life);
        }
        nodes.node(killed).begin();
        nodes.awaitService();
      }
      try (ZooKeeperSession session = ZooKeeperSession.open(nodes.connectString())) {
        String last = "/written-last";
        session.client().create(last, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        List<ChangeProgram.Change> changes = ChangeProgram.read(nodes.bootstrapServers(), last);
        program.assertOnceAndInOrder(changes);
        assertThat(ChangeProgram.folded(changes))
            .containsAllEntriesOf(ChangeProgram.tree(session.client()));
      }
    }
  }

  /** The node whose broker has the topic. */
  private static int writer(JackdawNodes nodes) throws Exception {
    try (Admin admin = new KafkaClients(nodes.bootstrapServers()).admin()) {
      return admin
          .describeTopics(List.of("__coordination"))
          .allTopicNames()
          .get()
          .get("__coordination")
          .partitions()
          .getFirst()
          .leader()
          .id();
    }
  }
}

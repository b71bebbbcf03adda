package io.jackdaw.compat.rig;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * One server for all methods of a test class, fresh and empty at its start.
 *
 * <p>{@code jackdaw.compat.server} chooses which: {@code jackdaw} (the packaged distribution),
 * {@code apache} (ZooKeeper 3.9.5 with Kafka 3.9.1 on it), {@code addresses} (somebody else's).
 */
public final class ServerUnderTest implements BeforeAllCallback, AfterAllCallback {
  private @Nullable Server server;

  /** {@code host:port} of the broker. */
  public String bootstrapServers() {
    return running().bootstrapServers();
  }

  /** {@code host:port} of the coordination service. */
  public String connectString() {
    return running().connectString();
  }

  private Server running() {
    return Objects.requireNonNull(server, "the server is started before the first test method");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        choice().equals("addresses")
            ? Addresses.given()
            : restartable(context.getRequiredTestClass().getSimpleName());
  }

  /** A server of the chosen kind that the caller may kill and must close. */
  public static RestartableServer restartable(String name) {
    return switch (choice()) {
      case "jackdaw" -> JackdawProcess.fresh(name);
      case "apache" -> ServerPair.apache();
      default -> throw new TestAbortedException("cannot kill the server of " + choice());
    };
  }

  private static String choice() {
    return System.getProperty("jackdaw.compat.server", "jackdaw");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
  }
}

package org.apache.zookeeper.test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jackdaw.suite.CleanSlate;
import io.jackdaw.suite.Doorway;
import io.jackdaw.suite.Interlude;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import org.apache.zookeeper.PortAssignment;
import org.apache.zookeeper.TestableZooKeeper;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZKTestCase;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.X509Exception.SSLContextException;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the class of this name in ZooKeeper's tests: the same members, written anew. What
 * the tests take for a server in this process is a {@link Doorway} to the server under test, which
 * is emptied before each test. Whatever needs the insides of a server cannot be had and says so.
 */
public abstract class ClientBase extends ZKTestCase {
  protected static final Logger LOG = LoggerFactory.getLogger(ClientBase.class);
  public static int CONNECTION_TIMEOUT = 30_000;

  protected String hostPort = "127.0.0.1:" + PortAssignment.unique();
  protected int maxCnxns = 0;
  protected ServerCnxnFactory serverFactory = null;
  protected File tmpDir = null;
  protected boolean exceptionOnFailedConnect = false;

  private final Queue<ZooKeeper> clients = new ConcurrentLinkedQueue<>();

  public ClientBase() {}

  // ---- One test's life.

  @BeforeAll
  public static void setupTestEnv() {}

  public void setupCustomizedEnv() {}

  public void cleanUpCustomizedEnv() {}

  @BeforeEach
  public void setUp() throws Exception {
    setUpWithServerId(1);
  }

  protected void setUpWithServerId(int serverId) throws Exception {
    setupCustomizedEnv();
    setUpAll();
    tmpDir = createTmpDir();
    Interlude.await(getClass());
    CleanSlate.make();
    startServer();
  }

  protected void setUpAll() throws Exception {
    clients.clear();
  }

  protected void startServer() throws Exception {
    Doorway.open(port());
  }

  protected void stopServer() throws Exception {
    Doorway.close(port());
  }

  /** Some tests write a chroot behind the address. */
  private int port() {
    return parseHostPortList(hostPort.split("/", 2)[0]).get(0).port;
  }

  @AfterEach
  public void tearDown() throws Exception {
    tearDownAll();
    stopServer();
    recursiveDelete(tmpDir);
    cleanUpCustomizedEnv();
  }

  protected void tearDownAll() throws Exception {
    for (ZooKeeper client = clients.poll(); client != null; client = clients.poll()) {
      client.close();
    }
  }

  // ---- Clients.

  /** Follows the connection of one client. */
  public static class CountdownWatcher implements Watcher {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Event.KeeperState state = Event.KeeperState.Disconnected;
    private boolean everConnected;

    @Override
    public void process(WatchedEvent event) {
      lock.lock();
      try {
        state = event.getState();
        everConnected |= isConnected(state);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    public void reset() {
      lock.lock();
      try {
        state = Event.KeeperState.Disconnected;
        everConnected = false;
      } finally {
        lock.unlock();
      }
    }

    public boolean isConnected() {
      lock.lock();
      try {
        return isConnected(state);
      } finally {
        lock.unlock();
      }
    }

    private static boolean isConnected(Event.KeeperState state) {
      return state == Event.KeeperState.SyncConnected
          || state == Event.KeeperState.ConnectedReadOnly;
    }

    protected String connectionDescription() {
      return "the client's state is " + state;
    }

    public void waitForConnected(long timeoutMs) throws InterruptedException, TimeoutException {
      await(CountdownWatcher::isConnected, timeoutMs);
    }

    public void waitForSyncConnected(long timeoutMs) throws InterruptedException, TimeoutException {
      await(now -> now == Event.KeeperState.SyncConnected, timeoutMs);
    }

    public void waitForReadOnlyConnected(long timeoutMs)
        throws InterruptedException, TimeoutException {
      await(now -> now == Event.KeeperState.ConnectedReadOnly, timeoutMs);
    }

    public void waitForDisconnected(long timeoutMs) throws InterruptedException, TimeoutException {
      await(now -> !isConnected(now), timeoutMs);
    }

    private void await(Predicate<Event.KeeperState> wanted, long timeoutMs)
        throws InterruptedException, TimeoutException {
      long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
      lock.lock();
      try {
        while (!wanted.test(state)) {
          if (leftNs <= 0) {
            throw new TimeoutException(connectionDescription() + " after " + timeoutMs + " ms");
          }
          leftNs = changed.awaitNanos(leftNs);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Whether it has been connected at all, though it may not be any more. */
    private boolean awaitAnyConnection(long timeoutMs) throws InterruptedException {
      try {
        await(now -> everConnected, timeoutMs);
        return true;
      } catch (TimeoutException never) {
        return false;
      }
    }
  }

  protected TestableZooKeeper createClient() throws IOException, InterruptedException {
    return createClient(hostPort);
  }

  protected TestableZooKeeper createClient(String address)
      throws IOException, InterruptedException {
    return createClient(new CountdownWatcher(), address);
  }

  protected TestableZooKeeper createClient(CountdownWatcher watcher)
      throws IOException, InterruptedException {
    return createClient(watcher, hostPort);
  }

  protected TestableZooKeeper createClient(String address, int timeoutMs)
      throws IOException, InterruptedException {
    return createClient(new CountdownWatcher(), address, timeoutMs);
  }

  protected TestableZooKeeper createClient(CountdownWatcher watcher, String address)
      throws IOException, InterruptedException {
    return createClient(watcher, address, CONNECTION_TIMEOUT);
  }

  protected TestableZooKeeper createClient(CountdownWatcher watcher, String address, int timeoutMs)
      throws IOException, InterruptedException {
    watcher.reset();
    TestableZooKeeper client = new TestableZooKeeper(address, timeoutMs, watcher);
    clients.add(client);
    boolean connected = watcher.awaitAnyConnection(timeoutMs);
    if (!connected && exceptionOnFailedConnect) {
      throw new ProtocolException("no session at " + address);
    }
    assertTrue(connected, "no session at " + address);
    return client;
  }

  public static ZooKeeper createZKClient(String address) throws Exception {
    return createZKClient(address, CONNECTION_TIMEOUT);
  }

  public static ZooKeeper createZKClient(String address, int sessionTimeoutMs) throws IOException {
    return createZKClient(address, sessionTimeoutMs, CONNECTION_TIMEOUT);
  }

  public static ZooKeeper createZKClient(String address, int sessionTimeoutMs, long waitMs)
      throws IOException {
    return createZKClient(address, sessionTimeoutMs, waitMs, new ZKClientConfig());
  }

  public static ZooKeeper createZKClient(
      String address, int sessionTimeoutMs, long waitMs, ZKClientConfig config) throws IOException {
    CountdownWatcher watcher = new CountdownWatcher();
    ZooKeeper client = new ZooKeeper(address, sessionTimeoutMs, watcher, config);
    try {
      assertTrue(watcher.awaitAnyConnection(waitMs), "no session at " + address);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return client;
  }

  protected static String getHexSessionId(long sessionId) {
    return "0x" + Long.toHexString(sessionId);
  }

  // ---- Servers by their addresses.

  /** An address in its parts. */
  public static class HostPort {
    final String host;
    final int port;

    public HostPort(String host, int port) {
      this.host = host;
      this.port = port;
    }
  }

  public static List<HostPort> parseHostPortList(String addresses) {
    List<HostPort> parsed = new ArrayList<>();
    for (String address : addresses.split(",")) {
      int lastColon = address.lastIndexOf(':');
      parsed.add(
          new HostPort(
              address.substring(0, lastColon), Integer.parseInt(address.substring(lastColon + 1))));
    }
    return parsed;
  }

  public static boolean waitForServerUp(String address, long timeoutMs) {
    return waitForServerUp(address, timeoutMs, false);
  }

  public static boolean waitForServerUp(String address, long timeoutMs, boolean secure) {
    return awaitServing(address, timeoutMs, secure, true);
  }

  public static boolean waitForServerUp(
      String address, long timeoutMs, boolean secure, ZKConfig config) {
    return awaitServing(address, timeoutMs, secure, true);
  }

  public static boolean waitForServerDown(String address, long timeoutMs) {
    return waitForServerDown(address, timeoutMs, false);
  }

  public static boolean waitForServerDown(String address, long timeoutMs, boolean secure) {
    return awaitServing(address, timeoutMs, secure, false);
  }

  private static boolean awaitServing(
      String address, long timeoutMs, boolean secure, boolean wanted) {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    while (serves(address, secure) != wanted) {
      if (System.nanoTime() > deadlineNs) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static boolean serves(String address, boolean secure) {
    HostPort at = parseHostPortList(address).get(0);
    try {
      String answer = FourLetterWordMain.send4LetterWord(at.host, at.port, "srvr", secure, 5_000);
      return answer.contains("Mode: ");
    } catch (IOException | SSLContextException nobody) {
      return false;
    }
  }

  // ---- Files and threads.

  public static File createTmpDir() throws IOException {
    return createTmpDir(testBaseDir, false);
  }

  static File createTmpDir(File parent, boolean initialized) throws IOException {
    Files.createDirectories(parent.toPath());
    File directory = Files.createTempDirectory(parent.toPath(), "suite").toFile();
    if (initialized) {
      createInitializeFile(directory);
    }
    return directory;
  }

  public static File createEmptyTestDir() throws IOException {
    return createTmpDir(testBaseDir, false);
  }

  public static void createInitializeFile(File directory) throws IOException {
    Files.write(directory.toPath().resolve("initialize"), new byte[0]);
  }

  public static boolean recursiveDelete(File file) {
    if (file == null || !file.exists()) {
      return true;
    }
    try (Stream<Path> paths = Files.walk(file.toPath())) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !file.exists();
  }

  static void verifyThreadTerminated(Thread thread, long timeoutMs) throws InterruptedException {
    thread.join(timeoutMs);
    assertFalse(thread.isAlive(), "it runs still: " + thread.getName());
  }

  public static void logAllStackTraces() {
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> LOG.info("{} {}", thread, Arrays.toString(stack)));
  }

  // ---- What needs the insides of a server.

  private static UnsupportedOperationException notHere() {
    return new UnsupportedOperationException("the server under test runs in a process of its own");
  }

  public static boolean waitForServerState(QuorumPeer peer, int timeoutMs, String... states) {
    throw notHere();
  }

  public static void startServerInstance(
      File directory, ServerCnxnFactory factory, String address, int serverId) {
    throw notHere();
  }

  public static ServerCnxnFactory createNewServerInstance(
      ServerCnxnFactory factory, String address, int maxCnxns) {
    throw notHere();
  }

  static void shutdownServerInstance(ServerCnxnFactory factory, String address) {
    throw notHere();
  }

  /** There is one server, which agrees with itself. */
  void verifyRootOfAllServersMatch(String addresses) {}

  public static MBeanServerConnection jmxConn() throws IOException {
    return ManagementFactory.getPlatformMBeanServer();
  }
}

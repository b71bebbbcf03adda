package io.jackdaw.compat.oracle.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes programs; the same seed makes the same program, on any machine.
 *
 * <p>Few paths, few values: so that requests meet each other's traces and refusals of every kind
 * are as common as successes. Not made is what Apache's server answers by accident: null in place
 * of a path, an ACL, its id or a token (a null pointer in the middle of things), a time to live of
 * −1 with a mode that has none (which stops the server), and the two operations that only the
 * server itself may ask for, createSession and deleteContainer; a write inside a multiRead, which
 * is refused with half an answer behind the error; an ephemeral container, which later parts of the
 * same multi take for ephemeral, and everybody else for a container; a setACL with writes right
 * behind it, which are checked against the old list or the new one as it happens.
 *
 * <p>One program in four has quotas. It sends one request at a time and no multi, because Apache's
 * server holds each write against what was used before it had done those on their way.
 */
final class Generator {
  private static final List<String> CLIENTS = List.of("a", "b", "c");
  private static final List<Integer> TIMEOUTS = List.of(300_000, 400_000, 1_000_000);

  private final Random random;
  private final RandomRequests requests;

  Generator(long seed) {
    random = new Random(seed);
    requests = new RandomRequests(random);
  }

  Program program(int operations) {
    List<Step> steps = new ArrayList<>();
    CLIENTS.forEach(client -> steps.add(new Step.Open(client, 300_000)));
    boolean quotas = random.nextInt(4) == 0;
    requests.limit(quotas);
    if (quotas) {
      requests.quotas().forEach(request -> steps.add(new Step.Send("a", List.of(request))));
    }
    int sent = 0;
    while (sent < operations) {
      Step step = step();
      steps.add(step);
      sent += step instanceof Step.Send send ? send.requests().size() : 1;
      if (endsConnection(step)) {
        steps.add(comeBack(step.client()));
      }
    }
    return new Program(steps);
  }

  private Step step() {
    String client = CLIENTS.get(random.nextInt(CLIENTS.size()));
    int chance = random.nextInt(1000);
    if (chance < 1) {
      return new Step.Expire(client);
    } else if (chance < 5) {
      return new Step.Open(client, TIMEOUTS.get(random.nextInt(TIMEOUTS.size())));
    } else if (chance < 12) {
      return new Step.Cut(client);
    } else if (chance < 18) {
      return new Step.Resume(client);
    } else if (chance < 20) {
      return new Step.Guess(client);
    } else if (chance < 40) {
      return new Step.Send(client, List.of(requests.alone()));
    } else if (chance < 140) {
      return pipeline(client);
    }
    return new Step.Send(client, List.of(requests.any()));
  }

  private Step pipeline(String client) {
    int length = requests.isLimited() ? 1 : 2 + random.nextInt(6);
    return new Step.Send(
        client,
        IntStream.rangeClosed(1, length)
            .mapToObj(i -> i < length ? requests.followed() : requests.any())
            .toList());
  }

  private static boolean endsConnection(Step step) {
    return step instanceof Step.Cut
        || step instanceof Step.Guess
        || step instanceof Step.Expire
        || (step instanceof Step.Send send
            && send.requests().stream().anyMatch(RandomRequests::endsConnection));
  }

  private Step comeBack(String client) {
    return random.nextInt(4) == 0 ? new Step.Open(client, 300_000) : new Step.Resume(client);
  }

  /** Requests of all kinds. */
  private static final class RandomRequests {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> ODD_PATHS =
        List.of(
            "%",
            "a",
            "@/a/",
            "@//a",
            "@/./a",
            "@/a/..",
            "@/%00",
            "@/a%00b",
            "@/%01",
            "/",
            "@/%c2%85",
            "@/%ef%bf%bf",
            "@/%ee%80%80",
            "@/%c4%8d",
            "@/a%20b",
            "/zookeeper",
            "/zookeeper/quota",
            "/zookeeper/config",
            "@",
            "@/%ff",
            "@/...",
            "/zookeeper/nothing");
    private static final List<String> DATA =
        List.of("~", "%", "x", "hello", "%00%ff", "*100", "*5000");
    private static final List<String> ODD_ACLS =
        List.of(
            "%",
            "31:auth:%",
            "31:auth:x",
            "31:digest:u1:wrong",
            "31:digest:nocolon",
            "31:digest:a:b:c",
            "31:odd:x",
            "31:world:other",
            "31:world:%",
            "31:ip:127.0.0.1",
            "31:ip:10.0.0.0/8",
            "31:ip:127.0.0.0/8",
            "31:ip:nowhere",
            "31:ip:127.0.0.1/33",
            "31:ip:127.0.0.1/x",
            "31:ip:::1",
            "31:ip:127.1",
            "31:world:anyone,31:world:anyone",
            "1:world:anyone,31:auth:%",
            "0:world:anyone",
            "64:world:anyone",
            "-1:world:anyone",
            "31:~:x",
            "31:%:%",
            "31:super:%",
            "31:sasl:x",
            "31:sasl:%",
            "31:sasl:x/y@Z",
            "31:sasl:x@y@z",
            "31:x509:CN=x",
            "31:x509:%",
            "31:x509:x",
            "31:x509:CN=x+OU=z",
            "31:ensemble:x",
            "31:ip:127.0.0.1/0",
            "31:ip:127.0.0.1/-1",
            "31:ip:2001:db8::/32",
            "31:ip:::/0",
            "31:ip:127.0.0.1/",
            "31:digest:super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
            "1:digest:u1:F4mPnWyDu36QIh6l6zC/272e3Hk=,16:sasl:x",
            "1:world:anyone",
            "2:world:anyone",
            "4:world:anyone",
            "8:world:anyone",
            "16:world:anyone",
            "15:world:anyone",
            // u1:secret and u2:secret
            "31:digest:u1:F4mPnWyDu36QIh6l6zC/272e3Hk=",
            "1:world:anyone,30:digest:u1:x");
    private static final List<String> SINCE = List.of("zero", "0", "-1", "-3", "-10", "-100", "5");

    private static final String QUOTA = "/zookeeper/quota@";

    private final Random random;
    private final List<Supplier<Request>> writes = new ArrayList<>();
    private final List<Supplier<Request>> reads = new ArrayList<>();
    private boolean limited;

    RandomRequests(Random random) {
      this.random = random;
      add(12, writes, () -> create(Operation.CREATE));
      add(8, writes, () -> create(Operation.CREATE2));
      add(2, writes, () -> create(Operation.CREATE_CONTAINER));
      add(2, writes, this::createTtl);
      add(10, writes, () -> Request.of(Operation.DELETE, path(), version()));
      add(12, writes, () -> Request.of(Operation.SET_DATA, path(), data(), version()));
      add(3, writes, () -> Request.of(Operation.SET_ACL, path(), acl(), version()));
      add(6, reads, () -> Request.of(Operation.EXISTS, path(), flag()));
      add(6, reads, () -> Request.of(Operation.GET_DATA, path(), flag()));
      add(3, reads, () -> Request.of(Operation.GET_ACL, path()));
      add(3, reads, () -> Request.of(Operation.GET_CHILDREN, path(), flag()));
      add(4, reads, () -> Request.of(Operation.GET_CHILDREN2, path(), flag()));
      add(2, reads, () -> Request.of(Operation.GET_EPHEMERALS, prefix()));
      add(2, reads, () -> Request.of(Operation.GET_ALL_CHILDREN_NUMBER, countedPath()));
      add(2, reads, () -> Request.of(Operation.SYNC, path()));
      add(1, reads, () -> Request.of(Operation.PING));
      add(4, reads, this::multiRead);
      add(2, reads, this::setWatches);
      add(3, reads, this::setWatches2);
      add(5, reads, () -> Request.of(Operation.ADD_WATCH, path(), pick(0, 1, 0, 1, 0, 1, 2, -1)));
      add(2, reads, () -> Request.of(Operation.CHECK_WATCHES, path(), kind()));
      add(3, reads, () -> Request.of(Operation.REMOVE_WATCHES, path(), kind()));
      add(1, reads, () -> Request.of(Operation.WHO_AM_I));
      add(1, reads, () -> Request.of(Operation.RECONFIG, text(), text(), text(), pick(0, -1)));
    }

    private static void add(int weight, List<Supplier<Request>> to, Supplier<Request> maker) {
      for (int i = 0; i < weight; i++) {
        to.add(maker);
      }
    }

    /** Whether there are quotas from now on. */
    void limit(boolean limited) {
      this.limited = limited;
    }

    boolean isLimited() {
      return limited;
    }

    /** What a program with quotas begins with. */
    List<Request> quotas() {
      List<Request> made = new ArrayList<>();
      for (String above : List.of("", "/a", "/a/b")) {
        made.add(Request.of(Operation.CREATE, QUOTA + above, data(), "31:world:anyone", 0));
      }
      List.of("/zookeeper_limits", "/zookeeper_stats")
          .forEach(
              name ->
                  made.add(
                      Request.of(Operation.CREATE, quota() + name, usage(), "31:world:anyone", 0)));
      return made;
    }

    private Request aboutQuotas() {
      String path = quota() + pick("/zookeeper_limits", "/zookeeper_limits", "/zookeeper_stats");
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> Request.of(Operation.CREATE, path, usage(), "31:world:anyone", 0);
        case 3 -> Request.of(Operation.SET_DATA, path, usage(), -1);
        case 4 -> Request.of(Operation.DELETE, path, -1);
        case 5 -> Request.of(Operation.GET_DATA, path, flag());
        default -> Request.of(Operation.GET_DATA, quota() + "/zookeeper_stats", 0);
      };
    }

    private String quota() {
      return QUOTA + pick("", "/a", "/a", "/a/b");
    }

    private String usage() {
      return pick(
          "count=3,bytes=10",
          "count=3,bytes=10=;byteHardLimit=-1;countHardLimit=-1",
          "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=4",
          "count=-1,bytes=-1=;byteHardLimit=12;countHardLimit=-1",
          "count=2,bytes=5=;byteHardLimit=200;countHardLimit=9",
          "count=-1,bytes=-1=;byteHardLimit=0;countHardLimit=0");
    }

    Request any() {
      int chance = random.nextInt(100);
      if (limited && chance < 20) {
        return aboutQuotas();
      } else if (chance < 45 || (limited && chance < 55)) {
        return from(writes);
      } else if (chance < 55) {
        return multi();
      } else if (chance < 57) {
        return cutShort(random.nextBoolean() ? from(writes) : from(reads));
      }
      return from(reads);
    }

    /** One that others may follow before it is answered. */
    Request followed() {
      Request request = any();
      while (request.operation() == Operation.SET_ACL) {
        request = any();
      }
      return request;
    }

    private static Request from(List<Supplier<Request>> makers, Random random) {
      return makers.get(random.nextInt(makers.size())).get();
    }

    private Request from(List<Supplier<Request>> makers) {
      return from(makers, random);
    }

    /** What cannot stand in a pipeline, because its answer overtakes those of others. */
    Request alone() {
      return switch (random.nextInt(13)) {
        case 0, 1, 2 -> Request.of(Operation.ADD_AUTH, 0, "digest", pick("u1:secret", "u2:secret"));
        case 3 -> Request.of(Operation.ADD_AUTH, 0, "digest", pick("~", "%", "nocolon", "u3:a:b"));
        case 4 -> Request.of(Operation.ADD_AUTH, 0, pick("ip", "world", "odd", "%", "~"), data());
        case 10 ->
            Request.of(
                Operation.ADD_AUTH,
                0,
                pick("digest", "digest", "sasl", "x509", "super", "auth"),
                "super:test");
        case 5, 6 -> Request.of(Operation.CLOSE_SESSION);
        case 7 -> Request.of(Operation.SASL, pick("%", "x"));
        case 8 -> Request.of(Operation.SET_DATA, path(), pick("*1048500", "*1048576"), version());
        case 9 -> Request.of(Operation.NUMBER, pick(-1, 0, 10, 13, 23, 55, 99, 108, 1000), "%");
        default ->
            Request.of(
                Operation.NUMBER,
                pick(
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 14, 15, 16, 17, 18, 19, 21, 22, 101, 103, 104,
                    105, 106),
                pick("%", "00", "7fffffff", "0000000161", "fffffffe00"));
      };
    }

    static boolean endsConnection(Request request) {
      return request.operation() == Operation.CLOSE_SESSION
          || request.operation() == Operation.NUMBER
          || (request.operation() == Operation.ADD_AUTH
              && !request.arguments().get(1).equals("digest"))
          || request.arguments().contains("*1048576");
    }

    // ---- kinds of requests -------------------------------------------------------------------

    private Request create(Operation operation) {
      Object flags =
          operation == Operation.CREATE_CONTAINER
              ? pick(4, 4, 4, 4, 0, 2, 5, 7)
              : random.nextInt(40) == 0 ? pick(4, 5, 6, 7, -1, 100) : pick(0, 0, 0, 1, 1, 2, 3);
      String path = flags.equals(2) || flags.equals(3) ? sequencePath() : path();
      return Request.of(operation, path, data(), acl(), flags);
    }

    private Request createTtl() {
      Object flags = pick(5, 5, 5, 6, 6, 0, 1, 4, 7);
      String path = flags.equals(6) ? sequencePath() : path();
      Object ttlMs = pick(3_600_000L, 86_400_000L, 1_099_511_627_775L, 1_099_511_627_776L, 0L);
      return Request.of(Operation.CREATE_TTL, path, data(), acl(), flags, ttlMs);
    }

    private Request multi() {
      List<Request> parts = new ArrayList<>();
      int count = random.nextInt(6);
      boolean odd = random.nextInt(40) == 0;
      for (int i = 0; i < count; i++) {
        parts.add(odd && i == count - 1 ? from(reads) : part());
      }
      return Request.withParts(Operation.MULTI, parts);
    }

    /** Mostly one that can succeed, else hardly any multi would. */
    private Request part() {
      return switch (random.nextInt(10)) {
        case 0, 1, 2 ->
            Request.of(Operation.CREATE, plainPath(), data(), "31:world:anyone", pick(0, 1, 2, 3));
        case 3 -> create(pick(Operation.CREATE2, Operation.CREATE_CONTAINER));
        case 4 -> createTtl();
        case 5, 6 -> Request.of(Operation.SET_DATA, plainPath(), data(), -1);
        case 7 -> Request.of(Operation.DELETE, plainPath(), -1);
        case 8 -> Request.of(Operation.CHECK, path(), pick(-1, 0, 0, 1));
        default -> from(writes);
      };
    }

    private Request multiRead() {
      List<Request> parts = new ArrayList<>();
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        parts.add(
            random.nextBoolean()
                ? Request.of(Operation.GET_DATA, path(), flag())
                : Request.of(Operation.GET_CHILDREN, path(), flag()));
      }
      if (random.nextInt(30) == 0) {
        parts.add(from(reads));
      }
      return Request.withParts(Operation.MULTI_READ, parts);
    }

    private Request setWatches() {
      return Request.of(Operation.SET_WATCHES, since(), paths(), paths(), paths());
    }

    private Request setWatches2() {
      return Request.of(
          Operation.SET_WATCHES2, since(), paths(), paths(), paths(), paths(), paths());
    }

    private Request cutShort(Request whole) {
      return whole.shortBy(1 + random.nextInt(12));
    }

    // ---- kinds of values ---------------------------------------------------------------------

    @SafeVarargs
    private <T> T pick(T... choices) {
      return choices[random.nextInt(choices.length)];
    }

    private String one(List<String> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    private String path() {
      return random.nextInt(25) == 0 ? one(ODD_PATHS) : plainPath();
    }

    private String plainPath() {
      StringBuilder path = new StringBuilder("@");
      int depth = pick(1, 1, 1, 2, 2, 3);
      for (int i = 0; i < depth; i++) {
        path.append('/').append(name());
      }
      return path.toString();
    }

    private String name() {
      return random.nextInt(8) == 0
          ? pick("s-", "") + "%010d".formatted(random.nextInt(6))
          : one(NAMES);
    }

    private String sequencePath() {
      String above = pick("@/", plainPath() + "/");
      return above + pick("s-", "s-", "", "a");
    }

    /** Below the program's own root: other programs' znodes would be counted as well. */
    private String countedPath() {
      return random.nextInt(25) == 0 ? pick("@", "a", "@/a/") : plainPath();
    }

    private String prefix() {
      return pick("@", "/", "~", "%", "%20", "@/a", "@/a/", "a", "@/s-");
    }

    private String paths() {
      if (random.nextInt(30) == 0) {
        return pick("/", "@/a/", "@/%00");
      }
      int count = random.nextInt(3);
      return count == 0
          ? "%"
          : IntStream.range(0, count).mapToObj(i -> plainPath()).collect(Collectors.joining(","));
    }

    private String since() {
      return one(SINCE);
    }

    private String acl() {
      return random.nextInt(5) == 0 ? one(ODD_ACLS) : "31:world:anyone";
    }

    private String data() {
      return one(DATA);
    }

    private String text() {
      return pick("~", "%", "server.1=localhost:1:2;3");
    }

    private Object version() {
      return pick(-1, -1, -1, 0, 0, 1, 2, 7, -2);
    }

    private Object flag() {
      return pick(0, 1, 1);
    }

    private Object kind() {
      return pick(1, 2, 3, 4, 5, 1, 2, 3, 0, 6);
    }
  }
}

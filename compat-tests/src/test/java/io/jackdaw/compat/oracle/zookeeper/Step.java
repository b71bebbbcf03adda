package io.jackdaw.compat.oracle.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.stream.Collectors;

/** One thing that one client of a program does; a line of text. */
sealed interface Step {
  /** Which client. */
  String client();

  /** Connects and opens a new session, whatever became of the one before. */
  record Open(String client, int timeoutMs) implements Step {
    @Override
    public String toString() {
      return client + " open " + timeoutMs;
    }
  }

  /** Closes the socket without a word; the session lives on. */
  record Cut(String client) implements Step {
    @Override
    public String toString() {
      return client + " cut";
    }
  }

  /** Connects with the session it has; an older connection of it may still be open. */
  record Resume(String client) implements Step {
    @Override
    public String toString() {
      return client + " resume";
    }
  }

  /**
   * Is cut off, and tries another password with the session it has. Cut off before that, because
   * Apache's server closes the connection of a session for which a stranger tries a password.
   */
  record Guess(String client) implements Step {
    @Override
    public String toString() {
      return client + " guess";
    }
  }

  /** Lets its session expire: resumes it with the shortest time-out, is cut off, and waits. */
  record Expire(String client) implements Step {
    @Override
    public String toString() {
      return client + " expire";
    }
  }

  /** Sends requests in one go, then waits for all replies. */
  record Send(String client, List<Request> requests) implements Step {
    public Send {
      requests = List.copyOf(requests);
    }

    @Override
    public String toString() {
      return client
          + " "
          + requests.stream().map(Request::toString).collect(Collectors.joining(" & "));
    }
  }

  static Step read(String line) {
    List<String> words = List.of(line.strip().split(" +"));
    String client = words.getFirst();
    return switch (words.get(1)) {
      case "open" -> new Open(client, Integer.parseInt(words.get(2)));
      case "cut" -> new Cut(client);
      case "resume" -> new Resume(client);
      case "guess" -> new Guess(client);
      case "expire" -> new Expire(client);
      default -> send(client, words.listIterator(1));
    };
  }

  private static Send send(String client, ListIterator<String> words) {
    List<Request> requests = new ArrayList<>();
    while (words.hasNext()) {
      if (!words.next().equals("&")) {
        words.previous();
      }
      requests.add(Request.read(words));
    }
    return new Send(client, requests);
  }
}

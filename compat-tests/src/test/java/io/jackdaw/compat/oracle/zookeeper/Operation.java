package io.jackdaw.compat.oracle.zookeeper;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The client protocol's operations: number, what a request holds, and what its reply holds. */
enum Operation {
  CREATE("create", 1, "path data acl int", "text"),
  CREATE2("create2", 15, "path data acl int", "text stat"),
  CREATE_CONTAINER("createContainer", 19, "path data acl int", "text stat"),
  CREATE_TTL("createTTL", 21, "path data acl int long", "text stat"),
  DELETE("delete", 2, "path int", ""),
  SET_DATA("setData", 5, "path data int", "stat"),
  CHECK("check", 13, "path int", "stat"),
  SET_ACL("setACL", 7, "path acl int", "stat"),
  EXISTS("exists", 3, "path flag", "stat"),
  GET_DATA("getData", 4, "path flag", "data stat"),
  GET_ACL("getACL", 6, "path", "acl stat"),
  GET_CHILDREN("getChildren", 8, "path flag", "names"),
  GET_CHILDREN2("getChildren2", 12, "path flag", "names stat"),
  GET_EPHEMERALS("getEphemerals", 103, "path", "names"),
  GET_ALL_CHILDREN_NUMBER("getAllChildrenNumber", 104, "path", "int"),
  SYNC("sync", 9, "path", "text"),
  PING("ping", 11, "", ""),
  MULTI("multi", 14, "parts", "results"),
  MULTI_READ("multiRead", 22, "parts", "results"),
  SET_WATCHES("setWatches", 101, "zxid paths paths paths", ""),
  SET_WATCHES2("setWatches2", 105, "zxid paths paths paths paths paths", ""),
  ADD_WATCH("addWatch", 106, "path int", "int"),
  CHECK_WATCHES("checkWatches", 17, "path int", ""),
  REMOVE_WATCHES("removeWatches", 18, "path int", ""),
  WHO_AM_I("whoAmI", 107, "", "ids"),
  ADD_AUTH("addAuth", 100, "int text data", ""),
  SASL("sasl", 102, "data", "data"),
  RECONFIG("reconfig", 16, "text text text long", "data stat"),
  CLOSE_SESSION("closeSession", -11, "", ""),
  /** Any number and any body: what no client of ours would send. */
  NUMBER("number", 0, "number hex", "rest");

  private static final Map<String, Operation> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(o -> o.word, Function.identity()));

  private final String word;
  private final int code;
  private final List<String> asked;
  private final List<String> answered;

  Operation(String word, int code, String asked, String answered) {
    this.word = word;
    this.code = code;
    this.asked = words(asked);
    this.answered = words(answered);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  static Operation named(String word) {
    Operation operation = BY_WORD.get(word);
    if (operation == null) {
      throw new IllegalArgumentException("no operation " + word);
    }
    return operation;
  }

  String word() {
    return word;
  }

  int code() {
    return code;
  }

  /** Kinds of the values of a request. */
  List<String> asked() {
    return asked;
  }

  /** Kinds of the values of a reply. */
  List<String> answered() {
    return answered;
  }

  boolean hasParts() {
    return asked.contains("parts");
  }
}

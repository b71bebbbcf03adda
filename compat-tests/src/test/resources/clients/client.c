/* Apache's C client: each step prints one line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zookeeper/zookeeper.h>

static volatile int connected = 0;
static volatile int events = 0;

static void state(zhandle_t *zh, int type, int state, const char *path, void *context) {
  if (type == ZOO_SESSION_EVENT && state == ZOO_CONNECTED_STATE) connected = 1;
}

static void event(zhandle_t *zh, int type, int state, const char *path, void *context) {
  if (type == ZOO_CHANGED_EVENT) events++;
}

static void wait_for(volatile int *flag) {
  for (int i = 0; i < 2000 && !*flag; i++) usleep(10000);
}

static volatile int authed = 0;
static void auth_done(int rc, const void *data) { authed = rc == ZOK ? 1 : -1; }

static zhandle_t *open_session(const char *address) {
  connected = 0;
  zhandle_t *zh = zookeeper_init(address, state, 10000, 0, 0, 0);
  wait_for(&connected);
  return zh;
}

static int said(const char *step, int rc) {
  printf("%s: %s\n", step, rc == ZOK ? "ok" : zerror(rc));
  return rc;
}

int main(int argc, char **argv) {
  zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
  zhandle_t *zh = open_session(argv[1]);
  char path[256], data[256];
  int length;
  struct Stat stat;
  said("create", zoo_create(zh, "/c", "one", 3, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path));
  said("create again", zoo_create(zh, "/c", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path));
  said("sequence", zoo_create(zh, "/c/s-", "", 0, &ZOO_OPEN_ACL_UNSAFE,
                              ZOO_EPHEMERAL | ZOO_SEQUENCE, path, sizeof path));
  printf("named %s\n", path);
  length = sizeof data;
  said("get and watch", zoo_wget(zh, "/c", event, 0, data, &length, &stat));
  printf("read %.*s, %d child\n", length, data, stat.numChildren);
  said("set", zoo_set(zh, "/c", "two", 3, 0));
  wait_for(&events);
  printf("%d event\n", events);
  said("set by version", zoo_set(zh, "/c", "three", 5, 0));
  struct String_vector names;
  said("children", zoo_get_children(zh, "/c", 0, &names));
  printf("%d: %s\n", names.count, names.data[0]);

  zoo_op_t ops[3];
  zoo_op_result_t results[3];
  zoo_create_op_init(&ops[0], "/c/m", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path);
  zoo_set_op_init(&ops[1], "/c/m", "x", 1, -1, &stat);
  zoo_delete_op_init(&ops[2], "/none", -1);
  said("multi", zoo_multi(zh, 3, ops, results));
  said("exists", zoo_exists(zh, "/c/m", 0, &stat));

  zoo_add_auth(zh, "digest", "alice:secret", 12, auth_done, 0);
  wait_for(&authed);
  said("hers", zoo_create(zh, "/hers", "h", 1, &ZOO_CREATOR_ALL_ACL, 0, path, sizeof path));
  zhandle_t *other = open_session(argv[1]);
  length = sizeof data;
  said("stranger", zoo_get(other, "/hers", 0, data, &length, &stat));
  zookeeper_close(other);
  said("delete", zoo_delete(zh, "/hers", -1));
  said("not empty", zoo_delete(zh, "/c", -1));
  said("close", zookeeper_close(zh));
  return 0;
}

package io.jackdaw.zookeeper.acl;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything one requester is known as.
 *
 * @param ids at least the {@code ip:} id of a client; empty for the server itself
 * @param unchecked whether no list is checked at all ({@code skipACL})
 */
public record Credentials(List<AuthId> ids, boolean unchecked) {
  /** The server's own: nothing is refused to it. */
  public static final Credentials SERVER = new Credentials(List.of(), true);

  public Credentials {
    ids = List.copyOf(ids);
  }

  public Credentials with(AuthId id) {
    if (ids.contains(id)) {
      return this;
    }
    List<AuthId> more = new ArrayList<>(ids);
    more.add(id);
    return new Credentials(more, unchecked);
  }

  /** Whether {@code acl} grants at least one of the {@code permissions}. Source: checkACL. */
  public boolean permit(List<Acl> acl, int permissions) {
    if (unchecked || acl.isEmpty() || isSuper()) {
      return true;
    }
    for (Acl entry : acl) {
      if ((entry.permissions() & permissions) != 0 && means(entry.id())) {
        return true;
      }
    }
    return false;
  }

  private boolean isSuper() {
    for (AuthId id : ids) {
      if (id.scheme().equals(AuthId.SUPER.scheme())) {
        return true;
      }
    }
    return false;
  }

  private boolean means(AuthId expression) {
    if (expression.equals(AuthId.ANYONE)) {
      return true;
    }
    AuthScheme scheme = AuthScheme.named(expression.scheme());
    if (scheme == null) {
      return false;
    }
    for (AuthId id : ids) {
      if (id.scheme().equals(expression.scheme()) && scheme.matches(id.id(), expression.id())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The list to store for one that was requested: duplicates gone, {@code auth:} replaced by what
   * the requester has proven to be.
   *
   * @param schemes those whose ids may stand in it
   * @return empty if the request is not a valid list; a stored list is never empty
   */
  public List<Acl> resolve(List<Acl> requested, Schemes schemes) {
    List<Acl> resolved = new ArrayList<>(requested.size());
    for (Acl entry : requested.stream().distinct().toList()) {
      String name = entry.id().scheme();
      AuthScheme scheme = schemes.include(name) ? AuthScheme.named(name) : null;
      if (entry.id().equals(AuthId.ANYONE)) {
        resolved.add(entry);
      } else if (name.equals("auth")) {
        if (!addProven(entry.permissions(), resolved)) {
          return List.of();
        }
      } else if (scheme != null && scheme.isValid(entry.id().id())) {
        resolved.add(entry);
      } else {
        return List.of();
      }
    }
    return List.copyOf(resolved);
  }

  private boolean addProven(int permissions, List<Acl> resolved) {
    boolean any = false;
    for (AuthId id : ids) {
      AuthScheme scheme = AuthScheme.named(id.scheme());
      if (scheme != null && scheme.isProven()) {
        resolved.add(new Acl(permissions, id));
        any = true;
      }
    }
    return any;
  }
}

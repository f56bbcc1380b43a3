package dev.aside.gateway;

/** Who may do something in a namespace. A subscription token allows its channel besides. */
public enum Access {
  /** No client. */
  NOBODY,
  /** Clients that are subscribed to the channel. */
  SUBSCRIBERS,
  /** Clients whose connection token names a user. */
  USERS,
  /** Every client. */
  ANYONE;

  boolean allows(String user, boolean subscribed) {
    return switch (this) {
      case NOBODY -> false;
      case SUBSCRIBERS -> subscribed;
      case USERS -> !user.isEmpty();
      case ANYONE -> true;
    };
  }
}

package dev.aside.server.users;

/**
 * One row of the table {@code users}, and in this form the JSON in Redis and in answers. Immutable.
 *
 * @param id 1 or more
 * @param name 1 to 100 characters
 * @param email 3 to 254 characters
 * @param city 1 to 100 characters
 */
public record User(long id, String name, String email, String city) {}

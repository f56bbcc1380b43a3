/** Users: the table, the sample rows, and the routes over them. */
@NullMarked
package dev.aside.server.users;

import org.jspecify.annotations.NullMarked;

/** HTTP without knowledge of what is served: routes, limits, problems, origins, draining. */
@NullMarked
package dev.aside.server.http;

import org.jspecify.annotations.NullMarked;

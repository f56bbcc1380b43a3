package dev.aside.gateway.protocol;

/**
 * One thing that a client asks for.
 *
 * @param id given back in the reply; 0: no reply is wanted
 * @param request what is asked
 */
public record Command(long id, Request request) {}

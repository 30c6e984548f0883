package io.arenite.python.handle;

/// What one kind of request does. The answer is made of maps, lists, strings, numbers, booleans and null.
@FunctionalInterface
public interface Operation {
    Object run(Request request) throws Exception;
}

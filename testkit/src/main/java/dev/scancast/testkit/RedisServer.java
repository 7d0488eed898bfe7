package dev.scancast.testkit;

/** A running server program, however it was started. */
interface RedisServer {
    long pid();

    boolean isAlive();

    /** Ends it at once, also when it is suspended; returns when it is gone. May be called twice. */
    void kill();

    void suspend();

    void resume();

    /** What it wrote so far. */
    String output();
}

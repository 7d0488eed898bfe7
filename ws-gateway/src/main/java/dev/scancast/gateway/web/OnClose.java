package dev.scancast.gateway.web;

import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;

/** Runs the task when a connection is closed; at once where it is already. */
record OnClose(Runnable task) implements CloseListener<Closeable, CloseType> {
    @Override
    public void onClosed(Closeable closeable, CloseType type) {
        task.run();
    }
}

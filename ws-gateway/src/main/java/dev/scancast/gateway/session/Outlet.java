package dev.scancast.gateway.session;

/** The way to one client's socket. Writes keep their order. Thread-safe; no call blocks. */
public interface Outlet {

    /** Hears what became of writes; called on any thread, also within the call that writes. */
    interface WriteListener {
        /** So many bytes went out. */
        void onWritten(int bytes);

        /** The connection is broken. */
        void onWriteFailed(Throwable cause);
    }

    /**
     * Writes the bytes whole.
     *
     * @param bytes shared with other clients: not changed by anybody
     */
    void write(byte[] bytes, WriteListener listener);

    /** Ends the connection in order, after what was written, telling the peer why. */
    void close(CloseCode code, String reason);

    /** Cuts the connection at once. */
    void terminate();
}

package dev.scancast.gateway.hub;

import dev.scancast.contract.document.LogEntry;
import java.util.List;

/**
 * Somebody who watches a scan's log. Called only on the scan's loop, so never twice at once; must not block. Numbers
 * rise from call to call, and each one is given or told as dropped, until the log begins again.
 */
public interface LogWatcher {

    /** Asked at joining: only what has higher numbers is given; 0 for all. */
    long after();

    /** How many bytes it takes now; an entry more than that is given. */
    long room();

    /** The next entries, at least one, oldest first. */
    void onEntries(List<LogEntry> entries);

    /** It has no room, and is given nothing more until {@link Hub#resumeLog}. */
    void onFull();

    /** There are no such lines any more, both ends included. */
    void onDropped(long from, long to);

    /** The log in Redis is another one, with lower numbers: what follows is all of it. */
    void onRestart();

    /**
     * All was given, and the end marker was the last. May come more than once, since somebody may go on with a log that
     * had ended.
     */
    void onComplete();
}

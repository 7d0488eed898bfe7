package dev.scancast.scanner.source;

/** Is told what a walk finds. What it throws ends the walk and comes out of it. */
public interface WalkVisitor {

    /** Called for every entry, looked at or not, before anything else: the place to end a walk or show that it lives. */
    void onEntry();

    /** A file to be scanned. */
    void onFile(FoundFile file);

    /**
     * A file or a directory that can't be scanned, and would have been.
     *
     * @param path relative to the repository, fit for people
     * @param reason for people
     */
    void onFailure(String path, String reason);
}

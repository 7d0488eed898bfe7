package dev.scancast.scanner.git;

import dev.scancast.contract.source.GitRef;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * What of a repository is wanted.
 *
 * @param name a branch, a tag or a commit's id; null for what the server's HEAD names
 */
record WantedRef(@Nullable String name) {

    /** Whether it is a commit's id, by which no server lists it. */
    boolean isCommit() {
        return name != null && GitRef.isCommit(name);
    }

    /** What the server is asked to list; older ones list everything all the same. */
    String[] patterns() {
        if (name == null) {
            return new String[] {Constants.HEAD, Constants.R_HEADS};
        }
        return GitRef.isCommit(name)
                ? new String[] {Constants.HEAD}
                : candidates(name).toArray(String[]::new);
    }

    /**
     * Finds it in what the server lists.
     *
     * @return null if the repository is empty
     * @throws dev.scancast.scanner.engine.ScanFailedException with {@code ref_not_found} if it isn't there
     */
    @Nullable
    Ref in(Map<String, Ref> listed) {
        if (name == null) {
            return head(listed);
        }
        if (GitRef.isCommit(name)) {
            return new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, name, ObjectId.fromString(name));
        }
        for (String candidate : candidates(name)) {
            Ref found = listed.get(candidate);
            if (found != null && found.getObjectId() != null) {
                return found;
            }
        }
        throw CloneFailure.refNotFound("The repository has no branch or tag " + name
                + (GitRef.isShortCommit(name) ? "; if it is a commit, give all 40 digits of its id" : ""));
    }

    private static @Nullable Ref head(Map<String, Ref> listed) {
        Ref head = listed.get(Constants.HEAD);
        if (head != null && head.getObjectId() != null) {
            return head;
        }
        if (listed.isEmpty()) {
            return null;
        }
        throw CloneFailure.refNotFound("The repository names no default branch: give a ref");
    }

    /** A branch before a tag, as git has it. */
    private static List<String> candidates(String name) {
        return name.startsWith(Constants.R_REFS) || name.equals(Constants.HEAD)
                ? List.of(name)
                : List.of(Constants.R_HEADS + name, Constants.R_TAGS + name);
    }
}

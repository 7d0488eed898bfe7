package dev.scancast.scanner.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from reading, and from writing, what is configured for git on this machine: proxies, headers with
 * credentials, cookies, rewritten URLs and switched-off TLS checks of the worker's user are none of a clone's business.
 * JGit has one reader for the whole process.
 */
final class NoConfiguration extends SystemReader.Delegate {
    static {
        SystemReader.setInstance(new NoConfiguration(SystemReader.getInstance()));
    }

    private NoConfiguration(SystemReader system) {
        super(system);
    }

    /** From now on, in all of the process. */
    static void apply() {
        // What it does, it does when the class is loaded.
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {
        @SuppressWarnings("NullAway") // as JGit does where there is no such file
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // there is nothing
        }

        @Override
        public void save() {
            // nor is anything kept
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public String toString() {
            return "no configuration";
        }
    }
}

package dev.scancast.scanner.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository that a test fills, with trees too that no git would make. */
final class TestRepository implements AutoCloseable {
    private static final PersonIdent NOBODY =
            new PersonIdent("Nobody", "nobody@example.test", Instant.EPOCH, ZoneOffset.UTC);

    private final FileRepository repository;
    private final ObjectInserter inserter;

    TestRepository(Path directory) throws IOException {
        File git = directory.toFile();
        repository = new FileRepository(
                new FileRepositoryBuilder().setBare().setGitDir(git).setup());
        repository.create(true);
        inserter = repository.getObjectDatabase().newPackInserter();
        RefUpdate head = repository.updateRef(Constants.HEAD);
        head.link("refs/heads/main");
    }

    /** A commit on a branch, after the branch's last one. */
    ObjectId commit(String branch, Map<String, String> files) throws IOException {
        return commit(branch, tree(files));
    }

    ObjectId commit(String branch, ObjectId tree) throws IOException {
        String ref = Constants.R_HEADS + branch;
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        ObjectId parent = repository.resolve(ref);
        if (parent != null) {
            commit.setParentId(parent);
        }
        commit.setAuthor(NOBODY);
        commit.setCommitter(NOBODY);
        commit.setMessage("A commit of " + branch);
        ObjectId id = inserter.insert(commit);
        update(ref, id);
        return id;
    }

    /** An annotated tag. */
    void tag(String name, ObjectId target) throws IOException {
        TagBuilder tag = new TagBuilder();
        tag.setTag(name);
        tag.setObjectId(target, Constants.OBJ_COMMIT);
        tag.setTagger(NOBODY);
        tag.setMessage("A tag");
        update(Constants.R_TAGS + name, inserter.insert(tag));
    }

    /** A tree of files; names with slashes make directories. */
    ObjectId tree(Map<String, String> files) throws IOException {
        Map<String, Map<String, String>> directories = new TreeMap<>();
        Map<String, ObjectId> entries = new TreeMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash < 0) {
                entries.put(file.getKey(), blob(file.getValue()));
            } else {
                directories
                        .computeIfAbsent(file.getKey().substring(0, slash), name -> new TreeMap<>())
                        .put(file.getKey().substring(slash + 1), file.getValue());
            }
        }
        Map<String, TreeEntry> all = new TreeMap<>();
        for (Map.Entry<String, ObjectId> file : entries.entrySet()) {
            all.put(file.getKey(), new TreeEntry(FileMode.REGULAR_FILE, file.getValue()));
        }
        for (Map.Entry<String, Map<String, String>> directory : directories.entrySet()) {
            all.put(directory.getKey(), new TreeEntry(FileMode.TREE, tree(directory.getValue())));
        }
        return rawTree(all);
    }

    /** What a tree names. */
    record TreeEntry(FileMode mode, ObjectId id) {}

    /** A tree as it is told, whatever its names. */
    ObjectId rawTree(Map<String, TreeEntry> entries) throws IOException {
        TreeFormatter tree = new TreeFormatter();
        entries.entrySet().stream()
                .sorted(java.util.Comparator.comparing(
                        entry -> entry.getKey() + (entry.getValue().mode == FileMode.TREE ? "/" : "")))
                .forEach(entry -> {
                    byte[] name = entry.getKey().getBytes(UTF_8);
                    tree.append(name, 0, name.length, entry.getValue().mode, entry.getValue().id, true);
                });
        return inserter.insert(Constants.OBJ_TREE, tree.toByteArray());
    }

    ObjectId blob(String content) throws IOException {
        return blob(content.getBytes(UTF_8));
    }

    ObjectId blob(byte[] content) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, content);
    }

    private void update(String ref, ObjectId id) throws IOException {
        inserter.flush();
        RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        var unused = update.update();
    }

    @Override
    public void close() {
        inserter.close();
        repository.close();
    }
}

package dev.scancast.scanner.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/** A bare repository that takes no object larger than a limit: objects are unpacked in memory. */
final class CloneRepository extends FileRepository {
    private final long largestObject;

    private CloneRepository(FileRepositoryBuilder options, long largestObject) throws IOException {
        super(options);
        this.largestObject = largestObject;
    }

    /** Makes an empty one. */
    static CloneRepository create(Path directory, long largestObject) throws IOException {
        FileRepositoryBuilder options = new FileRepositoryBuilder()
                .setBare()
                .setGitDir(directory.toFile())
                .setup();
        CloneRepository repository = new CloneRepository(options, largestObject);
        try {
            repository.create(true);
            return repository;
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter inserter = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return inserter;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                PackParser parser = inserter.newPackParser(in);
                parser.setMaxObjectSizeLimit(largestObject);
                return parser;
            }
        };
    }
}

package dev.scancast.scanner.source;

import static dev.scancast.scanner.source.PathRefusedException.Code.NOT_A_DIRECTORY;
import static dev.scancast.scanner.source.PathRefusedException.Code.PATH_NOT_ALLOWED;
import static dev.scancast.scanner.source.PathRefusedException.Code.PATH_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.TestTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker may scan, and what it offers. */
class RepositoryRootsTest {
    @TempDir
    private Path directory;

    private TestTree tree;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        directory = directory.toRealPath();
        root = Files.createDirectory(directory.resolve("root"));
        tree = new TestTree(directory);
        tree.touch("root/repository/A.java", "outside/secret.txt");
    }

    @Nested
    class Checking {
        private PathRefusedException refused(String path) {
            PathRefusedException refusal = catchThrowableOfType(PathRefusedException.class, () -> roots().check(path));
            assertThat(refusal).as("the refusal of %s", path).isNotNull();
            return refusal;
        }

        private RepositoryRoots roots() {
            return new RepositoryRoots(List.of(root.toString()));
        }

        @Test
        void aRootAndWhatIsBelowItMayBeScanned() {
            assertThat(roots().check(root.toString())).isEqualTo(root);
            assertThat(roots().check(root + "/repository")).isEqualTo(root.resolve("repository"));
            assertThat(roots().check(root + "/repository/../repository/")).isEqualTo(root.resolve("repository"));
        }

        @Test
        void aPathOutsideIsNotAllowedWhetherItIsThereOrNot() {
            assertThat(refused(directory + "/outside").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(directory + "/nowhere").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused("/").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(directory + "/outside").getMessage()).contains("--repos");
        }

        @Test
        void aNameThatOnlyBeginsLikeARootIsOutside() throws IOException {
            Files.createDirectory(directory.resolve("root-other"));

            assertThat(refused(directory + "/root-other").code()).isEqualTo(PATH_NOT_ALLOWED);
        }

        @Test
        void dotsThatLeadOutAreNotAllowed() {
            assertThat(refused(root + "/../outside").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/nowhere/../../outside").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/repository/../../outside/nowhere").code())
                    .isEqualTo(PATH_NOT_ALLOWED);
        }

        @Test
        void linksThatLeadOutAreNotAllowed() throws IOException {
            Files.createSymbolicLink(root.resolve("out"), directory.resolve("outside"));
            Files.createSymbolicLink(root.resolve("broken"), directory.resolve("nowhere"));

            assertThat(refused(root + "/out").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/out/nowhere").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/out/../outside").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/out/../nowhere").code()).isEqualTo(PATH_NOT_ALLOWED);
            assertThat(refused(root + "/broken").code()).isEqualTo(PATH_NOT_ALLOWED);
        }

        @Test
        void aLinkThatStaysInsideLeadsToItsRealPath() throws IOException {
            Files.createSymbolicLink(root.resolve("in"), root.resolve("repository"));

            assertThat(roots().check(root + "/in")).isEqualTo(root.resolve("repository"));
        }

        @Test
        void aRootThatIsALinkAllowsBothOfItsNames() throws IOException {
            Path link = Files.createSymbolicLink(directory.resolve("link"), root);
            RepositoryRoots roots = new RepositoryRoots(List.of(link.toString()));

            assertThat(roots.check(link + "/repository")).isEqualTo(root.resolve("repository"));
            assertThat(roots.check(root + "/repository")).isEqualTo(root.resolve("repository"));
        }

        @Test
        void whatIsMissingInsideIsNotFound() {
            assertThat(refused(root + "/nowhere/deep").code()).isEqualTo(PATH_NOT_FOUND);
        }

        @Test
        void aFileIsNoDirectory() {
            PathRefusedException refusal = refused(root + "/repository/A.java");

            assertThat(refusal.code()).isEqualTo(NOT_A_DIRECTORY);
            assertThat(refusal.code().wireName()).isEqualTo("not_a_directory");
        }

        @Test
        void whatIsNoPathAtAllIsNotFoundAndShownFitForPeople() {
            PathRefusedException refusal = refused(root + "/a\0b\n");

            assertThat(refusal.code()).isEqualTo(PATH_NOT_FOUND);
            assertThat(refusal.getMessage()).doesNotContain("\0", "\n");
        }

        @Test
        void aRelativePathIsNotAllowed() {
            assertThat(refused("repository").code()).isEqualTo(PATH_NOT_ALLOWED);
        }

        @Test
        void withoutRootsNothingMayBeScanned() {
            assertThatThrownBy(() -> new RepositoryRoots(List.of()).check(root.toString()))
                    .isInstanceOf(PathRefusedException.class);
        }
    }

    @Test
    void aRootThatIsNoDirectoryStopsTheStart() {
        assertThatThrownBy(() -> new RepositoryRoots(List.of(directory + "/nowhere")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new RepositoryRoots(List.of(directory + "/outside/secret.txt")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("secret.txt");
    }

    @Nested
    class Listing {
        private List<String> listed(Path... roots) {
            List<String> names = List.of(roots).stream().map(Path::toString).toList();
            return new RepositoryRoots(names)
                    .repositories().stream()
                            .map(repository ->
                                    repository.name() + " " + directory.relativize(Path.of(repository.path())))
                            .toList();
        }

        @Test
        void aRootWithGitIsOneRepository() throws IOException {
            tree.touch("root/.git/HEAD", "root/sub/.git/HEAD");

            assertThat(listed(root)).containsExactly("root root");
        }

        @Test
        void directoriesWithGitAreListedAndPlainNeighboursToo() throws IOException {
            tree.touch("root/one/.git/HEAD", "root/group/two/.git", "root/group/other/x.txt", "root/readme.txt");
            tree.touch("root/.hidden/three/.git", "root/node_modules/four/.git", "root/a/b/c/d/too-deep/.git");

            assertThat(listed(root))
                    .containsExactly("a root/a", "one root/one", "repository root/repository", "two root/group/two");
        }

        @Test
        void aRootWithoutAnyGitButFilesIsOneRepository() throws IOException {
            tree.touch("root/pom.xml");

            assertThat(listed(root)).containsExactly("root root");
        }

        @Test
        void aRootOfPlainDirectoriesOffersEach() throws IOException {
            tree.touch("root/another/b.txt");

            assertThat(listed(root)).containsExactly("another root/another", "repository root/repository");
        }

        @Test
        void anEmptyRootIsOfferedItself() throws IOException {
            Path empty = Files.createDirectory(directory.resolve("empty"));

            assertThat(listed(empty)).containsExactly("empty empty");
        }

        @Test
        void linksAreNotOffered() throws IOException {
            Files.createSymbolicLink(root.resolve("out"), directory.resolve("outside"));

            assertThat(listed(root)).containsExactly("repository root/repository");
        }

        @Test
        void rootsInsideEachOtherOfferNothingTwice() {
            assertThat(listed(root, root, root.resolve("repository"))).containsExactly("repository root/repository");
        }

        @Test
        void noMoreAreListedThanAllowed() throws IOException {
            for (int i = 0; i < RepositoryList.MOST + 20; i++) {
                Files.createDirectories(root.resolve("r" + i + "/.git"));
            }

            assertThat(listed(root)).hasSize(RepositoryList.MOST);
        }

        @Test
        void theListIsKeptForAWhile() throws IOException {
            RepositoryRoots roots = new RepositoryRoots(List.of(root.toString()));
            List<RepositoryRoots.Repository> first = roots.repositories();
            tree.touch("root/another/b.txt");

            assertThat(roots.repositories()).isSameAs(first);
        }
    }
}

package dev.scancast.scanner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.analyzer.Analyzer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which analyzers a worker has, and which of them a request gets. */
class AnalyzersTest {
    private static List<String> names(List<Analyzer> analyzers) {
        return analyzers.stream().map(Analyzer::name).toList();
    }

    @Test
    void theOneThatIsBuiltInAndThoseOnTheClassPathAreThere() {
        assertThat(Analyzers.with(List.of()).names()).containsExactly("structure", "todo-finder");
    }

    @Test
    void aRequestThatNamesNoneGetsTheDefaults() {
        Analyzers analyzers = Analyzers.with(
                List.of(new TestAnalyzers.Tree("lint").byDefault(), new TestAnalyzers.Tree("slow-lint")));

        assertThat(names(analyzers.choose(List.of()))).containsExactly("structure", "lint");
    }

    @Test
    void aRequestGetsWhatItNamesOnceAndInTheWorkersOrder() {
        Analyzers analyzers = Analyzers.with(List.of(new TestAnalyzers.Tree("lint")));

        assertThat(names(analyzers.choose(List.of("lint", "structure", "lint"))))
                .containsExactly("structure", "lint");
    }

    @Test
    void anUnknownNameIsRefusedAndThoseThereAreAreListed() {
        Analyzers analyzers = Analyzers.with(List.of(new TestAnalyzers.Tree("lint")));

        ScanFailedException failure =
                catchThrowableOfType(ScanFailedException.class, () -> analyzers.choose(List.of("lint", "lnit")));

        assertThat(failure.error().code()).isEqualTo("unknown_analyzer");
        assertThat(failure.error().message())
                .isEqualTo("This worker has no analyzer \"lnit\"; it has structure, todo-finder, lint");
    }

    @Test
    void moreThanADocumentCanListAreRefused() {
        Analyzers analyzers = Analyzers.with(IntStream.range(0, 20)
                .mapToObj(i -> new TestAnalyzers.Tree("lint-" + i).byDefault())
                .toList());

        ScanFailedException failure =
                catchThrowableOfType(ScanFailedException.class, () -> analyzers.choose(List.of()));

        assertThat(failure.error().code()).isEqualTo("too_many_analyzers");
        assertThat(failure.error().message()).contains("15").contains("21");
    }

    @Test
    void twoOfOneNameAndNamesThatNoRequestCouldTellStopTheStart() {
        assertThatThrownBy(() -> Analyzers.with(List.of(new TestAnalyzers.Tree("structure"))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("two analyzers named \"structure\"");
        assertThatThrownBy(() -> Analyzers.with(List.of(new TestAnalyzers.Tree("Über"))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("Über");
        assertThatThrownBy(() -> Analyzers.with(List.of(new TestAnalyzers.Tree("weightless").weighing(0))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("must be positive");
    }

    @Test
    void theVersionOfTheStructuralAnalyzerIsThatOfItsCode() {
        assertThat(new StructureAnalyzer().version()).matches("[0-9a-f]{1,8}");
        assertThat(CodeDigest.of(StructureAnalyzer.class))
                .isEqualTo(new StructureAnalyzer().version())
                .isNotEqualTo(CodeDigest.of(dev.scancast.scanner.source.FoundFile.class));
    }

    @Test
    void codeInAJarHasAVersionToo() {
        assertThat(CodeDigest.of(Test.class)).matches("[0-9a-f]{1,8}");
    }
}

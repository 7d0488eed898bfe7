package dev.scancast.scanner.analyzer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.report.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SARIF in the many ways that tools write it. */
class SarifReaderTest {
    @TempDir
    private Path directory;

    private RecordedAnalysis analysis;

    @BeforeEach
    void makeRepository() throws Exception {
        analysis = new RecordedAnalysis(Files.createDirectory(directory.resolve("repository")));
    }

    private void read(String run) throws Exception {
        Path file = directory.resolve("log.sarif");
        Files.writeString(file, "{\"runs\":[" + run.replace('\'', '"') + "],\"version\":\"2.1.0\"}");
        new SarifReader(analysis).read(file);
    }

    private Finding only() {
        assertThat(analysis.findings()).hasSize(1);
        return analysis.findings().get(0);
    }

    private void readLocation(String location, String... more) throws Exception {
        read("{'results':[{'ruleId':'r','message':{'text':'m'},'locations':[{'physicalLocation':{'artifactLocation':"
                + location + "}}]}]" + String.join("", more) + "}");
    }

    @Test
    void aResultIsAFinding() throws Exception {
        read("""
                {'tool':{'driver':{'name':'x','version':'1.2','rules':[{'id':'a'},{'id':'b','defaultConfiguration':{'level':'error'}}]}},
                'results':[{'ruleId':'b','ruleIndex':1,'message':{'text':'careful'},
                'locations':[{'physicalLocation':{'artifactLocation':{'uri':'src/a.c'},
                'region':{'startLine':12,'startColumn':3,'snippet':{'text':'  gets(s);\\n'}}}},
                {'physicalLocation':{'artifactLocation':{'uri':'other.c'}}}]}]}""");

        assertThat(only()).isEqualTo(new Finding("b", Severity.ERROR, "careful", "src/a.c", 12, "gets(s);"));
        assertThat(analysis.version()).isEqualTo("1.2");
    }

    @Test
    void rulesThatStandBehindTheResultsAreKnownAllTheSame() throws Exception {
        read("""
                {'results':[{'ruleIndex':0,'message':{'id':'default','arguments':['x','y']}}],
                'tool':{'driver':{'rules':[{'id':'late','defaultConfiguration':{'level':'note'},
                'messageStrings':{'default':{'text':'{1} before {0}'}}}]}}}""");

        assertThat(only()).isEqualTo(new Finding("late", Severity.NOTE, "y before x", null, 0, null));
    }

    @Test
    void theRuleOfAPartIsTheRule() throws Exception {
        read("""
                {'tool':{'driver':{'rules':[{'id':'CA1','defaultConfiguration':{'level':'error'}}]}},
                'results':[{'rule':{'id':'CA1/3'},'message':{'text':'m'}}]}""");

        assertThat(only().rule()).isEqualTo("CA1/3");
        assertThat(only().severity()).isEqualTo(Severity.ERROR);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'level':'note', NOTE",
                "'level':'none', NONE",
                "'level':'odd', WARNING",
                "'kind':'review', NONE",
                "'x':1, WARNING",
            })
    void theLevelIsTheSeverityAndAWarningWhereNoneIsTold(String field, Severity severity) throws Exception {
        read("{'results':[{" + field + ",'ruleId':'r','message':{'text':'m'}}]}");

        assertThat(only().severity()).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"uri\":\"a/b.c\"} | a/b.c",
                "{\"uri\":\"./a/../b.c\"} | b.c",
                "{\"uri\":\"a%20b%2Bc.c\"} | a b+c.c",
                "{\"uri\":\"a b[1].c\"} | a b[1].c",
                "{\"uri\":\"100%.c\"} | 100%.c",
                "{\"uri\":\"b.c\",\"uriBaseId\":\"SUB\"} | sub/b.c",
                "{\"uri\":\"b.c\",\"uriBaseId\":\"UNKNOWN\"} | b.c",
                "{\"index\":1} | second.c",
            })
    void anAddressBecomesAPathInTheRepository(String location, String path) throws Exception {
        readLocation(
                location,
                ",'originalUriBaseIds':{'SRC':{'uri':'" + analysis.root().toUri() + "'},"
                        + "'SUB':{'uri':'sub/','uriBaseId':'SRC'}}",
                ",'artifacts':[{'location':{'uri':'first.c'}},{'location':{'uri':'second.c'}}]");

        assertThat(only().path()).isEqualTo(path);
    }

    @Test
    void anAbsoluteAddressBecomesAPathInTheRepository() throws Exception {
        readLocation("{'uri':'" + analysis.root().resolve("a b.c").toUri() + "'}");

        assertThat(only().path()).isEqualTo("a b.c");
    }

    @ParameterizedTest
    @CsvSource({"file:///etc/passwd", "../secret.c", "https://example.com/a.c", "/etc/passwd", "a%00b"})
    void anAddressElsewhereIsNoFileOfOurs(String uri) throws Exception {
        readLocation("{'uri':'" + uri + "'}");

        assertThat(only().path()).isEmpty();
    }

    @Test
    void aFingerprintOfTheToolTellsItFromOthers() throws Exception {
        read("""
                {'results':[{'message':{'text':'m'},'partialFingerprints':{'a':'1','primaryLocationLineHash':'2'}},
                {'message':{'text':'m'},'fingerprints':{'contextHash/v1':'3'}}]}""");

        assertThat(analysis.findings()).extracting(Finding::trait).containsExactly("2", "3");
    }

    @Test
    void whatIsSuppressedGoneOrFineIsNoFinding() throws Exception {
        read("""
                {'results':[{'message':{'text':'1'},'suppressions':[{'kind':'inSource'}]},
                {'message':{'text':'2'},'suppressions':[{'kind':'external','status':'accepted'}]},
                {'message':{'text':'3'},'baselineState':'absent'},
                {'message':{'text':'4'},'kind':'pass'},
                {'message':{'text':'5'},'suppressions':[]},
                {'message':{'text':'6'},'suppressions':[{'kind':'external','status':'rejected'}]}]}""");

        assertThat(analysis.findings()).extracting(Finding::message).containsExactly("5", "6");
    }

    @Test
    void aFileThatTheToolCannotReadIsAFileErrorAndOtherNotesAreLines() throws Exception {
        read("""
                {'invocations':[{'executionSuccessful':false,'toolConfigurationNotifications':[
                {'level':'error','message':{'text':'Unexpected token'},
                'locations':[{'physicalLocation':{'artifactLocation':{'uri':'bad.js'}}}]},
                {'level':'warning','message':{'text':'no config'}}]}]}""");

        assertThat(analysis.failures()).containsExactly("bad.js: Unexpected token");
        assertThat(analysis.said()).containsExactly("no config");
    }

    @Test
    void fieldsOfOtherTypesThanExpectedAreSkipped() throws Exception {
        read("""
                {'tool':[],'results':[7,{'ruleId':{},'message':'m','locations':{},'level':3,'ruleIndex':99999999999},
                {'ruleId':'r','message':{'text':'m'},'locations':[{'physicalLocation':{'region':{'startLine':-4}}}]}],
                'invocations':'none','artifacts':3}""");

        assertThat(analysis.findings()).hasSize(3);
        assertThat(analysis.findings().get(2).rule()).isEqualTo("r");
    }
}

package dev.scancast.gateway.conformance;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of the docs that lists the cases. */
final class ConformancePage {
    private ConformancePage() {}

    static String of(Map<String, List<Case>> groups) {
        StringBuilder page = new StringBuilder("# x\n");
        groups.forEach((name, cases) -> page.append("\n## ")
                .append(name)
                .append("\n\n| § | the peer | the gateway |\n|---|---|---|\n")
                .append(cases.stream().map(Case::row).collect(Collectors.joining("\n")))
                .append('\n'));
        return page.toString();
    }
}

package dev.scancast.scanner.source;

import java.util.List;

/**
 * What no scan looks at unless it is asked to, in the manner of .gitignore and in this order. A repository's own
 * .gitignore and a request's patterns come after it and win: {@code !build} takes a default back.
 */
final class DefaultExcludes {

    /** The patterns. All but {@code .git} mean directories: a file named {@code build} is scanned. */
    public static final List<String> PATTERNS = List.of(
            // What builds write, and what others wrote and was copied in.
            "bin/",
            "obj/",
            "target/",
            "build/",
            "dist/",
            "vendor/",
            "third_party/",
            // In the source folders of Maven and Gradle these are packages, such as org/springframework/aop/target.
            "!**/src/*/java/**/",
            "!**/src/*/kotlin/**/",
            "!**/src/*/groovy/**/",
            "!**/src/*/scala/**/",
            // What package managers fetch.
            "node_modules/",
            "bower_components/",
            "jspm_packages/",
            "site-packages/",
            "Pods/",
            ".venv/",
            "venv/",
            ".gradle/",
            ".eggs/",
            // What tools keep for themselves.
            "__pycache__/",
            ".mypy_cache/",
            ".pytest_cache/",
            ".ruff_cache/",
            ".tox/",
            ".nox/",
            ".cache/",
            ".next/",
            ".nuxt/",
            ".svelte-kit/",
            ".angular/",
            ".terraform/",
            ".idea/",
            ".vs/",
            // What version control keeps; a submodule's .git is a file.
            ".git",
            ".hg/",
            ".svn/",
            ".bzr/",
            "CVS/");

    private DefaultExcludes() {}
}

package dev.scancast.scanner.engine.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The parser of the JDK. It tells where a declaration begins, annotations and all, and not where its
 * name stands; so the line of each is 0. An enum's constants are fields to it.
 */
final class JavaParser implements LanguageParser {
    @Override
    public Optional<String> missing() {
        return ToolProvider.getSystemJavaCompiler() == null ? Optional.of("no JDK but a JRE") : Optional.empty();
    }

    @Override
    public Map<Path, List<Declaration>> read(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<Path, List<Declaration>> found = new HashMap<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                List<Declaration> declarations = new ArrayList<>();
                new Finder(unit, positions, declarations).scan(unit, null);
                found.put(Path.of(unit.getSourceFile().toUri()), declarations);
            }
        }
        return found;
    }

    private static final class Finder extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Declaration> found;

        Finder(CompilationUnitTree unit, SourcePositions positions, List<Declaration> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        private void found(NodeKind kind, CharSequence name) {
            found.add(new Declaration(0, name.toString(), kind, false, ""));
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!type.getSimpleName().isEmpty()) {
                found(NodeKind.TYPE, type.getSimpleName());
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            Tree type = getCurrentPath().getParentPath().getLeaf();
            boolean written = positions.getEndPosition(unit, method) >= 0
                    && positions.getStartPosition(unit, method) != positions.getStartPosition(unit, type);
            if (method.getReturnType() != null) {
                found(NodeKind.METHOD, method.getName());
            } else if (written) {
                found(NodeKind.CONSTRUCTOR, ((ClassTree) type).getSimpleName());
            }
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                found(NodeKind.FIELD, variable.getName());
            }
            return super.visitVariable(variable, null);
        }
    }
}

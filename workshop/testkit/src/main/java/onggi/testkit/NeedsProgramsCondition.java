package onggi.testkit;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Looks for the programs of {@link NeedsPrograms} and says on the console what is missing and how
 * to get it.
 */
final class NeedsProgramsCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = new ArrayList<>();
        String install = "";
        var needs =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsPrograms.class)
                        .orElse(null);
        if (needs != null) {
            install = needs.install();
            for (String program : needs.value()) {
                if (!isOnPath(program)) {
                    missing.add(program);
                }
            }
        }
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("programs found");
        }
        String reason = "missing " + String.join(", ", missing) + ": " + install;
        System.err.println("[SKIPPED] " + context.getDisplayName() + ": " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
    }
}

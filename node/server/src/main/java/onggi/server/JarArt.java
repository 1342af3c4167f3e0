package onggi.server;

import java.util.List;
import onggi.bytes.RandomSource;

/** An onggi, the jar that this server is named after, with a glaze of its own each time. */
final class JarArt {

    private static final int LEAST = 8;
    private static final int MOST = 40;
    private static final char[] GLAZE = {' ', ' ', ' ', '.', '~', ':', '\''};

    private JarArt() {}

    /** Returns a jar of the height and width given, as far as they are sensible. */
    static String draw(List<Long> numbers, RandomSource random) {
        int height = size(numbers, 0, 12);
        int width = size(numbers, 1, 22);
        StringBuilder art = new StringBuilder();
        int rim = width / 2;
        line(art, width, rim, '.', '_', random, false);
        line(art, width, rim, '(', '_', random, false);
        for (int row = 0; row < height; row++) {
            double bulge = Math.sin(Math.PI * (0.15 + 0.8 * row / height));
            int inner = rim - 2 + (int) Math.round((width - rim) * bulge);
            line(
                    art,
                    width,
                    inner,
                    row < height / 3 ? '/' : row > height * 2 / 3 ? '\\' : '|',
                    ' ',
                    random,
                    true);
        }
        line(art, width, rim, '\\', '_', random, false);
        return art.toString();
    }

    private static int size(List<Long> numbers, int index, int otherwise) {
        return index < numbers.size() ? Math.clamp(numbers.get(index), LEAST, MOST) : otherwise;
    }

    private static void line(
            StringBuilder art,
            int width,
            int inner,
            char left,
            char fill,
            RandomSource random,
            boolean glazed) {
        art.repeat(' ', Math.max(0, (width - inner) / 2 + 2)).append(left);
        for (int i = 0; i < inner; i++) {
            art.append(glazed ? GLAZE[random.nextInt(GLAZE.length)] : fill);
        }
        art.append(mirror(left)).append('\n');
    }

    private static char mirror(char c) {
        return switch (c) {
            case '/' -> '\\';
            case '\\' -> '/';
            case '(' -> ')';
            default -> c;
        };
    }
}

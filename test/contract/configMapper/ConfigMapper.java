import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.wso2.config.mapper.ConfigParser;

/**
 * Renders one deployment.toml after the other, as a server does when it starts: `ConfigMapper RESOURCES`.
 *
 * Each line of standard input names a toml file and the folder for what is rendered from it, with a tab between them; both as absolute paths.
 * Each is answered by one line on standard output: `ok`, or what the product says about the file, or which of the rendered files is no XML. Beside each XML
 * file come its values, see XmlValues. RESOURCES is the `repository/resources/conf` of a pack.
 */
public class ConfigMapper {
    public static void main(String[] arguments) throws Exception {
        // Otherwise a second file with the same values would render nothing.
        System.setProperty("forceConfigUpdate", "true");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = input.readLine()) != null; ) {
            String[] files = line.split("\t");
            // A folder that does not exist is silently left so.
            Path output = Files.createDirectories(Paths.get(files[1]));
            System.out.println(render(files[0], arguments[0], output.toString()));
        }
    }

    private static String render(String toml, String resources, String output) {
        try {
            ConfigParser.parse(toml, resources, output);
            for (Path file : xmlFiles(output)) {
                try {
                    XmlValues.write(file);
                } catch (org.xml.sax.SAXException wrong) {
                    return "not well-formed: " + Paths.get(output).relativize(file) + ": " + wrong.getMessage();
                }
            }
            return "ok";
        } catch (Exception refused) {
            return (refused.getClass().getSimpleName() + ": " + refused.getMessage()).replace('\n', ' ');
        }
    }

    private static List<Path> xmlFiles(String folder) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(Paths.get(folder))) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().collect(Collectors.toList());
        }
    }
}

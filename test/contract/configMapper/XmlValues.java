import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Every value in an XML file, as a line `path, tab, value`: of attributes, and of elements without others in them. In a path an element with an attribute
 * `name` is called `element[name]`, so that a value is found wherever among its neighbours it is.
 */
class XmlValues {
    private final List<String> lines = new ArrayList<>();

    /** Writes the values beside the file, as `<file>.values`. Throws when the file is no XML. */
    static void write(Path file) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        // What is wrong comes as an exception, not on standard error as well.
        builder.setErrorHandler(null);
        XmlValues values = new XmlValues();
        Element root = builder.parse(file.toFile()).getDocumentElement();
        values.collect(root, nameOf(root));
        Files.write(file.resolveSibling(file.getFileName() + ".values"), values.lines);
    }

    private void collect(Element element, String path) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!attribute.getNodeName().equals("name")) add(path + "/@" + attribute.getNodeName(), attribute.getNodeValue());
        }
        boolean isLeaf = true;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (!(child instanceof Element)) continue;
            isLeaf = false;
            collect((Element) child, path + "/" + nameOf((Element) child));
        }
        if (isLeaf) add(path, element.getTextContent());
    }

    private void add(String path, String value) {
        lines.add(path + "\t" + value.trim().replaceAll("\\s+", " "));
    }

    private static String nameOf(Element element) {
        return element.hasAttribute("name") ? element.getTagName() + "[" + element.getAttribute("name") + "]" : element.getTagName();
    }
}

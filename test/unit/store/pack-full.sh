#!/bin/sh
# Runs in a mount namespace of its own: packs TREE into IMAGE with a store on a filesystem of 1 MiB.
set -eu
objects=$1 node=$2 tree=$3 image=$4
mount -t tmpfs -o size=1m none "$objects"
"$node" --import tsx "$(dirname "$0")/print-pack.ts" "$tree" "$image" "$objects"
echo "left: $(ls -A "$objects")"

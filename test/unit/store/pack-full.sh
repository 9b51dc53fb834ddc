#!/bin/sh
# Runs in a mount namespace of its own: runs SCRIPT, which packs TREE into IMAGE, with a store on a filesystem of 1 MiB.
set -eu
objects=$1 node=$2 script=$3 tree=$4 image=$5
mount -t tmpfs -o size=1m none "$objects"
"$node" --import tsx "$script" "$tree" "$image" "$objects"
echo "left: $(ls -A "$objects")"

#!/bin/sh
# Runs in a mount namespace of its own: mounts on TREE/mnt and prints what NODE finds in TREE.
set -eu
tree=$1 node=$2
mount -t tmpfs -o mode=0711 none "$tree/mnt"
touch "$tree/mnt/hidden"
exec "$node" --import tsx "$(dirname "$0")/print-scan.ts" "$tree"

#!/bin/sh
# Runs in a mount namespace of its own: mounts on TREE/mnt and runs SCRIPT on TREE.
set -eu
tree=$1 node=$2 script=$3
mount -t tmpfs -o mode=0711 none "$tree/mnt"
touch "$tree/mnt/hidden"
exec "$node" --import tsx "$script" "$tree"

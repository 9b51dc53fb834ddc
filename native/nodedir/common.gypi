# The least that node-gyp wants of a Node's common.gypi, for machines whose Node came without headers.
# A nodedir is then: include/node/common.gypi (this file), include/node/config.gypi (its neighbour), and beside them the four
# headers of the node-api-headers package's include/. Give its absolute path to node-gyp as --nodedir.
{
  "target_defaults": {
    "default_configuration": "Release",
    "configurations": {
      "Release": {"cflags": ["-O2"]},
      "Debug": {"cflags": ["-O0", "-g3"]},
    },
    "cflags": ["-pthread"],
    "ldflags": ["-pthread"],
  }
}

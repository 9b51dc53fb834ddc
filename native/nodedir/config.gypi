# Read by node-gyp instead of the configuration that Node itself was built with.
{"target_defaults": {}, "variables": {}}

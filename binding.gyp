# The build that ships (`npm run build:addon`). native/CMakeLists.txt builds the same sources with sanitizers.
{
  "targets": [
    {
      "target_name": "composefs_bench",
      "sources": [
        "<!@(cd native && ls *.cc | sed s,^,native/,)",
        "<!@(cd kernel/format && ls *.c | sed s,^,kernel/format/,)",
      ],
      "cflags": [
        "-Wall", "-Wextra", "-Werror",
        "-isystem", "<!(node -p \"path.dirname(require.resolve('node-addon-api'))\")",
      ],
      # Node's own flags forbid exceptions and choose a standard by Node's version.
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_c": ["-std=gnu11", "-fvisibility=hidden"],
      "cflags_cc": ["-std=c++17", "-fvisibility=hidden"],
      "defines": ["NAPI_VERSION=8", "NAPI_CPP_EXCEPTIONS"],
    }
  ]
}

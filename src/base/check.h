// CHECK(condition): an invariant of our own. On in release builds; a broken one ends the program with
// file, line and condition. Bad input is never a CHECK: it is a Result with an Error (base/result.h).
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                                     \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: invariant broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
